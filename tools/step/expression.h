/* What --invariant says: an expression as in C, over the program's globals.
 *
 *     || && == != < <= > >= + - * / % ! - ( )   whole numbers   'c'
 *     total   page->count   slots[2].next   *total
 *
 * All numbers are of 64 bits. */
#pragma once

#include "globals.h"
#include "model.h"

enum { MAX_NODES = 128, EXPRESSION_TEXT = 256 };

struct expression_node {
    char operator[3]; /* "" : a number; "g": a global; "n": - of one */
    int left, right;  /* nodes; -1: none */
    int64_t number;
    struct global global;
};

struct expression {
    const char *text; /* NULL: there is none */
    int count;        /* of nodes: the last is the whole */
    struct expression_node node[MAX_NODES];
};

/* Read it. A mistake ends us with status 2, in one line. */
void expression_read(struct expression *expression, const char *text);

/* Find its globals in the program that was loaded; the same for a name that is
 * not there, or has no number. What it looks at is contended from now on. */
void expression_find(struct expression *expression, struct machine *machine);

/* Is it true of the state? Also where that cannot be told: the machine is
 * stale then. */
bool expression_holds(const struct expression *expression,
    const struct model *model, const struct state *state);

/* Where it has to hold in every state: is this one the end, since it does not?
 * Of NULL no state is. */
bool expression_ends(const struct expression *always, const struct model *model,
    const struct state *state);

/* "total is 1, done is 2": what its globals have in a state. */
void expression_say(const struct expression *expression,
    const struct model *model, const struct state *state,
    char out[EXPRESSION_TEXT]);
