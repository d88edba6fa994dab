/* Our own: one object for each program, one a line. */

#include "../format.h"
#include "../report.h"
#include "../rubric.h"
#include "../run.h"

#include "kit/json.h"
#include "kit/version.h"

static void
write_text_member(FILE *out, const char *name, const char *text)
{
    json_name(out, name);
    json_string(out, text);
    fputs(", ", out);
}

static void
write_check(FILE *out, const struct result *result)
{
    putc('{', out);
    write_text_member(out, "name", result->row->name);
    write_text_member(out, "check", result->row->check->name);
    fprintf(out, "\"points\": %.6g, \"max_points\": %ld, ", result->points,
        result->row->points);
    write_text_member(out, "status", report_status_name(result->status));
    fprintf(out, "\"seconds\": %.3f, \"output\": ", result->seconds);
    json_string(out, result->output != NULL ? result->output : "");
    putc('}', out);
}

void
write_json(FILE *out, const struct reports *reports)
{
    for (int i = 0; i < reports->count; i++) {
        const struct report *report = &reports->report[i];
        putc('{', out);
        write_text_member(out, "lab", report->lab);
        write_text_member(out, "model", report->model);
        write_text_member(out, "path", report->path);
        fprintf(out,
            "\"score\": %.6g, \"max_score\": %ld, \"not_judged\": %ld, ",
            report->score, report->max_score, report->unjudged);
        write_text_member(out, "sandbox", run_sandbox());
        write_text_member(out, "version", TWINLAB_VERSION);
        write_text_member(out, "rubric_hash", report->rubric_hash);
        write_text_member(out, "sources_hash", report->sources_hash);
        fprintf(out, "\"seconds\": %.3f, \"checks\": [", report->seconds);
        for (int j = 0; j < report->results; j++) {
            fputs(j > 0 ? ", " : "", out);
            write_check(out, &report->result[j]);
        }
        fputs("]}\n", out);
    }
}
