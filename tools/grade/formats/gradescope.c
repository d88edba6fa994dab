/* Gradescope's results.json: tests/schemas/gradescope.json. It gives the total
 * itself, and not the tests' sum, so that nothing a platform shows can change
 * it. */

#include "../format.h"
#include "../report.h"
#include "../rubric.h"
#include "../run.h"

#include "kit/json.h"
#include "kit/version.h"

enum { NAME_BYTES = 128 };

static void
write_test(FILE *out, const struct reports *reports, int report, int index)
{
    const struct result *result = &reports->report[report].result[index];
    char name[NAME_BYTES];

    format_check_name(name, sizeof(name), reports, report, index);
    putc('{', out);
    format_member(out, "name", name);
    fprintf(out, "\"number\": \"%d.%d\", ", report + 1, index + 1);
    fprintf(out, "\"score\": %.6g, \"max_score\": %ld, ", result->points,
        result->row->points);
    bool has_all = result->status == VERDICT_PASSED || result->row->points == 0;
    format_member(out, "status", has_all ? "passed" : "failed");
    format_member(out, "output", format_output(result));
    format_member(out, "output_format", "text");
    format_member(out, "visibility", "visible");
    fputs("\"extra_data\": {", out);
    format_member(out, "check", result->row->check->name);
    fputs("\"status\": ", out);
    json_string(out, report_status_name(result->status));
    fprintf(out, ", \"seconds\": %.3f}}", result->seconds);
}

static void
write_programs(FILE *out, const struct reports *reports)
{
    fputs("\"programs\": [", out);
    for (int i = 0; i < reports->count; i++) {
        const struct report *report = &reports->report[i];
        fputs(i > 0 ? ", {" : "{", out);
        format_member(out, "lab", report->lab);
        format_member(out, "model", report->model);
        format_member(out, "rubric_hash", report->rubric_hash);
        format_member(out, "sources_hash", report->sources_hash);
        fprintf(out, "\"not_judged\": %ld}", report->unjudged);
    }
    putc(']', out);
}

void
write_gradescope(FILE *out, const struct reports *reports)
{
    char text[128];
    long unjudged = 0;

    for (int i = 0; i < reports->count; i++)
        unjudged += reports->report[i].unjudged;
    snprintf(text, sizeof(text), "%ld of %ld points could not be judged",
        unjudged, reports_max(reports));
    fprintf(out, "{\"score\": %.6g, \"execution_time\": %.3f, ",
        reports_score(reports), reports_seconds(reports));
    format_member(out, "output", unjudged > 0 ? text : "");
    format_member(out, "visibility", "visible");
    fputs("\"extra_data\": {", out);
    format_member(out, "version", TWINLAB_VERSION);
    format_member(out, "sandbox", run_sandbox());
    write_programs(out, reports);
    fputs("}, \"tests\": [", out);
    for (int i = 0; i < reports->count; i++)
        for (int j = 0; j < reports->report[i].results; j++) {
            fputs(i + j > 0 ? ", " : "", out);
            write_test(out, reports, i, j);
        }
    fputs("]}\n", out);
}
