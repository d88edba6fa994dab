#include "study.h"

#include "bury.h"
#include "chance.h"
#include "judge.h"
#include "race.h"
#include "schedule.h"
#include "standing.h"

#include "kit/clock.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static bool
may_come(const struct model *model, const struct state *state, int turn)
{
    int worker = turn_worker(turn);
    enum chance chance = turn_chance(turn);

    if (worker >= model->workers || chance >= CHANCES)
        return false;
    if (chance != CHANCE_NONE)
        return chance_may(model, state, worker, chance);
    return model_may_run(model, state, worker) ||
           model_standing(model, state, worker) == STANDING_WAITING ||
           turn == model_last_hope(model, state);
}

static bool
is_over(const struct study *study, const struct model *model,
    const struct state *state)
{
    if (expression_ends(
            study->question->always ? &study->invariant : NULL, model, state) ||
        race_ends(model, state))
        return true;
    for (int i = 0; i < model->workers; i++)
        if (model_standing(model, state, i) == STANDING_CRASHED)
            return true;
    for (int i = 0; i < model->workers; i++)
        if (model_standing(model, state, i) == STANDING_READY)
            return false;
    /* Those that wait do so in vain. */
    return model_last_hope(model, state) == -1;
}

static worker_set
others_alive(const struct model *model, const struct state *state, int worker)
{
    const int *space_of = model->machine->space_of;
    worker_set alive = 0;

    for (int i = 0; i < model->workers; i++)
        if (i != worker && space_of[i] == space_of[worker] &&
            !standing_is_unborn(model, state, i) &&
            model_standing(model, state, i) != STANDING_ENDED)
            alive |= workers_only(i);
    return alive;
}

static void
play_step(
    struct model *model, struct state *state, int turn, struct played *played)
{
    int worker = turn_worker(turn);
    const struct pose *pose =
        machine_pose(model->machine, state->seat[worker].pose);
    bool lags = state->seat[worker].lag > 0;

    *played = (struct played){
        .model = model, .before = pose, .call = pose->call, .touched = -1};
    worker_set others = others_alive(model, state, worker);
    if (!lags && pose->touched_count > 0 && turn_chance(turn) == CHANCE_NONE)
        played->touched = pose->touched[0];
    if (!model_step(model, state, turn, &played->event))
        limit_refuse(
            "the program does something else when it is run again: its "
            "schedules cannot be told apart");
    if (played->event.owes)
        machine_owe_wake(model->machine, worker,
            played->event.note.what->address, &played->event.call);
    played->state = state;
    if (state->seat[worker].lag == 0 &&
        standing_pose(model, state, worker)->kind == POSE_EXITED)
        played->ends = others;
    played->address = played->event.note.what->address;
}

/* Before it runs on by itself: what the controlled workers have printed. */
static void
print_said(const struct target *target, const struct model *model,
    const struct state *state)
{
    char *text = said_text(model->said, *state->said);
    size_t bytes = strlen(text);

    if (write(target->output, text, bytes) != (ssize_t)bytes)
        die(STATUS_CANNOT, "memfd: %m: no memory for what %d prints",
            (int)target->main);
    free(text);
}

struct ending
study_play(struct study *study, const uint16_t *schedule, int steps,
    void (*see)(const struct played *played, void *argument), void *argument,
    void (*done)(
        const struct model *model, const struct state *state, void *argument))
{
    /* Static: still valid after a limit's longjmp. */
    static struct machine machine;
    struct model model;
    struct played played;
    struct ending ending;
    int poses[MAX_WORKERS], step;

    machine_start(&machine, &study->program, &study->contended,
        study->question->every_instruction);
    study->runs++;
    while (machine.stale)
        machine_rewind(&machine);
    machine.blind.plays = true;
    model_open(&model, &machine, study->question->most);
    model.ends_at_race = study->question->races;
    struct state *state = bury_begin(&model);
    for (step = 0; step < steps; step++) {
        if (!may_come(&model, state, schedule[step]))
            break;
        play_step(&model, state, schedule[step], &played);
        if (see != NULL)
            see(&played, argument);
    }
    if (study->is_own && (step < steps || !is_over(study, &model, state)))
        limit_refuse(
            "%s: it does something else when it is run again, so its schedules "
            "cannot be told apart: does it look at the time, or at an id?",
            study->title);
    if (step < steps)
        die(STATUS_USAGE,
            "--schedule: %s: step %d is %s, which cannot come then",
            study->title, step + 1, schedule_text(&schedule[step], 1));
    if (!is_over(study, &model, state))
        die(STATUS_USAGE,
            "--schedule: %s: after step %d somebody can still run: give more "
            "letters",
            study->title, steps);
    if (done != NULL)
        done(&model, state, argument);
    ending = judge_end(study, &model, state);
    if (ending.end == END_HELD && study->program.births > 0) {
        ending = judge_last_state(study, &model, state);
    } else if (ending.end == END_HELD) {
        for (int i = 0; i < model.workers; i++)
            poses[i] = state->seat[i].pose;
        print_said(&machine.target, &model, state);
        study->free_ns = clock_ns();
        machine_finish(&machine, poses, state->value);
        study->free_ns = 0;
        ending = judge_run(study, &machine.target);
    }
    judge_watched(study, &model, state, &ending);
    free(state);
    machine_end(&machine);
    return ending;
}
