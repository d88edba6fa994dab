/* Grades a student's program by its lab's rubric.
 *
 *     main      the command line: each submission, each file of a report
 *               submission: what a PATH holds
 *     lab       a lab's folder; rubric: its lines
 *     source    what a student hands in; code: C source as words; looks: may
 *               it behave for step alone?
 *     grade     one program, line by line of the rubric
 *     grading   its folder and its time; build: from the source to programs;
 *               c11: its threads, for ThreadSanitizer
 *     check     what a line can check; checks/: one a file
 *     tokens    two programs compared; changes: what of the lab's own was
 *               changed
 *     plain     the program running freely; stepper: under every schedule
 *     report    the results; format, formats/: how platforms read them;
 *               files: rewritten after every check
 *     run       a command under limits; stream: what it prints; left: what it
 *               leaves behind; apart: a /dev/shm of our own
 *     scratch   temporary folders; guard: what a killed grader leaves
 *     folder    what is in one
 *     cage      the sandbox: walls, bubblewrap and inside, user, keeper;
 *               weigh: how much it takes; choose: what this machine has
 *     progress  of one submission
 *     class     many students: list, work, progress, report; tally
 *     tell      how a verdict describes a program; words: a command line */

#include "cage.h"
#include "class.h"
#include "files.h"
#include "format.h"
#include "grade.h"
#include "guard.h"
#include "progress.h"
#include "report.h"
#include "run.h"
#include "submission.h"

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
    long jobs;
    const char *file[FORMATS];
    bool vpl;
    bool json;
};

static const char *const model_words[] = {"both", "thread", "proc", NULL};

static const struct option_row options_table[] = {
    OPTION("lab", struct grade_options, lab,
        .help = "the lab's name (else the folder's, or its Makefile's)"),
    OPTION("model", struct grade_options, model, "both", .words = model_words,
        .help = "judge that program alone"),
    OPTION("no-sandbox", struct grade_options, no_sandbox,
        .help = "run the programs as yourself: for your own programs only"),
    OPTION("max-seconds", struct grade_options, max_seconds, "600", 5, 86400,
        .help = "the platform's limit: ends itself at 80 % of it"),
    OPTION("jobs", struct grade_options, jobs, NULL, 1, 256,
        .help = "PATH is a class, a folder for each student: grade N at "
                "once, and resume where it stopped"),
    OPTION_PATH("junit", struct grade_options, file[FORMAT_JUNIT],
        .help = "write JUnit's XML, as Jenkins reads it, to a file"),
    OPTION_PATH("gradescope", struct grade_options, file[FORMAT_GRADESCOPE],
        .help = "write Gradescope's results.json"),
    OPTION_PATH("prairielearn", struct grade_options, file[FORMAT_PRAIRIELEARN],
        .help = "write PrairieLearn's results.json"),
    OPTION_PATH("classroom", struct grade_options, file[FORMAT_CLASSROOM],
        .help = "add GitHub Classroom's line to $GITHUB_OUTPUT"),
    OPTION_PATH("csv", struct grade_options, file[FORMAT_CSV],
        .help = "write a row for each program, for a gradebook"),
    OPTION("vpl", struct grade_options, vpl,
        .help = "print the lines that Moodle's VPL reads"),
    OPTIONS_END(struct grade_options)};

static const struct option_page page = {
    .usage = "[options] PATH...",
    .question = "How many points does a student's program earn, and why?",
    .table = options_table,
    .footer =
        "PATH is a folder with thread.c or proc.c, or one source; with --jobs, "
        "a\nfolder of such, whose results are written to PATH.graded.\n"
        "The status is 0 for full marks, 1 if points were lost, 77 if not all "
        "could be\njudged; with --jobs it is 0 once everybody is graded.",
};

static struct grade_options options;
static struct reports reports;

static int
grade_class(const char *folder, const struct wanted *wanted, int count)
{
    for (int i = 0; i < FORMATS; i++)
        if ((i != FORMAT_CSV && options.file[i] != NULL) || options.vpl)
            die(STATUS_USAGE,
                "with --jobs there are --csv and --json: the other formats are "
                "for one submission");
    if (count > 1)
        die(STATUS_USAGE, "--jobs takes one PATH: the folder of the class");
    return class_grade(&(struct class_order){.wanted = *wanted,
        .folder = folder,
        .csv = options.file[FORMAT_CSV],
        .no_sandbox = options.no_sandbox,
        .json = options.json,
        .jobs = options.jobs,
        .max_seconds = options.max_seconds});
}

/* A result has been entered. */
static void
changed(void)
{
    files_rewrite(options.file, &reports);
}

/* 0: full marks; 1: points were lost; 77: nothing was lost, but not everything
 * could be judged. */
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
    const struct wanted wanted = {
        options.lab, options.model == 0 ? NULL : model_words[options.model]};

    if (count == 0)
        die(STATUS_USAGE, "PATH is missing: a folder or a source");
    setenv("LC_ALL", "C", 1); /* a compiler's messages are the same anywhere */
    if (options.jobs > 0) {
        int status = grade_class(argv[first], &wanted, count);
        finish();
        return status;
    }
    files_open(options.file);
    guard();
    progress_begin();
    stop_hold();
    run_begin(!options.no_sandbox);
    struct submission *submission = calloc((size_t)count, sizeof(*submission));
    reports.report =
        calloc((size_t)count * MOST_SOURCES, sizeof(*reports.report));
    if (submission == NULL || reports.report == NULL)
        die(STATUS_CANNOT, "no memory for %d submissions", count);
    for (int i = 0; i < count; i++)
        submission_open(&submission[i], argv[first + i], &wanted);
    for (int i = 0; i < count; i++)
        for (int j = 0; j < submission[i].sources; j++)
            is_understood &=
                grade(&reports.report[reports.count++], &submission[i].lab,
                    &submission[i].source[j], until_ns, changed);
    progress_clear();
    stop_release(run_stopped());
    print_reports();
    int status = is_understood ? status_of() : STATUS_USAGE;
    if (!files_are_written() && status == STATUS_HELD)
        status = STATUS_CANNOT;
    for (int i = 0; i < reports.count; i++)
        report_free(&reports.report[i]);
    for (int i = 0; i < count; i++)
        submission_close(&submission[i]);
    files_close();
    free(reports.report);
    free(submission);
    finish();
    return status;
}
