/* A worker in handlers of signals, that were delivered to it (deliver.h). */
#pragma once

#include "ahead.h"

/* It has returned from its handler. True. */
bool handler_return(struct ahead *ahead);

/* Has the worker left its handler in another way? That is refused. */
void handler_check(struct ahead *ahead, const struct instruction *what);

/* How many handlers it is in, when it touches that address; -1: that is on the
 * stack of the handler itself. */
int handler_depth(const struct ahead *ahead, uint64_t address);
