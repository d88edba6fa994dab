/* The expression of --invariant, as in C, over the program's globals.
 *
 *     || && == != < <= > >= + - * / % ! - ( )   whole numbers   'c'
 *     total   page->count   slots[2].next   *total
 *
 * All numbers have 64 bits. */
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

/* Read it. A mistake ends step with one line and status 2. */
void expression_read(struct expression *expression, const char *text);

/* Find its globals in the loaded program; the same for a name that does not
 * exist, or is not a number. The words that it reads are contended from now on.
 */
void expression_find(struct expression *expression, struct machine *machine);

/* Is it true in the state? Also true if that is not known: the machine is stale
 * then. */
bool expression_holds(const struct expression *expression,
    const struct model *model, const struct state *state);

/* If it must hold in every state: is this state an end, because it does not?
 * Never if NULL. */
bool expression_ends(const struct expression *always, const struct model *model,
    const struct state *state);

/* "total is 1, done is 2": the values of its globals in a state. */
void expression_say(const struct expression *expression,
    const struct model *model, const struct state *state,
    char out[EXPRESSION_TEXT]);
