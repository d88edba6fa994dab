#include "grade.h"

#include "build.h"
#include "grading.h"
#include "hash.h"
#include "lab.h"
#include "progress.h"
#include "report.h"
#include "rubric.h"
#include "source.h"
#include "tell.h"

#include "kit/clock.h"
#include "kit/memstream.h"

#include <stdlib.h>
#include <string.h>

/* Hashes of the source as compiled, and of all that the lab judges it by. */
static void
hash(struct report *report, const struct grading *grading)
{
    char source[GRADING_PATH_BYTES], name[32];

    snprintf(name, sizeof(name), "build/%s.c", report->model);
    if (grading->source->text != NULL) {
        build_write(grading, name, grading->source->text);
        grading_path(grading, source, name);
        hash_files((const char *const[]){source, NULL}, report->sources_hash);
    }
    lab_hash(grading->lab, report->model, NULL, report->rubric_hash);
}

/* If there is no program, the first line says why. */
static void
judge_nothing(const struct grading *grading, const struct row *row, bool first,
    struct verdict *verdict)
{
    const char *reason = grading->source->reason;

    if (reason == NULL && strcmp(row->check->name, "build") == 0)
        row->check->judge((struct grading *)grading, row, verdict);
    else if (reason == NULL)
        fputs("it does not compile\n", verdict->out);
    else if (first) {
        tell_line(verdict->out, reason); /* a file's name may be in it */
        putc('\n', verdict->out);
    }
}

static void
judge(struct grading *grading, const struct row *row, bool first,
    struct verdict *verdict)
{
    if (first && grading->source->text != NULL)
        build_source(grading);
    if (grading->is_late) {
        verdict_unjudged(verdict);
        fputs("the grader ran out of time before this check\n", verdict->out);
    } else if (grading->built == NOT_BUILT)
        judge_nothing(grading, row, first, verdict);
    else
        row->check->judge(grading, row, verdict);
}

static void
judge_row(struct grading *grading, struct report *report, int index)
{
    const struct row *row = report->result[index].row;
    struct verdict verdict = {.status = VERDICT_FAILED};
    char *output = NULL;
    size_t length;
    long start_ns = clock_ns();

    progress_check(report->model, row->name, index + 1, report->results);
    verdict.out = memstream_open(&output, &length, "a verdict");
    judge(grading, row, index == 0, &verdict);
    memstream_close(verdict.out, "a verdict");
    report_enter(
        report, index, &verdict, (double)(clock_ns() - start_ns) / 1e9, output);
}

bool
grade(struct report *report, const struct lab *lab, const struct source *source,
    long until_ns, void (*changed)(void))
{
    struct grading grading;

    report_begin(report, lab, source);
    changed();
    grading_begin(&grading, lab, source, until_ns);
    hash(report, &grading);
    for (int i = 0; i < report->results; i++) {
        judge_row(&grading, report, i);
        changed();
    }
    grading_end(&grading);
    return !grading.is_mistaken;
}
