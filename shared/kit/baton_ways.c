/* The names alone: how the baton is handed over, each model says for itself. */

#include "baton.h"

#include <stddef.h>

const char *const baton_ways[] = {
    "yield", "pipe", "eventfd", "futex", "sem", "cond", "signal", NULL};
