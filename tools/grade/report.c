#include "report.h"

#include "lab.h"
#include "rubric.h"
#include "source.h"

#include "kit/die.h"

#include <stdlib.h>

void
report_begin(
    struct report *report, const struct lab *lab, const struct source *source)
{
    const struct rubric *rubric = &lab->rubric;

    *report = (struct report){
        .path = source->path,
        .lab = lab->name,
        .model = source->model,
        .max_score = rubric_points(rubric, source->model),
        .is_gradable = true,
        .result = calloc((size_t)rubric->rows + 1, sizeof(struct result)),
    };
    if (report->result == NULL)
        die(STATUS_CANNOT, "no memory for a report");
    for (int i = 0; i < rubric->rows; i++)
        if (row_is_for(&rubric->row[i], source->model))
            report->result[report->results++] = (struct result){
                .row = &rubric->row[i], .status = VERDICT_NOT_JUDGED};
    report->unjudged = report->max_score;
}

void
report_free(struct report *report)
{
    for (int i = 0; i < report->results; i++)
        free(report->result[i].output);
    free(report->result);
}

void
report_enter(struct report *report, int index, const struct verdict *verdict,
    double seconds, char *output)
{
    struct result *result = &report->result[index];

    result->status = verdict->status;
    result->points = verdict->points;
    result->seconds = seconds;
    result->output = output;
    report->score = 0;
    report->unjudged = 0;
    for (int i = 0; i < report->results; i++) {
        report->score += report->result[i].points;
        if (report->result[i].status == VERDICT_NOT_JUDGED)
            report->unjudged += report->result[i].row->points;
    }
    report->seconds += seconds;
}

const char *
report_status_name(enum verdict_status status)
{
    static const char *const names[] = {
        "passed", "partial", "failed", "not_judged"};

    return names[status];
}

double
reports_score(const struct reports *reports)
{
    double score = 0;

    for (int i = 0; i < reports->count; i++)
        score += reports->report[i].score;
    return score;
}

long
reports_max(const struct reports *reports)
{
    long points = 0;

    for (int i = 0; i < reports->count; i++)
        points += reports->report[i].max_score;
    return points;
}

double
reports_seconds(const struct reports *reports)
{
    double seconds = 0;

    for (int i = 0; i < reports->count; i++)
        seconds += reports->report[i].seconds;
    return seconds;
}

void
report_total(FILE *out, const struct report *report)
{
    fprintf(out, "score %.4g of %ld", report->score, report->max_score);
    if (report->unjudged > 0)
        fprintf(out, "; %ld points could not be judged here", report->unjudged);
}
