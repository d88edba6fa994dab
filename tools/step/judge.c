#include "judge.h"

#include "bury.h"
#include "react.h"
#include "reap.h"
#include "standing.h"

#include "kit/json.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

static void
judge_status(const struct study *study, const struct target *target,
    struct ending *ending)
{
    int status = ending->status;

    if (WIFSIGNALED(status)) {
        ending->end = END_CRASHED;
        if (WTERMSIG(status) == target->death.signal)
            ending->place = target->death.place;
        return;
    }
    /* The lab's own status. */
    if (WEXITSTATUS(status) == STATUS_CANNOT && study->program.gate_leave != 0)
        limit_refuse("%s: it says that it cannot work here", study->title);
    if (WEXITSTATUS(status) != study->question->expected_status)
        ending->end = END_BROKEN;
}

static void
judge_output(struct study *study, const char *output, struct ending *ending)
{
    const struct question *question = study->question;
    char number[32];

    if (study->program.gate_leave == 0)
        ending->outcome =
            outcomes_add(&study->outcomes, output, ending->status);
    if (ending->end == END_HELD && question->expected_output != NULL &&
        !outcomes_same_text(output, question->expected_output))
        ending->end = END_BROKEN;
    if (question->figure == NULL)
        return;
    struct json_slice figure = json_get(output, question->figure);
    json_text(figure, number, sizeof(number));
    ending->has_value = figure.length > 0;
    ending->value = strtol(number, NULL, 10);
}

struct ending
judge_run(struct study *study, const struct target *target)
{
    static char output[OUTPUT_BYTES];
    struct ending ending = {.status = target->main_status, .outcome = -1};

    judge_status(study, target, &ending);
    study->is_cut |= target_output(target, output);
    judge_output(study, output, &ending);
    return ending;
}

/* Of children: do their parents expect them, and do they always come? */
static void
judge_crashes(struct study *study, const struct model *model,
    const struct state *state, struct ending *ending)
{
    bool all_told;
    worker_set crashed = bury_crashed(model, state, &all_told);

    if (study->buried == 0)
        study->buried = crashed;
    if (study->program.buries &&
        (!all_told || crashed == 0 || crashed != study->buried))
        ending->end = END_CRASHED;
}

/* By what its workers send? An alarm is a limit that it has given itself. */
static bool
is_killed(const struct study *study, int status)
{
    return WIFSIGNALED(status) &&
           !(WTERMSIG(status) == SIGALRM && study->program.rings);
}

struct ending
judge_last_state(
    struct study *study, const struct model *model, const struct state *state)
{
    static char output[OUTPUT_BYTES + SAID_BYTES];
    struct ending ending = {
        .status = reap_status(model, state, 0), .outcome = -1};

    if (is_killed(study, ending.status))
        ending.end = END_CRASHED;
    else if (WEXITSTATUS(ending.status) != study->question->expected_status)
        ending.end = END_BROKEN;
    judge_crashes(study, model, state, &ending);
    /* What it printed before it made its first task, and after. */
    study->is_cut |= target_output(&model->machine->target, output) ||
                     said_is_cut(model->said, *state->said);
    char *then = said_text(model->said, *state->said);
    memcpy(output + strlen(output), then, strlen(then) + 1);
    free(then);
    judge_output(study, output, &ending);
    judge_watched(study, model, state, &ending);
    return ending;
}

/* Its value, if it is a single number. */
void
judge_watched(const struct study *study, const struct model *model,
    const struct state *state, struct ending *ending)
{
    const struct question *question = study->question;
    uint64_t address, value;
    size_t bytes;

    if (question->watch == NULL ||
        !symbols_variable(question->watch, &address, &bytes))
        return;
    value = machine_read(model->machine, 0, address, state->value);
    value >>= address % WORD_BYTES * 8;
    ending->has_value = true;
    ending->value = bytes == sizeof(int) ? (int)value : (long)value;
    if (question->has_expected && ending->end == END_HELD &&
        ending->value != question->expected)
        ending->end = END_BROKEN;
}

/* No controlled worker goes on. May one leave the loop that it is in, or time
 * out once more? Could another task help them? Not one that sleeps until one of
 * them ends. */
static bool
may_go_on(const struct model *model, const struct state *state)
{
    const struct left_out *left_out = &model->machine->target.left_out;
    worker_set ended = 0;

    for (int i = 0; i < model->workers; i++)
        if (model_may_leave(model, state, i) ||
            model_standing(model, state, i) == STANDING_LIMITED)
            return true;
    for (int i = 0; i < model->workers; i++)
        if (model_standing(model, state, i) == STANDING_ENDED)
            ended |= workers_only(i);
    for (int i = 0; i < left_out->count; i++)
        if (left_out->task[i].until == 0 ||
            (left_out->task[i].until & ended) != 0)
            return true;
    return false;
}

/* May a signal that is not another worker's help: run a handler, or end a
 * sigwait? Alarms come too. */
static bool
awaits_signal(const struct model *model, const struct state *state)
{
    const struct program *program = model->machine->program;
    uint64_t alarms = 1UL << (SIGALRM - 1) | 1UL << (SIGVTALRM - 1) |
                      1UL << (SIGPROF - 1) | 1UL << (SIGIO - 1);
    uint64_t set = 0;

    for (int i = 0; i < model->workers; i++) {
        const struct pose *pose = standing_pose(model, state, i);
        if (!reap_is_over(model, state, i))
            set |= react_handled(model, state, i);
        if (pose->kind == POSE_CALL && calls_kind(&pose->call) == CALL_SIGNAL)
            set |= pose->awaited;
    }
    set &= ~(1UL << (SIGCHLD - 1)); /* that comes from children */
    if (program->rings)
        alarms &= ~(1UL << (SIGALRM - 1)); /* and none is set now */
    bool awaits = (set & (~program->sent | alarms)) != 0;
    model->machine->gaps.awaits_signal |= awaits;
    return awaits;
}

static bool
breaks_invariant(
    struct study *study, const struct model *model, const struct state *state)
{
    const struct expression *invariant = &study->invariant;

    if (invariant->text == NULL || expression_holds(invariant, model, state))
        return false;
    expression_say(invariant, model, state, study->broken);
    return true;
}

struct ending
judge_end(
    struct study *study, const struct model *model, const struct state *state)
{
    struct ending ending = {.end = standing_end(model, state), .outcome = -1};

    if (ending.end == END_STUCK &&
        (may_go_on(model, state) || awaits_signal(model, state)))
        ending.end = END_UNSURE;
    if ((study->question->always || ending.end == END_HELD) &&
        ending.end != END_CRASHED && breaks_invariant(study, model, state)) {
        ending.end = END_BROKEN;
        ending.breaks = true;
    }
    if (ending.end != END_CRASHED && race_say(model, state, study->race))
        ending.end = END_RACED;
    return ending;
}

void
judge_list_values(struct study *study)
{
    const struct ending *ending;
    int cursor = 0;

    while ((ending = search_next_ending(&study->search, &cursor)) != NULL) {
        int known = 0;
        if (!ending->has_value)
            continue;
        if (!study->has_values || ending->value < study->lowest)
            study->lowest = ending->value;
        if (!study->has_values || ending->value > study->highest)
            study->highest = ending->value;
        study->has_values = true;
        while (
            known < study->value_count && study->value[known] != ending->value)
            known++;
        if (known == study->value_count && known < 64)
            study->value[study->value_count++] = ending->value;
    }
}
