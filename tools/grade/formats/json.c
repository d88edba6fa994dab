/* Our own format: one object per program, one a line. */

#include "../format.h"
#include "../report.h"
#include "../rubric.h"
#include "../run.h"

#include "kit/json.h"
#include "kit/version.h"

static void
write_check(FILE *out, const struct result *result)
{
    putc('{', out);
    format_member(out, "name", result->row->name);
    format_member(out, "check", result->row->check->name);
    fprintf(out, "\"points\": %.6g, \"max_points\": %ld, ", result->points,
        result->row->points);
    format_member(out, "status", report_status_name(result->status));
    fprintf(out, "\"seconds\": %.3f, \"output\": ", result->seconds);
    json_string(out, format_output(result));
    putc('}', out);
}

void
write_json(FILE *out, const struct reports *reports)
{
    for (int i = 0; i < reports->count; i++) {
        const struct report *report = &reports->report[i];
        putc('{', out);
        format_member(out, "lab", report->lab);
        format_member(out, "model", report->model);
        format_member(out, "path", report->path);
        fprintf(out,
            "\"score\": %.6g, \"max_score\": %ld, \"not_judged\": %ld, ",
            report->score, report->max_score, report->unjudged);
        format_member(out, "sandbox", run_sandbox());
        format_member(out, "version", TWINLAB_VERSION);
        format_member(out, "rubric_hash", report->rubric_hash);
        format_member(out, "sources_hash", report->sources_hash);
        fprintf(out, "\"seconds\": %.3f, \"checks\": [", report->seconds);
        for (int j = 0; j < report->results; j++) {
            fputs(j > 0 ? ", " : "", out);
            write_check(out, &report->result[j]);
        }
        fputs("]}\n", out);
    }
}
