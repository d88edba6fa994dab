/* A search of a program as it has been started, and how its schedules end. If
 * it finds that something must be known from the start, that pass is over, and
 * another begins. */
#include "study.h"

#include "bury.h"
#include "judge.h"
#include "where.h"

static bool
is_failure(enum end end)
{
    return end != END_HELD && end != END_UNSURE;
}

/* A child's crash may be meant (bury.h). Whether that is tried, the first end
 * decides; and whether it was right, each that comes then. If not, what was
 * found has to be found again, without. */
static bool
begins_anew(struct study *study, const struct search *search,
    const struct state *state, enum end end)
{
    struct program *program = &study->program;
    bool may_be_meant = program->births > 0 && !study->has_ended &&
                        bury_may(&search->model, state);
    bool was_not = program->buries && is_failure(end);

    study->has_ended = true;
    if (!may_be_meant && !was_not)
        return false;
    study->has_failed |= was_not;
    program->buries = may_be_meant;
    return study->machine.stale = true;
}

static struct ending
judge(struct search *search, const struct state *state,
    const uint16_t *schedule, int steps)
{
    struct study *study = search->judge_data;
    struct ending ending = judge_end(study, &search->model, state);

    if (ending.end == END_HELD && study->program.births > 0)
        ending = judge_last_state(study, &search->model, state);
    else if (ending.end == END_HELD)
        ending = study_play(study, schedule, steps, NULL, NULL, NULL);
    if (begins_anew(study, search, state, ending.end))
        ending.end = END_UNSURE;
    return ending;
}

static bool
is_bad(const struct search *search, const struct ending *ending)
{
    (void)search;
    return is_failure(ending->end);
}

_Noreturn void
study_refuse(const struct study *study, const struct search *search)
{
    if (search->too_long)
        limit_refuse("%s: a schedule has more than %d steps: more than step "
                     "follows; let its loops go round less often",
            study->title, MAX_STEPS);
    limit_refuse("%s: a worker calls %s%s, which step cannot take back: it is "
                 "not followed; leave it out, or do it before the first fork "
                 "or pthread_create",
        study->title, where_call(search->model.unknown_call),
        where_line(search->model.unknown_at));
}

void
study_open(struct study *study, struct search *search)
{
    search_close(search);
    *search = (struct search){.bound = study->question->preemptions,
        .complete = -1,
        .judge = judge,
        .judge_data = study,
        .always = study->question->always ? &study->invariant : NULL,
        .wanted = is_bad};
    model_open(&search->model, &study->machine, study->question->most);
    search->model.ends_at_race = study->question->races;
}
