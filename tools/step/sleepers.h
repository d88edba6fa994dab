/* Who sleeps on a futex, in the order of falling asleep (futex(2)). */
#pragma once

#include "model.h"

void sleepers_add(const struct model *model, struct state *state, int worker);
void sleepers_remove(
    const struct model *model, struct state *state, int worker);

/* Who wakes: the word, and whether only his own process is meant. */
struct waker {
    int worker;
    uint64_t address;
    bool is_private;
};

/* The one that has slept longest there, or -1. */
int sleepers_first(const struct model *model, const struct state *state,
    const struct waker *waker);
