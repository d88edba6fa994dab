#include "study.h"

#include "schedule.h"
#include "where.h"

#include "kit/clock.h"
#include "kit/json.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

enum { NS_PER_S = 1000000000 };

/* ---- One run of the program. ---- */

static struct ending
read_ending(struct study *study, const struct target *target, bool ended)
{
    static char out[OUTPUT_BYTES];
    const struct question *question = study->question;
    struct ending ending = {.end = END_HELD};
    int status = target->main_status;

    if (!ended || (WIFEXITED(status) && WEXITSTATUS(status) == STATUS_STUCK))
        ending.end = END_STUCK;
    else if (WIFSIGNALED(status))
        ending.end = END_CRASHED;
    else if (WEXITSTATUS(status) != STATUS_HELD)
        ending.end = END_BROKEN;
    if (question->figure == NULL)
        return ending;
    char text[32];
    target_output(target, out);
    struct json_slice figure = json_get(out, question->figure);
    json_text(figure, text, sizeof(text));
    ending.has_value = figure.length > 0;
    ending.value = strtol(text, NULL, 10);
    return ending;
}

/* What the watched variable holds, as far as it is one number. */
static void
read_watched(const struct study *study, const struct model *model,
    const struct state *state, struct ending *ending)
{
    uint64_t address, value;
    size_t bytes;

    if (study->question->watch == NULL ||
        !symbols_variable(study->question->watch, &address, &bytes))
        return;
    value = machine_read(model->machine, 0, address, state->value);
    value >>= address % WORD_BYTES * 8;
    ending->has_value = true;
    ending->value = bytes == sizeof(int) ? (int)value : (long)value;
}

static void
apply_expectation(const struct study *study, struct ending *ending)
{
    if (study->question->has_expected && ending->has_value &&
        ending->end == END_HELD && ending->value != study->question->expected)
        ending->end = END_BROKEN;
}

static bool
may_run(const struct model *model, const struct state *state, int worker)
{
    enum standing standing = model_standing(model, state, worker);

    return standing == STANDING_READY || standing == STANDING_WAITING ||
           worker == model_last_hope(model, state);
}

static struct ending judge(struct search *search, const struct state *state,
    const char *schedule, int steps);

static bool
is_over(const struct model *model, const struct state *state)
{
    for (int i = 0; i < model->workers; i++)
        if (model_standing(model, state, i) == STANDING_CRASHED)
            return true;
    for (int i = 0; i < model->workers; i++)
        if (model_standing(model, state, i) == STANDING_READY)
            return false;
    return model_last_hope(model, state) == -1; /* who waits, waits in vain */
}

static void
play_step(
    struct model *model, struct state *state, int worker, struct played *played)
{
    const struct pose *pose =
        machine_pose(model->machine, state->seat[worker].pose);
    bool lags = state->seat[worker].lag > 0;

    *played = (struct played){
        .model = model, .before = pose, .call = pose->call, .touched = -1};
    if (!lags && pose->touched_count > 0)
        played->touched = pose->touched[0];
    if (!model_step(model, state, worker, &played->event))
        die(STATUS_BROKEN,
            "the program does something else when it is run again: its "
            "schedules cannot be told apart");
    if (played->event.owes)
        machine_owe_wake(model->machine, worker,
            played->event.note.what->address, &played->event.call);
    played->state = state;
    played->address = played->event.note.what->address;
}

struct ending
study_play(struct study *study, const char *schedule, int steps,
    void (*see)(const struct played *played, void *argument), void *argument,
    void (*done)(
        const struct model *model, const struct state *state, void *argument))
{
    struct machine machine;
    struct model model;
    struct played played;
    struct ending ending;
    int poses[MAX_WORKERS], step;

    machine_start(&machine, &study->program, &study->contended,
        study->question->every_instruction, 0);
    study->runs++;
    while (machine.stale)
        machine_rewind(&machine);
    model_open(&model, &machine);
    struct state *state = model_begin(&model);
    for (step = 0; step < steps; step++) {
        int worker = schedule[step];
        if (worker >= model.workers || !may_run(&model, state, worker))
            break;
        play_step(&model, state, worker, &played);
        if (see != NULL)
            see(&played, argument);
    }
    if (study->search.judge == judge &&
        (step < steps || !is_over(&model, state)))
        die(STATUS_CANNOT,
            "%s: it does something else when it is run again, so its schedules "
            "cannot be told apart: does it look at the time, or at an id?",
            study->title);
    if (step < steps)
        die(STATUS_USAGE,
            "--schedule: %s: step %d is for %c, who cannot run then",
            study->title, step + 1, schedule_letter(schedule[step]));
    if (!is_over(&model, state))
        die(STATUS_USAGE,
            "--schedule: %s: after step %d somebody can still run: give more "
            "letters",
            study->title, steps);
    if (done != NULL)
        done(&model, state, argument);
    ending.end = search_end_of(&model, state);
    if (ending.end == END_HELD) {
        for (int i = 0; i < model.workers; i++)
            poses[i] = state->seat[i].pose;
        bool ended = machine_finish(&machine, poses, state->value);
        ending = read_ending(study, &machine.target, ended);
    }
    read_watched(study, &model, state, &ending);
    apply_expectation(study, &ending);
    free(state);
    machine_end(&machine);
    return ending;
}

/* ---- All schedules. ---- */

static struct ending
judge(struct search *search, const struct state *state, const char *schedule,
    int steps)
{
    struct study *study = search->judge_data;
    struct ending ending = {.end = search_end_of(&search->model, state)};

    if (ending.end == END_HELD)
        return study_play(study, schedule, steps, NULL, NULL, NULL);
    return ending;
}

static struct ending
judge_nothing(struct search *search, const struct state *state,
    const char *schedule, int steps)
{
    (void)schedule, (void)steps;
    return (struct ending){.end = search_end_of(&search->model, state)};
}

static bool
is_bad(const struct search *search, const struct ending *ending)
{
    (void)search;
    return ending->end != END_HELD;
}

static void
list_values(struct study *study)
{
    const struct ending *ending;

    for (int i = 0; (ending = search_ending(&study->search, i)) != NULL; i++) {
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

static bool
refuse(const struct study *study)
{
    const struct search *search = &study->search;

    if (search->timed_out)
        complain("%s: not all schedules were seen in %ld s, and of those seen "
                 "%s: raise --max-seconds, or ask for fewer --preemptions",
            study->title, study->question->max_seconds,
            search->bad_seen ? "some failed" : "none failed");
    else if (search->too_long)
        complain("%s: a schedule has more than %d steps: ask for fewer "
                 "iterations",
            study->title, MAX_STEPS);
    else if (search->model.has_unknown_call)
        complain("%s: a worker calls %s%s, which step cannot take back: it is "
                 "not followed",
            study->title, calls_name(search->model.unknown_call),
            where_line(search->model.unknown_at));
    return false;
}

static void
begin_search(struct study *study)
{
    while (study->machine.stale)
        machine_rewind(&study->machine);
    search_close(&study->search);
    study->search = (struct search){
        .preemptions = study->question->preemptions,
        .judge = judge,
        .judge_data = study,
        .wanted = is_bad,
        .give_up_ns = study->begin_ns + study->question->max_seconds * NS_PER_S,
    };
    model_open(&study->search.model, &study->machine);
    study->passes++;
}

static void
begin_study(struct study *study, const struct program *program,
    const struct question *question, const char *title)
{
    *study = (struct study){.question = question,
        .program = *program,
        .title = title,
        .begin_ns = clock_ns()};
    decode_forget();
    machine_start(&study->machine, &study->program, &study->contended,
        question->every_instruction,
        study->begin_ns + question->max_seconds * NS_PER_S);
    uint64_t address;
    size_t bytes;
    if (question->watch != NULL &&
        !symbols_variable(question->watch, &address, &bytes))
        die(STATUS_USAGE, "--watch: %s has no variable '%s'", title,
            question->watch);
    /* Its value is a part of each state, also if only one worker uses it. */
    if (question->watch != NULL)
        machine_contend(&study->machine, 0, address);
}

void
study_prepare(struct study *study, const struct program *program,
    const struct question *question, const char *title)
{
    struct tally tally;

    begin_study(study, program, question, title);
    do {
        begin_search(study);
        study->search.judge = judge_nothing;
        study->search.preemptions = 1;
    } while (!search_run(&study->search, &tally) && study->machine.stale);
}

bool
study_search(struct study *study, const struct program *program,
    const struct question *question, const char *title)
{
    begin_study(study, program, question, title);
    do {
        begin_search(study);
        study->finished = search_run(&study->search, &study->tally);
    } while (!study->finished && study->machine.stale);
    study->seconds = (double)(clock_ns() - study->begin_ns) / NS_PER_S;
    study->traced_seconds = (double)study->machine.traced_ns / NS_PER_S;
    list_values(study);
    return study->finished || refuse(study);
}

const char *
study_end_name(enum end end)
{
    static const char *const names[ENDS] = {
        "held", "broken", "crashed", "stuck"};

    return names[end];
}

void
study_close(struct study *study)
{
    search_close(&study->search);
    machine_end(&study->machine);
    free(study->contended.key);
    free(study->program.maps.map);
}
