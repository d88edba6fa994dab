/* The sleepers on a futex, in the order in which they fell asleep (futex(2)).
 */
#pragma once

#include "model.h"

void sleepers_add(const struct model *model, struct state *state, int worker);
void sleepers_remove(
    const struct model *model, struct state *state, int worker);

/* A worker that wakes others: the word, and whether only its own process is
 * meant. */
struct waker {
    int worker;
    uint64_t address;
    bool is_private;
};

/* The one asleep there longest, or -1. */
int sleepers_first(const struct model *model, const struct state *state,
    const struct waker *waker);
