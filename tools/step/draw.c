#include "draw.h"

#include "limit.h"
#include "scout.h"

#include <limits.h>

/* The work (limit.h) before the first draws, and that of these draws. */
enum { SEARCHED_WORK = 1500000, DRAWN_WORK = 4000000 };

void
draw_later(struct study *study)
{
    study->sample = study->question->sample;
    study->begun_worked = limit_worked();
    study->draw_at_worked = study->begun_worked + SEARCHED_WORK;
}

/* Of the program as it was started last. */
void
draw_until_known(struct study *study)
{
    bool made;

    do {
        study->buried = 0;
        scout(&study->machine);
        study_open(study, &study->drawing);
        if (study->question->sample.wanted > 0) /* all in one pass */
            study->sample = study->question->sample;
        study->sample.until_worked = 0;
        made = sample_run(&study->sample, &study->drawing);
        study->passes++;
    } while (study->machine.stale);
    if (!made)
        study_refuse(study, &study->drawing);
}

void
draw_for(struct study *study, long seconds)
{
    study->buried = 0;
    if (setjmp(*limit_set(seconds)) == 0) {
        machine_end(&study->machine);
        machine_start(&study->machine, &study->program, &study->contended,
            study->question->every_instruction);
        draw_until_known(study);
    } else {
        target_kill_all();
    }
}

long
draw_kept_seconds(const struct question *question)
{
    return question->sample.wanted > 0 ? 0 : question->max_seconds / 3;
}

/* Not if more than half of the bound's schedules seem to be done. */
static bool
is_due(const struct study *study, const struct search *search)
{
    return search->eases && !search->found.is_there &&
           search->progress.done <= 0.5 &&
           limit_worked() >= study->draw_at_worked;
}

/* For a while, and again when the study has lasted twice as long: in work, so
 * that a busy machine shows the same schedule. What these schedules leave open
 * is not the search's concern. */
bool
draw_beside(struct search *search)
{
    struct study *study = search->judge_data;
    struct machine *machine = &study->machine;

    if (!is_due(study, search))
        return true;
    struct gaps gaps = machine->gaps;
    study_open(study, &study->drawing);
    study->sample.until_worked = limit_worked() + DRAWN_WORK;
    bool made = sample_run(&study->sample, &study->drawing);
    machine->gaps = gaps;
    /* If not, the draws go on as soon as the search has begun anew. */
    if (!machine->stale)
        study->draw_at_worked = 2 * limit_worked() - study->begun_worked;
    if (study->sample.found.is_there) {
        limit_ease(0);
        target_obey(&machine->target);
    }
    if (!made && !machine->stale) /* one step cannot be taken back */
        study->draw_at_worked = LONG_MAX;
    return !machine->stale;
}
