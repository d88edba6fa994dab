/* PrairieLearn's results.json: tests/schemas/prairielearn.json. What does not
 * compile is not gradable there: it costs no attempt. */

#include "../format.h"
#include "../report.h"
#include "../rubric.h"

#include "kit/json.h"

enum { NAME_BYTES = 128 };

static void
write_test(FILE *out, const struct reports *reports, int report, int index)
{
    const struct result *result = &reports->report[report].result[index];
    char name[NAME_BYTES];

    format_check_name(name, sizeof(name), reports, report, index);
    putc('{', out);
    format_member(out, "name", name);
    format_member(out, "description", result->row->check->name);
    fprintf(out, "\"points\": %.6g, \"max_points\": %ld, ", result->points,
        result->row->points);
    format_member(out, "message", report_status_name(result->status));
    fputs("\"output\": ", out);
    json_string(out, format_output(result));
    putc('}', out);
}

/* Why there is no program: the first result says it. */
static void
write_errors(FILE *out, const struct reports *reports)
{
    const char *before = "";

    fputs("\"format_errors\": [", out);
    for (int i = 0; i < reports->count; i++)
        if (!reports->report[i].is_gradable && reports->report[i].results > 0) {
            fputs(before, out);
            json_string(out, format_output(&reports->report[i].result[0]));
            before = ", ";
        }
    fputs("], ", out);
}

void
write_prairielearn(FILE *out, const struct reports *reports)
{
    bool is_gradable = true;

    for (int i = 0; i < reports->count; i++)
        is_gradable = is_gradable && reports->report[i].is_gradable;
    fprintf(out, "{\"gradable\": %s, ", is_gradable ? "true" : "false");
    if (!is_gradable)
        write_errors(out, reports);
    fprintf(out, "\"score\": %.6f, \"tests\": [",
        reports_max(reports) > 0
            ? reports_score(reports) / (double)reports_max(reports)
            : 0.0);
    for (int i = 0; i < reports->count; i++)
        for (int j = 0; j < reports->report[i].results; j++) {
            fputs(i + j > 0 ? ", " : "", out);
            write_test(out, reports, i, j);
        }
    fputs("]}\n", out);
}
