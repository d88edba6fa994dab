/* The lines from which Moodle's VPL reads a grade and its comments. Each line
 * of ours starts with its mark: nothing in a student's program or output can be
 * mistaken for one. */

#include "../format.h"
#include "../report.h"
#include "../rubric.h"

#include <string.h>

/* A line that starts with - is a title there, and one with > is shown as it
 * is. */
static void
write_output(FILE *out, const char *text)
{
    while (*text != '\0') {
        size_t length = strcspn(text, "\n");
        fprintf(out, "Comment :=>>>%.*s\n", (int)length, text);
        text += length + (text[length] != '\0');
    }
}

void
write_vpl(FILE *out, const struct reports *reports)
{
    long points = reports_max(reports);

    for (int i = 0; i < reports->count; i++) {
        const struct report *report = &reports->report[i];
        fprintf(out, "Comment :=>>-%s, %s: ", report->lab, report->model);
        report_total(out, report);
        putc('\n', out);
        for (int j = 0; j < report->results; j++) {
            const struct result *result = &report->result[j];
            fprintf(out, "Comment :=>>%s: %.4g / %ld, %s\n", result->row->name,
                result->points, result->row->points,
                report_status_name(result->status));
            write_output(out, format_output(result));
        }
    }
    fprintf(out, "Grade :=>> %.2f\n",
        points > 0 ? 100 * reports_score(reports) / (double)points : 0.0);
}
