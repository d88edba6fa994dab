/* What is known of each signal, by numbers, so that a state can have it: a
 * thing, of any one size, has a number, and so has a set, in which each signal
 * has a thing. 0 is the thing whose bytes are all 0, and the set of these. */
#pragma once

#include <stddef.h>

enum { KNOWN_SIGNALS = 33 }; /* all but those of real time */

struct per_signal {
    size_t bytes; /* of a thing: must be set at first */
    int things;   /* of the numbers in use; number 1 is the first in thing */
    char *thing;
    int sets; /* the same */
    struct set_of_things {
        int number[KNOWN_SIGNALS]; /* at signal 1 first */
    } * set;
};

/* Copy the thing with that number there. */
void per_signal_copy(const struct per_signal *known, int number, void *thing);

/* The number of the thing at that signal in a set. */
int per_signal_at(const struct per_signal *known, int set, int signal);

/* The set that has that thing there, and is the same else. */
int per_signal_replace(
    struct per_signal *known, int set, int signal, const void *thing);

void per_signal_clear(struct per_signal *known);
