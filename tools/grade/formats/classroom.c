/* For GitHub Classroom's reporter: one line for the step's outputs, the file
 * that $GITHUB_OUTPUT names, whose value is JSON in base64
 * (tests/schemas/classroom.json). */

#include "../format.h"
#include "../report.h"
#include "../rubric.h"

#include "kit/json.h"
#include "kit/memstream.h"

#include <stdlib.h>

enum { NAME_BYTES = 128 };

static const char *
status_word(enum verdict_status status)
{
    return status == VERDICT_PASSED       ? "pass"
           : status == VERDICT_NOT_JUDGED ? "error"
                                          : "fail";
}

/* What no points depend on is no error. */
static enum verdict_status
status_of(const struct result *result)
{
    return result->row->points == 0 ? VERDICT_PASSED : result->status;
}

static void
write_test(FILE *out, const struct reports *reports, int report, int index)
{
    const struct result *result = &reports->report[report].result[index];
    char name[NAME_BYTES];

    format_check_name(name, sizeof(name), reports, report, index);
    putc('{', out);
    format_member(out, "name", name);
    format_member(out, "status", status_word(status_of(result)));
    format_member(out, "message",
        result->status == VERDICT_PASSED ? NULL : format_output(result));
    format_member(out, "test_code", result->row->check->name);
    format_member(out, "filename", reports->report[report].path);
    fprintf(out, "\"line_no\": 0, \"duration\": %.0f, \"score\": %.6g}",
        result->seconds * 1000, result->points);
}

static void
write_object(FILE *out, const struct reports *reports)
{
    enum verdict_status worst = VERDICT_PASSED;

    for (int i = 0; i < reports->count; i++)
        for (int j = 0; j < reports->report[i].results; j++)
            if (status_of(&reports->report[i].result[j]) > worst)
                worst = status_of(&reports->report[i].result[j]);
    fprintf(out,
        "{\"version\": 1, \"status\": \"%s\", \"max_score\": %ld, "
        "\"tests\": [",
        status_word(worst), reports_max(reports));
    for (int i = 0; i < reports->count; i++)
        for (int j = 0; j < reports->report[i].results; j++) {
            fputs(i + j > 0 ? ", " : "", out);
            write_test(out, reports, i, j);
        }
    fputs("]}", out);
}

/* RFC 4648, section 4: three bytes are four characters of six bits. */
static void
write_base64(FILE *out, const unsigned char *bytes, size_t length)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                 "abcdefghijklmnopqrstuvwxyz0123456789+/";

    for (size_t i = 0; i < length; i += 3) {
        unsigned long group = (unsigned long)bytes[i] << 16;
        if (i + 1 < length)
            group |= (unsigned long)bytes[i + 1] << 8;
        if (i + 2 < length)
            group |= bytes[i + 2];
        putc(digits[group >> 18], out);
        putc(digits[group >> 12 & 63], out);
        putc(i + 1 < length ? digits[group >> 6 & 63] : '=', out);
        putc(i + 2 < length ? digits[group & 63] : '=', out);
    }
}

void
write_classroom(FILE *out, const struct reports *reports)
{
    char *text;
    size_t length;
    FILE *memory = memstream_open(&text, &length, "a report");

    write_object(memory, reports);
    memstream_close(memory, "a report");
    fputs("result=", out);
    write_base64(out, (const unsigned char *)text, length);
    putc('\n', out);
    free(text);
}
