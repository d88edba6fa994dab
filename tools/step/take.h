/* One step of one worker, as the machine makes it: its effect on the state. */
#pragma once

#include "deliver.h"
#include "killed.h"
#include "model.h"

/* What the step has written to contended words. */
void take_changes(
    struct model *model, struct state *state, const struct edge *edge);

/* The kernel has written half of a contended word. If it is not contended, the
 * step itself wrote it. */
void take_half(const struct model *model, struct state *state, int worker,
    uint64_t address, uint32_t value);

/* With these inputs: see machine_step. False if the machine is stale. */
bool take_edge(struct model *model, struct state *state, int worker,
    const uint64_t *input, size_t count, struct event *event);

/* With the contended words that are the step's inputs. */
bool take_words(
    struct model *model, struct state *state, int worker, struct event *event);

/* The same if the function that it is about to call fails. */
bool take_failure(
    struct model *model, struct state *state, int worker, struct event *event);

/* The worker ends, and the kernel wakes those asleep on what it leaves. */
bool take_leave(
    struct model *model, struct state *state, int worker, struct event *event);

/* The same if it is killed. */
bool take_kill(struct model *model, struct state *state, int worker,
    const struct killing *killing, struct event *event);

/* The signal is delivered to it (deliver.h). */
bool take_signal(struct model *model, struct state *state, int worker,
    const struct delivery *delivery, struct event *event);
