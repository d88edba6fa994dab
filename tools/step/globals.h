/* A number among the program's globals: by its name, with members, elements,
 * and what pointers point to (DWARF 5, by types.h). */
#pragma once

#include "model.h"

enum { MAX_HOPS = 4, GLOBAL_NAME = 64 };

struct global {
    char name[GLOBAL_NAME]; /* "page->count" */
    uint64_t base;          /* the variable's address */
    int hops;               /* pointers on the way */
    int64_t
        offset[MAX_HOPS + 1]; /* to each, and to the number behind the last */
    unsigned bytes;
    bool is_signed;
};

/* The length of the name at the start of the text; 0: there is none. */
size_t globals_length(const char *text);

/* Find it. Returns NULL, or what is wrong. */
const char *globals_find(struct global *global);

/* Its value in the state, in main's process. False if the word was not
 * contended: it is now, and the machine is stale. */
bool globals_read(const struct global *global, const struct model *model,
    const struct state *state, int64_t *value);
