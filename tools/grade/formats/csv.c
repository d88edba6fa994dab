/* For a gradebook (RFC 4180): one row per program. */

#include "../format.h"
#include "../report.h"

#include "kit/version.h"

#include <string.h>

void
format_csv_text(FILE *out, const char *text)
{
    bool is_formula = *text != '\0' && strchr("=+-@\t\r\n", *text) != NULL;

    fputs(is_formula ? "\"'" : "\"", out);
    for (; *text != '\0'; text++) {
        if (*text == '"')
            putc('"', out);
        putc(*text, out);
    }
    putc('"', out);
}

void
write_csv(FILE *out, const struct reports *reports)
{
    fputs("path,lab,model,score,max_score,not_judged,version,rubric_hash,"
          "sources_hash\r\n",
        out);
    for (int i = 0; i < reports->count; i++) {
        const struct report *report = &reports->report[i];
        format_csv_text(out, report->path);
        fprintf(out, ",%s,%s,%.6g,%ld,%ld,%s,%s,%s\r\n", report->lab,
            report->model, report->score, report->max_score, report->unjudged,
            TWINLAB_VERSION, report->rubric_hash, report->sources_hash);
    }
}
