/* Which workers may run (model_standing), and the loops in which workers wait.
 */
#pragma once

#include "model.h"

const struct pose *standing_pose(
    const struct model *model, const struct state *state, int worker);

/* What it would be without signals that wait for it (interrupt.h). */
enum standing standing_alone(
    const struct model *model, const struct state *state, int worker);

/* Is it a spare task, which nobody has made a worker yet? */
bool standing_is_unborn(
    const struct model *model, const struct state *state, int worker);

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
