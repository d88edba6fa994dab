/* For a person: a table, and below it the output of each check. */

#include "../format.h"
#include "../report.h"
#include "../rubric.h"
#include "../run.h"
#include "../tell.h"

#include <string.h>

static void
write_row(FILE *out, const struct result *result)
{
    static const char *const words[] = {
        "passed", "partly", "FAILED", "not judged"};
    char points[32];

    snprintf(points, sizeof(points), "%.4g / %ld", result->points,
        result->row->points);
    fprintf(out, "  %-16s %10s %8.1f s  %s\n", result->row->name, points,
        result->seconds, words[result->status]);
}

/* Each line is indented, so that none can pass for a line of the table. */
static void
write_output(FILE *out, const struct result *result)
{
    const char *line = result->output;

    if (line == NULL || *line == '\0')
        return;
    fprintf(out, "\n%s:\n", result->row->name);
    while (*line != '\0') {
        size_t length = strcspn(line, "\n");
        fprintf(out, "    %.*s\n", (int)length, line);
        line += length + (line[length] != '\0');
    }
}

static void
write_one(FILE *out, const struct report *report)
{
    fprintf(out, "%s, %s: ", report->lab, report->model);
    tell_line(out, report->path);
    putc('\n', out);
    for (int i = 0; i < report->results; i++)
        write_row(out, &report->result[i]);
    for (int i = 0; i < report->results; i++)
        write_output(out, &report->result[i]);
    fputs("\n", out);
    report_total(out, report);
    fprintf(out, "\nsandbox: %s", run_sandbox());
    if (*report->sources_hash != '\0')
        fprintf(out, "; sha256 of the source: %.16s...", report->sources_hash);
    putc('\n', out);
}

void
write_text(FILE *out, const struct reports *reports)
{
    for (int i = 0; i < reports->count; i++) {
        fputs(i > 0 ? "\n" : "", out);
        write_one(out, &reports->report[i]);
    }
}
