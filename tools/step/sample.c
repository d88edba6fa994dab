#include "sample.h"

#include "bury.h"
#include "limit.h"
#include "race.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* STEP_WORK: of a step that is known (limit_work). */
enum { LOOK_EVERY = 16, FIRST_GUESS = 100, STEP_WORK = 1 };

/* One schedule in progress. */
struct draw {
    struct sample *sample;
    const struct model *model;
    struct state *state;
    uint16_t *schedule; /* turns */
    int steps, last, preemptions;
    uint64_t priority[MAX_WORKERS]; /* the largest runs */
    int change[MAX_DEPTH];          /* pct: before these steps */
    int made[MAX_WORKERS];          /* steps so far */
};

/* ---- Chance. ---- */

/* splitmix64 (Steele, Lea and Flood 2014). */
static uint64_t
next_random(uint64_t *state)
{
    uint64_t mixed = *state += 0x9e3779b97f4a7c15UL;

    mixed = (mixed ^ mixed >> 30) * 0xbf58476d1ce4e5b9UL;
    mixed = (mixed ^ mixed >> 27) * 0x94d049bb133111ebUL;
    return mixed ^ mixed >> 31;
}

static uint64_t
below(uint64_t *state, uint64_t limit)
{
    return next_random(state) % limit;
}

/* ---- Which comes next. ---- */

static bool
can_run(const struct draw *draw, int worker)
{
    return model_may_run(draw->model, draw->state, worker);
}

static int
highest(const struct draw *draw)
{
    int chosen = -1;

    for (int i = 0; i < draw->model->workers; i++)
        if (can_run(draw, i) &&
            (chosen == -1 || draw->priority[i] > draw->priority[chosen]))
            chosen = i;
    return chosen;
}

/* The later a change, the lower the priority; all are lower than at first. */
static int
choose_pct(struct draw *draw)
{
    int chosen = highest(draw);

    for (int i = 0; i < draw->sample->depth - 1 && chosen != -1; i++)
        if (draw->change[i] == draw->steps) {
            draw->priority[chosen] = (uint64_t)(draw->sample->depth - i);
            chosen = highest(draw);
        }
    return chosen;
}

static bool
is_met(const struct pose *left, const struct pose *right)
{
    for (int i = 0; i < left->touched_count; i++)
        for (int j = 0; j < right->touched_count; j++)
            if (left->touched[i] == right->touched[j])
                return true;
    return false;
}

static const struct pose *
pose_of(const struct draw *draw, int worker)
{
    return machine_pose(draw->model->machine, draw->state->seat[worker].pose);
}

/* Redraw those that conflict with its step, and its own next. */
static int
choose_pos(struct draw *draw)
{
    int chosen = highest(draw);

    for (int i = 0; i < draw->model->workers && chosen != -1; i++)
        if (i == chosen || is_met(pose_of(draw, chosen), pose_of(draw, i)))
            draw->priority[i] = next_random(&draw->sample->seed);
    return chosen;
}

/* The most steps seen of it so far, less those made now; shared with those that
 * are alike. */
static uint64_t
weight(const struct draw *draw, int worker)
{
    int left = draw->sample->most[worker] - draw->made[worker];

    return !can_run(draw, worker)
               ? 0
               : (uint64_t)(left > 0 ? left : 1) * MAX_WORKERS /
                     (uint64_t)draw->sample->alike[worker];
}

static int
choose_surw(struct draw *draw)
{
    uint64_t weights[MAX_WORKERS], sum = 0;
    int chosen = 0;

    for (int i = 0; i < draw->model->workers; i++)
        sum += weights[i] = weight(draw, i);
    if (sum == 0)
        return -1;
    uint64_t drawn = below(&draw->sample->seed, sum);
    while (drawn >= weights[chosen])
        drawn -= weights[chosen++];
    return chosen;
}

static enum sampler
way_of(const struct sample *sample)
{
    if (sample->wanted > 0)
        return sample->by;
    return sample->tried % 2 == 0 ? SAMPLER_PCT : SAMPLER_SURW;
}

static int
choose(struct draw *draw)
{
    enum sampler way = way_of(draw->sample);
    int chosen = way == SAMPLER_PCT   ? choose_pct(draw)
                 : way == SAMPLER_POS ? choose_pos(draw)
                                      : choose_surw(draw);

    return chosen != -1 ? chosen : model_last_hope(draw->model, draw->state);
}

/* ---- A schedule. ---- */

static void
begin(struct draw *draw)
{
    struct sample *sample = draw->sample;
    int longest = sample->longest > 0 ? sample->longest : FIRST_GUESS;

    draw->last = -1;
    for (int i = 0; i < draw->model->workers; i++)
        draw->priority[i] = next_random(&sample->seed) | 1UL << 63;
    for (int i = 0; i < sample->depth - 1; i++)
        draw->change[i] = (int)below(&sample->seed, (uint64_t)longest);
}

static bool
is_over(const struct draw *draw, const struct search *search)
{
    if (expression_ends(search->always, draw->model, draw->state) ||
        race_ends(draw->model, draw->state))
        return true;
    for (int i = 0; i < draw->model->workers; i++)
        if (model_standing(draw->model, draw->state, i) == STANDING_CRASHED)
            return true;
    return false;
}

/* False if the step cannot be made. */
static bool
make_step(struct draw *draw, struct model *model, int turn)
{
    int last = draw->last, worker = turn_worker(turn);

    if (last != -1 && last != worker &&
        model_standing(model, draw->state, last) == STANDING_READY)
        draw->preemptions++;
    if (draw->steps % LOOK_EVERY == 0)
        target_obey(&model->machine->target);
    draw->schedule[draw->steps++] = (uint16_t)turn;
    draw->made[worker]++;
    if (turn == worker) /* its own step */
        draw->last = worker;
    limit_work(STEP_WORK);
    return model_step(model, draw->state, turn, NULL);
}

static void
note_lengths(struct draw *draw)
{
    struct sample *sample = draw->sample;

    if (draw->steps > sample->longest)
        sample->longest = draw->steps;
    for (int i = 0; i < draw->model->workers; i++)
        if (draw->made[i] > sample->most[i])
            sample->most[i] = draw->made[i];
}

static void
judge(struct draw *draw, struct search *search)
{
    struct sample *sample = draw->sample;
    struct ending ending =
        search->judge(search, draw->state, draw->schedule, draw->steps);

    sample->tried++;
    if (!search->wanted(search, &ending))
        return;
    sample->found.is_there = true;
    sample->found.ending = ending;
    sample->found.preemptions = draw->preemptions;
    sample->found.steps = draw->steps;
    memcpy(sample->found.schedule, draw->schedule,
        (size_t)draw->steps * sizeof(*draw->schedule));
}

/* A schedule that is too long is abandoned. */
static bool
draw_one(struct sample *sample, struct search *search)
{
    struct draw draw = {.sample = sample,
        .model = &search->model,
        .state = bury_begin(&search->model),
        .schedule = search->schedule};
    int turn = -1;
    bool made = true;

    begin(&draw);
    while (made && draw.steps < MAX_STEPS && !is_over(&draw, search) &&
           (turn = choose(&draw)) != -1)
        made = make_step(&draw, &search->model, turn);
    note_lengths(&draw);
    if (made && draw.steps < MAX_STEPS)
        judge(&draw, search);
    free(draw.state);
    return made && !search->model.machine->stale;
}

static void
count_alike(struct sample *sample, const struct machine *machine)
{
    for (int i = 0; i < machine->target.workers; i++) {
        sample->alike[i] = 0;
        for (int j = 0; j < machine->target.workers; j++)
            sample->alike[i] += strcmp(machine->program->runs[i],
                                    machine->program->runs[j]) == 0;
    }
}

bool
sample_run(struct sample *sample, struct search *search)
{
    count_alike(sample, search->model.machine);
    while (!sample->found.is_there &&
           (sample->wanted == 0 || sample->tried < sample->wanted) &&
           (sample->until_worked == 0 || limit_worked() < sample->until_worked))
        if (!draw_one(sample, search))
            return false;
    return true;
}

double
sample_missed(const struct sample *sample, const struct model *model)
{
    double one = 1.0 / model->workers;

    if (model->machine->program->interrupts) /* no turns of signals are drawn */
        return 1;
    for (int i = 1; i < sample->depth; i++)
        one /= sample->longest;
    long tried = sample->wanted > 0 ? sample->tried : (sample->tried + 1) / 2;
    return pow(1 - one, (double)tried);
}
