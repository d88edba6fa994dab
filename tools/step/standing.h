/* Which workers may run (model_standing), and the loops in which workers wait.
 */
#pragma once

#include "model.h"
#include "tally.h"

static inline const struct pose *
standing_pose(const struct model *model, const struct state *state, int worker)
{
    return machine_pose(model->machine, state->seat[worker].pose);
}

/* Does a signal wait for the worker that ends its sleep, or its loop? */
bool standing_is_interrupted(
    const struct model *model, const struct state *state, int worker);

/* Is it a spare task, which nobody has made a worker yet? */
static inline bool
standing_is_unborn(
    const struct model *model, const struct state *state, int worker)
{
    return standing_pose(model, state, worker)->kind == POSE_UNBORN;
}

/* Instruction, words and values of the step that the worker is about to make;
 * not 0. */
uint64_t standing_signature(
    const struct model *model, const struct state *state, int worker);

/* The bit of a contended word in loop.words. */
uint64_t standing_bit(int word);

/* The worker made a step without effect, from that pose, with that signature;
 * it read these words. */
void standing_follow_loop(
    struct state *state, int worker, int pose, uint64_t step, uint64_t words);

/* It is not in a loop. */
void standing_leave_loop(struct state *state, int worker);

/* A word has changed: workers that read it in a loop may leave the loop. */
void standing_stir(const struct model *model, struct state *state, int word);

/* How does it end, if no worker can run? (END_HELD stands for: all have ended.)
 */
enum end standing_end(const struct model *model, const struct state *state);
