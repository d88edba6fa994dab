/* The sleepers on a futex, in the order in which they fell asleep (futex(2)).
 */
#pragma once

#include "model.h"

void sleepers_add(const struct model *model, struct state *state, int worker);
void sleepers_remove(
    const struct model *model, struct state *state, int worker);

/* Not a contended word's number: a scout has read it in place. */
enum { SLEEPERS_SCOUTED = -2 };

/* The contended word of a futex call, and its half of that, as the caller
 * compares it; -1: it is not contended (machine->stale). */
int sleepers_word(struct model *model, const struct state *state, int worker,
    const struct call *call, uint32_t *value);

/* A worker that wakes others: the word, and whether only its own process is
 * meant. */
struct waker {
    int worker;
    uint64_t address;
    bool is_private;
};

/* Does the worker sleep where that wakes? */
bool sleepers_is_there(const struct model *model, const struct state *state,
    int worker, const struct waker *waker);

/* The one asleep there longest, or -1. */
int sleepers_first(const struct model *model, const struct state *state,
    const struct waker *waker);
