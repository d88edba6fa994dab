#include "study.h"

#include "chance.h"
#include "draw.h"
#include "judge.h"
#include "late.h"
#include "scout.h"
#include "untried.h"

#include "kit/clock.h"
#include "kit/json.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* ---- All schedules. ---- */

static struct ending
judge_nothing(struct search *search, const struct state *state,
    const uint16_t *schedule, int steps)
{
    (void)schedule, (void)steps;
    return judge_end(search->judge_data, &search->model, state);
}

/* In a program of the lab all are counted. A chance may come at any point, and
 * conflicts with each step; so may a signal. And an invariant of every state is
 * checked in each.
 */
static bool
may_reduce(const struct study *study)
{
    const struct question *question = study->question;

    for (int i = CHANCE_NONE + 1; i < CHANCES; i++)
        if (question->most[i] > 0)
            return false;
    return question->reduces && study->program.births > 0 &&
           !study->program.interrupts && !study->program.rings &&
           !question->always;
}

static void
begin_search(struct study *study)
{
    while (study->machine.stale)
        machine_rewind(&study->machine);
    study->has_failed |= study->search.found.is_there;
    limit_ease(LONG_MAX);
    study->outcomes.count = 0;
    study_open(study, &study->search);
    study->search.pause = draw_beside;
    study->search.eases = study->question->eases;
    if (study->watched_at != 0)
        study->search.model.watched =
            machine_contend(&study->machine, 0, study->watched_at);
    study->search.model.has_invariant = study->invariant.text != NULL;
    study->search.reduces = may_reduce(study);
    study->passes++;
}

static void
take_basis(struct study *study, const struct basis *basis)
{
    struct program *program = &study->program;

    study->contended = basis->contended;
    program->most_births = basis->births;
    program->spare = basis->spare;
    memcpy(program->spare_of, basis->spare_of, sizeof(program->spare_of));
    program->maps = basis->maps;
    program->has_descriptors = basis->has_descriptors;
}

static void
begin_study(struct study *study, const struct program *program,
    const struct question *question, const char *title,
    const struct basis *basis)
{
    *study = (struct study){.question = question,
        .program = *program,
        .title = title,
        .search.complete = -1,
        .tally.least = -1,
        .begin_ns = clock_ns()};
    draw_later(study);
    decode_forget();
    if (basis != NULL)
        take_basis(study, basis);
    machine_start(&study->machine, &study->program, &study->contended,
        question->every_instruction);
    study->left_out = study->machine.target.left_out;
    if (question->most[CHANCE_KILL] > 0 && study->machine.spaces == 1)
        limit_refuse(
            "--faults=kill: %s makes no process that could be killed", title);
    study->invariant = question->invariant;
    expression_find(&study->invariant, &study->machine);
    uint64_t address;
    size_t bytes;
    if (question->watch != NULL &&
        !symbols_variable(question->watch, &address, &bytes))
        die(STATUS_USAGE, "--watch: %s has no variable '%s'", title,
            question->watch);
    /* Its value is part of each state, even if only one worker uses it. */
    if (question->watch != NULL) {
        study->watched_at = address;
        machine_contend(&study->machine, 0, address);
    }
}

void
study_prepare(struct study *study, const struct program *program,
    const struct question *question, const char *title,
    const struct basis *basis)
{
    struct tally tally;

    begin_study(study, program, question, title, basis);
    do {
        scout(&study->machine);
        begin_search(study);
        study->search.judge = judge_nothing;
        study->search.eases = false;
        study->search.bound = basis != NULL ? -1 : 1;
    } while (!search_run(&study->search, &tally) && study->machine.stale);
}

static bool
has_raced(const struct search *search, const struct ending *ending)
{
    (void)search;
    return ending->end == END_RACED;
}

/* A race often explains what else fails: it is what we show. */
static void
search_until_known(struct study *study)
{
    struct tally tally;
    bool finished;

    do {
        study->buried = 0;
        scout(&study->machine);
        begin_search(study);
        finished = search_run(&study->search, &study->tally);
        if (finished)
            study->late_at = late_read(&study->search.graph);
    } while (study->machine.stale);
    if (!finished)
        study_refuse(study, &study->search);
    if (study->tally.schedules[END_RACED] > 0)
        search_again(&study->search, has_raced, 0, &tally);
}

/* In an earlier search, perhaps, if it has since begun anew. */
bool
study_has_seen_an_end(const struct study *study)
{
    int cursor = 0;

    return study->ended_by != LIMIT_TIME || study->passes > 1 ||
           study->sample.tried > 0 || study->ran_free_ns > 0 ||
           study->search.found.is_there || tally_all(&study->tally) > 0 ||
           search_next_ending(&study->search, &cursor) != NULL;
}

const struct model *
study_model(const struct study *study)
{
    return study->search.model.workers > 0 ? &study->search.model
                                           : &study->drawing.model;
}

int
study_workers(const struct study *study)
{
    const struct model *model = study_model(study);

    return model->workers > 0 ? model->workers : study->program.workers;
}

/* Once: study->ended_by says what cut it short. */
static void
attempt(struct study *study, const struct program *program,
    const struct question *question, const char *title, long seconds)
{
    if (setjmp(*limit_set(seconds)) == 0) {
        begin_study(study, program, question, title, NULL);
        study->is_own = true;
        if (question->sample.wanted > 0)
            draw_until_known(study);
        else
            search_until_known(study);
        untried_list(study);
    } else {
        target_kill_all();
        study->ended_by = limit_which();
        if (study->free_ns != 0)
            study->ran_free_ns = clock_ns() - study->free_ns;
    }
}

static void
attempt_again(struct study *study, const struct program *program,
    const struct question *question, const char *title, long seconds)
{
    limit_lift();
    study_close(study);
    attempt(study, program, question, title, seconds);
}

static bool
is_clean(const struct study *study)
{
    return study_is_searched(study) && !study->search.found.is_there;
}

void
study_search(struct study *study, const struct program *program,
    const struct question *question, const char *title)
{
    long begin_ns = clock_ns();
    long until_ns =
        begin_ns +
        (question->max_seconds - draw_kept_seconds(question)) * NS_PER_S;
    struct program limited = *program;

    attempt(study, &limited, question, title, (until_ns - begin_ns) / NS_PER_S);
    while (is_clean(study) && study->untried_births > 0) {
        limited.most_births = study->untried_births;
        attempt_again(study, &limited, question, title,
            (until_ns - clock_ns()) / NS_PER_S);
    }
    if (study->ended_by == LIMIT_TIME && !study->search.found.is_there &&
        question->sample.wanted == 0)
        draw_for(study, draw_kept_seconds(question));
    limit_lift();
    progress_clear();
    if (study->sample.found.is_there)
        study->search.found = study->sample.found;
    study->seconds = (double)(clock_ns() - begin_ns) / NS_PER_S;
    study->traced_seconds = (double)study->machine.traced_ns / NS_PER_S;
    judge_list_values(study);
}

static bool
has_value(const struct search *search, const struct ending *ending)
{
    return ending->has_value && ending->value == search->wanted_value;
}

static bool
has_outcome(const struct search *search, const struct ending *ending)
{
    return ending->outcome == search->wanted_value;
}

static bool
is_found_in_time(
    struct study *study, wanted_end *wanted, long value, struct tally *tally)
{
    return setjmp(*limit_set(study->question->max_seconds)) == 0 &&
           search_again(&study->search, wanted, value, tally);
}

static uint64_t
search_on(
    struct study *study, wanted_end *wanted, long value, struct found *found)
{
    struct tally tally = {.wanted = 0};

    found->is_there = is_found_in_time(study, wanted, value, &tally);
    limit_lift();
    progress_clear();
    if (found->is_there)
        *found = study->search.found;
    return found->is_there ? tally.wanted : 0;
}

uint64_t
study_search_value(struct study *study, long value, struct found *found)
{
    return search_on(study, has_value, value, found);
}

uint64_t
study_search_outcome(struct study *study, int outcome, struct found *found)
{
    return search_on(study, has_outcome, outcome, found);
}

const char *
study_end_name(enum end end)
{
    static const char *const names[ENDS] = {
        "held", "broken", "crashed", "raced", "stuck", "unsure"};

    return names[end];
}

void
study_close(struct study *study)
{
    search_close(&study->search);
    search_close(&study->drawing);
    machine_end(&study->machine);
    free(study->contended.key);
    free(study->program.maps.map);
    free(study->program.early.access);
}
