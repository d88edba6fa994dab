/* The loops in which workers wait. */
#include "standing.h"

#include "tell.h"

#include <string.h>

/* Instruction, words and values of the step that the worker is about to make.
 */
uint64_t
standing_signature(
    const struct model *model, const struct state *state, int worker)
{
    const struct pose *pose = standing_pose(model, state, worker);
    uint64_t hash = store_hash(
        STORE_HASH, &pose->next->address, sizeof(pose->next->address));

    hash = store_hash(hash, &pose->caller, sizeof(pose->caller));
    hash = store_hash(hash, &pose->asked_at, sizeof(pose->asked_at));
    hash = store_hash(hash, pose->touched,
        (size_t)pose->touched_count * sizeof(*pose->touched));
    for (int i = 0; i < pose->touched_count; i++)
        if (!tell_is_time(model->machine, pose->touched[i]))
            hash = store_hash(
                hash, &state->value[pose->touched[i]], sizeof(uint64_t));
    return hash | 1; /* 0 means none */
}

void
standing_leave_loop(struct state *state, int worker)
{
    memset(&state->seat[worker].loop, 0, sizeof(struct loop));
}

/* A step without effect: was it made before? The step to compare with changes
 * each time the number of steps has doubled (Brent 1980), so that any loop is
 * found, even one entered from outside. */
void
standing_follow_loop(
    struct state *state, int worker, int pose, uint64_t step, uint64_t words)
{
    struct loop *loop = &state->seat[worker].loop;

    if (loop->mark == step) {
        loop->again++;
        loop->steps = 0;
        loop->pose = pose;
        loop->words = words;
    } else if (loop->mark == 0 || loop->steps == loop->span) {
        loop->span = loop->mark == 0 ? 1 : 2 * loop->span;
        loop->mark = step;
        loop->pose = pose;
        loop->words = words;
        loop->steps = loop->again = 0;
        loop->told = loop->sleeps = false;
    } else {
        loop->words |= words;
    }
    loop->steps++;
}

uint64_t
standing_bit(int word)
{
    return 1UL << (word % 64);
}

/* A word has changed: workers that read it in a loop may leave the loop. */
void
standing_stir(const struct model *model, struct state *state, int word)
{
    for (int i = 0; i < model->workers; i++)
        if ((state->seat[i].loop.words & standing_bit(word)) != 0)
            standing_leave_loop(state, i);
}
