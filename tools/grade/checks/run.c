/* Does it print what it should when it just runs? It runs on one CPU, where a
 * race hardly ever shows: races are for the check of all schedules, and luck
 * should not decide here. */

#include "../build.h"
#include "../check.h"
#include "../grading.h"
#include "../plain.h"
#include "../rubric.h"
#include "../source.h"
#include "../tell.h"
#include "../words.h"

void
judge_run(
    struct grading *grading, const struct row *row, struct verdict *verdict)
{
    struct words words = {.count = 0};
    struct run_result result;
    const char *program = build_program(grading, row, NULL, verdict);
    long times = row_number(row, "times", 10);
    const struct plain plain = {
        .words = &words,
        .input = row_text(row, "stdin", NULL),
        .seconds = (double)row_number(row, "seconds", 4),
    };
    bool is_right = program != NULL;

    if (!is_right)
        return;
    words_add(&words, program);
    words_add_all(&words, row_text(row, "args", ""));
    for (long i = 1; i <= times && is_right; i++) {
        bool is_run = plain_run(grading, &plain, &result, verdict);
        is_right = is_run && plain_is_right(row, &result);
        if (is_run && !is_right) {
            fprintf(verdict->out, "run %ld of %ld: ./%s ", i, times,
                grading->source->model);
            tell_command(verdict->out, &words, 1);
            putc('\n', verdict->out);
            plain_tell(verdict, row, &result);
        }
        run_free(&result);
    }
    if (is_right)
        verdict_pass(verdict, row);
}
