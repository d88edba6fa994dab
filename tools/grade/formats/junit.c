/* JUnit's XML as Jenkins reads it: tests/schemas/junit.xsd. A check that loses
 * points is a failure, one that was not judged is skipped. */

#include "../format.h"
#include "../report.h"
#include "../rubric.h"
#include "../run.h"

#include "kit/utf8.h"
#include "kit/version.h"

#include <string.h>

/* Characters that XML 1.0 does not allow, and bytes that are no UTF-8, become
 * U+FFFD. */
static void
write_escaped(FILE *out, const char *text)
{
    while (*text != '\0') {
        int bytes = utf8_bytes(text);
        unsigned char first = (unsigned char)*text;
        if (*text == '&')
            fputs("&amp;", out);
        else if (*text == '<')
            fputs("&lt;", out);
        else if (*text == '>')
            fputs("&gt;", out);
        else if (*text == '"')
            fputs("&quot;", out);
        else if (bytes == 0 ||
                 (first < 0x20 && *text != '\n' && *text != '\t') ||
                 strncmp(text, "\xef\xbf\xbe", 3) == 0 ||
                 strncmp(text, "\xef\xbf\xbf", 3) == 0)
            fputs("\xef\xbf\xbd", out);
        else
            fwrite(text, 1, (size_t)bytes, out);
        text += bytes > 0 ? bytes : 1;
    }
}

static void
write_attribute(FILE *out, const char *name, const char *text)
{
    fprintf(out, " %s=\"", name);
    write_escaped(out, text);
    putc('"', out);
}

static void
write_property(FILE *out, const char *name, const char *value)
{
    fputs("      <property", out);
    write_attribute(out, "name", name);
    write_attribute(out, "value", value);
    fputs("/>\n", out);
}

static void
write_case(FILE *out, const struct report *report, const struct result *result)
{
    char class[256], message[64];
    bool skipped = result->status == VERDICT_NOT_JUDGED;
    const char *element = skipped ? "skipped" : "failure";

    snprintf(class, sizeof(class), "%s.%s", report->lab, report->model);
    fputs("    <testcase", out);
    write_attribute(out, "name", result->row->name);
    write_attribute(out, "classname", class);
    fprintf(out, " time=\"%.3f\"", result->seconds);
    if (result->status == VERDICT_PASSED) {
        fputs("/>\n", out);
        return;
    }
    snprintf(message, sizeof(message), "%.4g of %ld points", result->points,
        result->row->points);
    fprintf(out, ">\n      <%s", element);
    write_attribute(out, "message", skipped ? "not judged" : message);
    write_attribute(out, "type", result->row->check->name);
    putc('>', out);
    write_escaped(out, format_output(result));
    fprintf(out, "</%s>\n    </testcase>\n", element);
}

static void
write_suite(FILE *out, const struct report *report)
{
    char text[64];
    int skipped = 0, failures = 0;

    for (int i = 0; i < report->results; i++) {
        skipped += report->result[i].status == VERDICT_NOT_JUDGED;
        failures += report->result[i].status == VERDICT_FAILED ||
                    report->result[i].status == VERDICT_PARTIAL;
    }
    fputs("  <testsuite", out);
    snprintf(text, sizeof(text), "%.40s %s", report->lab, report->model);
    write_attribute(out, "name", text);
    fprintf(out,
        " tests=\"%d\" failures=\"%d\" errors=\"0\" skipped=\"%d\""
        " time=\"%.3f\">\n    <properties>\n",
        report->results, failures, skipped, report->seconds);
    write_property(out, "path", report->path);
    snprintf(
        text, sizeof(text), "%.6g of %ld", report->score, report->max_score);
    write_property(out, "score", text);
    write_property(out, "version", TWINLAB_VERSION);
    write_property(out, "sandbox", run_sandbox());
    write_property(out, "rubric_hash", report->rubric_hash);
    write_property(out, "sources_hash", report->sources_hash);
    fputs("    </properties>\n", out);
    for (int i = 0; i < report->results; i++)
        write_case(out, report, &report->result[i]);
    fputs("  </testsuite>\n", out);
}

void
write_junit(FILE *out, const struct reports *reports)
{
    fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n", out);
    for (int i = 0; i < reports->count; i++)
        write_suite(out, &reports->report[i]);
    fputs("</testsuites>\n", out);
}
