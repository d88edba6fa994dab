/* Of processes, whose memory ThreadSanitizer does not see as one: does step see
 * a state in which two are about to access the same bytes, and nothing orders
 * them? The compiler may read more than the source says, or less; so it is
 * asked not to optimise. */

#include "../build.h"
#include "../check.h"
#include "../grading.h"
#include "../looks.h"
#include "../rubric.h"
#include "../source.h"
#include "../stepper.h"

#include "kit/die.h"

#include <string.h>

/* Accesses that are atomic, where neither the instruction nor the type shows
 * it. */
static const char *
names_hidden_atomics(const struct source *source)
{
    static const char *const parts[] = {
        "_explicit", "memory_order", "__atomic", "__sync", "asm"};

    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
        if (strstr(source->code, parts[i]) != NULL)
            return parts[i];
    return NULL;
}

/* Not all schedules were seen; or a crash may have come before a race. */
static bool
is_open(const struct stepped *stepped)
{
    return !step_saw_no_task(stepped) &&
           (!stepped->is_whole || !stepped->is_complete || stepped->crashes ||
               *stepped->not_led != '\0' || *stepped->not_tried != '\0' ||
               stepped->result.end != RUN_EXITED ||
               stepped->result.status == STATUS_CANNOT);
}

static void
judge_answer(struct grading *grading, const struct row *row,
    const struct stepped *stepped, struct verdict *verdict)
{
    const char *word = looks_how_it_is_run(grading);

    if (stepped->is_whole && *stepped->race != '\0' &&
        stepped->result.end == RUN_EXITED &&
        stepped->result.status == STATUS_BROKEN) {
        step_show_race(grading, row, stepped, verdict);
        return;
    }
    if (!is_open(stepped) && word == NULL) {
        verdict_pass(verdict, row);
        return;
    }
    verdict_unjudged(verdict);
    if (!is_open(stepped))
        fprintf(verdict->out,
            "step sees no race; but the source uses %s: it may behave "
            "otherwise\noutside step\n",
            word);
    else if (stepped->crashes)
        fputs("it crashes in some schedules, and may race after that\n",
            verdict->out);
    else if (stepped->is_cut)
        fputs("the time was up: no race was found, which is no proof\n",
            verdict->out);
    else
        step_reason(stepped, verdict);
}

void
judge_race_of_processes(
    struct grading *grading, const struct row *row, struct verdict *verdict)
{
    static struct stepped stepped;
    const char *hidden = names_hidden_atomics(grading->source);

    if (hidden != NULL || grading->hangs_in_step) {
        verdict_unjudged(verdict);
        if (hidden != NULL)
            fprintf(verdict->out,
                "the source mentions %s: step may take what is atomic for a "
                "race\n",
                hidden);
        else
            fputs(
                "its first run under step did not end in time\n", verdict->out);
        return;
    }
    const char *program = build_program(grading, row, "-O0", verdict);
    if (program == NULL)
        return;
    if (step_ask(grading, row, program, &stepped, verdict))
        judge_answer(grading, row, &stepped, verdict);
    run_free(&stepped.result);
}
