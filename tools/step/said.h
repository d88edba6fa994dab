/* What the program has printed, in order.
 *
 * It is part of each state: two orders of the same lines are two outcomes. A
 * text is identified by its number; 0 is the empty one. */
#pragma once

#include "store.h"

#include <stdbool.h>

enum { SAID_BYTES = 65536 }; /* anything longer is cut off */

struct said_part {
    int before;
    size_t bytes, all; /* of this part, and with all before it */
    char *text;
};

struct said {
    int count; /* of the numbers in use */
    struct said_part *part;
    struct store_index index;
};

/* The text `before`, followed by these bytes. */
int said_add(struct said *said, int before, const char *text, size_t bytes);

/* All of it, ended by a NUL; free it. */
char *said_text(const struct said *said, int number);

/* Was some of it cut off? */
bool said_is_cut(const struct said *said, int number);

void said_clear(struct said *said);
