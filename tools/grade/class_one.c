#include "class.h"

#include "format.h"
#include "grade.h"
#include "report.h"
#include "run.h"

#include "kit/clock.h"
#include "kit/stop.h"

/* The files are written once, after everything has been judged. */
static void
nothing_changed(void)
{
}

/* The path contains the student's name, and so may the file's name: the model
 * says enough. */
bool
class_grade_one(
    const struct student *student, const struct class_order *order, FILE *out)
{
    long until_ns = clock_ns() + order->max_seconds * 800000000L;
    struct report report[MOST_SOURCES];
    struct reports reports = {.report = report};
    struct submission submission;
    bool is_understood = true;

    run_begin(!order->no_sandbox);
    submission_open(&submission, student->path, &order->wanted);
    for (int i = 0; i < submission.sources; i++) {
        is_understood &= grade(&report[reports.count++], &submission.lab,
            &submission.source[i], until_ns, nothing_changed);
        report[i].path = report[i].model;
    }
    stop_release(run_stopped());
    write_json(out, &reports);
    for (int i = 0; i < reports.count; i++)
        report_free(&report[i]);
    submission_close(&submission);
    return is_understood;
}
