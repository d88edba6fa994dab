#include "draw.h"

#include "scout.h"

#include "kit/clock.h"

#include <limits.h>

enum { NS_PER_S = 1000000000 };

/* Of the time for a search: what passes before the first draws, and what they
 * take. */
enum { SEARCHED_SHARE = 20, DRAWN_SHARE = 20 };

static long
share(const struct study *study, int part)
{
    return study->question->max_seconds * NS_PER_S / part;
}

void
draw_later(struct study *study)
{
    study->sample = study->question->sample;
    study->draw_at_ns = study->begin_ns + share(study, SEARCHED_SHARE);
}

/* Of the program as it was started last. */
void
draw_until_known(struct study *study)
{
    bool made;

    do {
        scout(&study->machine);
        study_open(study, &study->drawing);
        if (study->question->sample.wanted > 0) /* all in one pass */
            study->sample = study->question->sample;
        study->sample.until_ns = 0;
        made = sample_run(&study->sample, &study->drawing);
        study->passes++;
    } while (study->machine.stale);
    if (!made)
        study_refuse(study, &study->drawing);
}

void
draw_for(struct study *study, long seconds)
{
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

/* Not if all is known soon. */
static bool
is_due(const struct study *study, const struct search *search)
{
    double left_ns = progress_left_ns(&search->progress);
    bool is_soon = left_ns > 0 && left_ns < (double)share(study, DRAWN_SHARE);

    return search->eases && !search->found.is_there && !is_soon &&
           clock_ns() >= study->draw_at_ns;
}

/* For a while, and again when the study has lasted twice as long. What these
 * schedules leave open is not the search's concern. */
bool
draw_beside(struct search *search)
{
    struct study *study = search->judge_data;
    struct machine *machine = &study->machine;

    if (!is_due(study, search))
        return true;
    struct gaps gaps = machine->gaps;
    study_open(study, &study->drawing);
    study->sample.until_ns = clock_ns() + share(study, DRAWN_SHARE);
    bool made = sample_run(&study->sample, &study->drawing);
    machine->gaps = gaps;
    study->draw_at_ns = 2 * clock_ns() - study->begin_ns;
    if (study->sample.found.is_there) {
        limit_ease(0);
        target_obey(&machine->target);
    }
    if (!made && !machine->stale) /* one step cannot be taken back */
        study->draw_at_ns = LONG_MAX;
    return !machine->stale;
}
