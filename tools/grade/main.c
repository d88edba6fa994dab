/* Grades a student's program by its lab's rubric.
 *
 *     main      the command line: each submission, each file of a report
 *     lab       a lab's folder; rubric: its lines
 *     source    what a student hands in; code: C as a text of words
 *     grade     one program, line by line of the rubric
 *     grading   its folder and its time; build: from the source to programs
 *     check     what a line can ask; checks/: one a file
 *     plain     the program by itself; stepper: under every schedule, by step
 *     report    what came of it; format, formats/: how platforms read it;
 *               files: rewritten after every check
 *     run       a command under limits; left: what it leaves behind
 *     tell      how a verdict speaks of a program; words: a command line */

#include "cage.h"
#include "files.h"
#include "format.h"
#include "grade.h"
#include "lab.h"
#include "report.h"
#include "run.h"
#include "source.h"

#include "kit/begin.h"
#include "kit/clock.h"
#include "kit/die.h"
#include "kit/options.h"
#include "kit/stop.h"

#include <stdlib.h>
#include <string.h>

struct grade_options {
    const char *lab;
    int model;
    bool no_sandbox;
    long max_seconds;
    const char *file[FORMATS];
    bool vpl;
    bool json;
};

enum { FULL_POINTS = 100 };

static const char *const model_words[] = {"both", "thread", "proc", NULL};

static const struct option_row options_table[] = {
    OPTION("lab", struct grade_options, lab,
        .help = "the lab's name (else the folder's, or its Makefile's)"),
    OPTION("model", struct grade_options, model, "both", .words = model_words,
        .help = "judge that program alone"),
    OPTION("no-sandbox", struct grade_options, no_sandbox,
        .help = "run the programs as yourself: for your own"),
    OPTION("max-seconds", struct grade_options, max_seconds, "600", 5, 86400,
        .help = "the platform's limit: ends itself at 80 % of it"),
    OPTION("junit", struct grade_options, file[FORMAT_JUNIT],
        .help = "write JUnit's XML, as Jenkins reads it, to a file"),
    OPTION("gradescope", struct grade_options, file[FORMAT_GRADESCOPE],
        .help = "write Gradescope's results.json"),
    OPTION("prairielearn", struct grade_options, file[FORMAT_PRAIRIELEARN],
        .help = "write PrairieLearn's results.json"),
    OPTION("classroom", struct grade_options, file[FORMAT_CLASSROOM],
        .help = "add GitHub Classroom's line to $GITHUB_OUTPUT"),
    OPTION("csv", struct grade_options, file[FORMAT_CSV],
        .help = "write a row for each program, for a gradebook"),
    OPTION("vpl", struct grade_options, vpl,
        .help = "print the lines that Moodle's VPL reads"),
    OPTIONS_END(struct grade_options)};

static const struct option_page page = {
    .usage = "[options] PATH...",
    .question = "How many points is a student's program due, and why?",
    .table = options_table,
    .footer = "PATH is a folder with thread.c or proc.c, or one source.",
};

/* What stands on the command line for one PATH. */
struct submission {
    struct lab lab;
    struct source source[MOST_SOURCES];
    int sources;
};

static struct grade_options options;
static struct reports reports;

/* The model to look for; NULL: both that the lab has. */
static const char *
wanted_model(const struct lab *lab)
{
    bool has_threads = rubric_points(&lab->rubric, "thread") > 0;
    bool has_processes = rubric_points(&lab->rubric, "proc") > 0;

    if (options.model != 0)
        return model_words[options.model];
    return has_threads && has_processes ? NULL
           : has_threads                ? "thread"
                                        : "proc";
}

static void
open_submission(struct submission *submission, const char *path)
{
    char name[LAB_NAME_BYTES];
    const struct lab *lab = &submission->lab;

    if (options.lab == NULL && !lab_of(path, name))
        die(STATUS_USAGE,
            "%s: which lab is it? neither its folder's name nor a Makefile "
            "tells: give --lab NAME",
            path);
    lab_open(&submission->lab, options.lab != NULL ? options.lab : name);
    submission->sources =
        source_find(submission->source, path, wanted_model(lab));
    for (int i = 0; i < submission->sources; i++) {
        const char *model = submission->source[i].model;
        long points = rubric_points(&lab->rubric, model);
        if (points != FULL_POINTS)
            die(STATUS_USAGE,
                "%s/rubric: the points for %s sum to %ld and not to %d",
                lab->folder, model, points, FULL_POINTS);
    }
}

static void
close_submission(struct submission *submission)
{
    for (int i = 0; i < submission->sources; i++)
        source_free(&submission->source[i]);
    lab_close(&submission->lab);
}

/* A result is in. */
static void
changed(void)
{
    files_rewrite(options.file, &reports);
}

/* 0: full marks; 1: points were lost; 77: nothing was lost, but not all could
 * be judged. */
static int
status_of(void)
{
    long unjudged = 0;

    for (int i = 0; i < reports.count; i++)
        unjudged += reports.report[i].unjudged;
    double lost =
        (double)(reports_max(&reports) - unjudged) - reports_score(&reports);
    return lost > 0.001   ? STATUS_BROKEN
           : unjudged > 0 ? STATUS_CANNOT
                          : STATUS_HELD;
}

static void
print_reports(void)
{
    if (options.vpl)
        write_vpl(stdout, &reports);
    else if (options.json)
        write_json(stdout, &reports);
    else
        write_text(stdout, &reports);
}

int
main(int argc, char **argv)
{
    bool is_understood = true;

    if (argc > 1 && strcmp(argv[1], "--inside") == 0)
        return cage_inside(argv + 2);
    begin("grade");
    argv[0] = (char *)typed_name(argv, "grade");
    int first = options_parse(&page, &options, argc, argv);
    long until_ns = clock_ns() + options.max_seconds * 800000000L;
    int count = argc - first;

    if (count == 0)
        die(STATUS_USAGE, "PATH is missing: a folder or a source");
    setenv("LC_ALL", "C", 1); /* a compiler's messages are the same anywhere */
    files_open(options.file);
    stop_hold();
    run_begin(!options.no_sandbox);
    struct submission *submission = calloc((size_t)count, sizeof(*submission));
    reports.report =
        calloc((size_t)count * MOST_SOURCES, sizeof(*reports.report));
    if (submission == NULL || reports.report == NULL)
        die(STATUS_CANNOT, "no memory for %d submissions", count);
    for (int i = 0; i < count; i++)
        open_submission(&submission[i], argv[first + i]);
    for (int i = 0; i < count; i++)
        for (int j = 0; j < submission[i].sources; j++)
            is_understood &=
                grade(&reports.report[reports.count++], &submission[i].lab,
                    &submission[i].source[j], until_ns, changed);
    stop_release(run_stopped());
    print_reports();
    int status = is_understood ? status_of() : STATUS_USAGE;
    if (!files_are_written() && status == STATUS_HELD)
        status = STATUS_CANNOT;
    for (int i = 0; i < reports.count; i++)
        report_free(&reports.report[i]);
    for (int i = 0; i < count; i++)
        close_submission(&submission[i]);
    files_close();
    free(reports.report);
    free(submission);
    finish();
    return status;
}
