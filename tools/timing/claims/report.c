/* The claims as text. */

#include "verdicts.h"

#include "kit/table.h"

#include <string.h>

/* Text of two columns a character and three bytes, broken at 80 columns. */
static void
print_chinese(FILE *out, int indent, const char *text)
{
    enum { LINE = 80 };
    int column = indent;

    fprintf(out, "%*s", indent, "");
    for (const char *at = text; *at != '\0'; at++) {
        unsigned char byte = (unsigned char)*at;
        int width = byte >= 0xe0 ? 2 : byte < 0x80 ? 1 : 0;
        if (column + width > LINE) {
            fprintf(out, "\n%*s", indent, "");
            column = indent;
        }
        fputc(byte, out);
        column += width;
    }
    fputc('\n', out);
}

static void
print_claim(FILE *out, const struct claim *claim)
{
    enum { LEFT = 2, RIGHT = 13 };
    char why[CLAIMS_WHY_BYTES], line[CLAIMS_WHY_BYTES + 40];
    enum verdict verdict = claims_judge(claim);

    fputc('\n', out);
    print_chinese(out, LEFT, claim->chinese);
    table_note(out, LEFT, claim->english);
    if (claims_count(claim) > 0) {
        fprintf(out, "    %-9s", "test");
        table_wrap(out, RIGHT, claim->test);
    }
    for (size_t i = 0; i < claims_count(claim); i++) {
        const struct finding *finding = &claims_findings[claim->findings[i]];
        fprintf(out, "    %-9s", claims_bearing_texts[finding->bearing]);
        snprintf(line, sizeof(line), "%s: %s", finding->name, finding->text);
        table_wrap(out, RIGHT, line);
    }
    why[0] = '\0';
    if (verdict == VERDICT_CONDITIONS)
        claims_names(why, claim, BEARS_FOR);
    snprintf(line, sizeof(line), "=> %s%s%s", claims_verdict_text(verdict),
        verdict == VERDICT_NOT_YET ? ": "
        : why[0] != '\0'           ? ", "
                                   : "",
        verdict == VERDICT_NOT_YET ? claims_awaited(claim) : why);
    table_note(out, 2 * LEFT, line);
}

static void
print_sum(FILE *out)
{
    size_t counts[VERDICTS] = {0};
    const char *separator = "";

    for (const struct claim *claim = claims; claim->section != NULL; claim++)
        counts[claims_judge(claim)]++;
    fputs("\n  ", out);
    for (enum verdict i = 0; i < VERDICTS; i++) {
        fprintf(out, "%s%s: %zu", separator, claims_verdict_text(i), counts[i]);
        separator = i == VERDICT_CONDITIONS ? ",\n  " : ", ";
    }
    fputc('\n', out);
}

void
claims_print(FILE *out, const struct timing *timing)
{
    const char *section = "";

    claims_ratios(claims_findings, timing);
    fputc('\n', out);
    table_note(out, 0,
        "What a study note claims. for, against: the whole interval lies on "
        "that side of the bound that the test names; open: it does not, or "
        "there is no figure. Times: the cost of processes relative to threads, "
        "or of threads relative to coroutines, then both costs.");
    for (const struct claim *claim = claims; claim->section != NULL; claim++) {
        if (strcmp(section, claim->section) != 0)
            fprintf(out, "\n%s\n", claim->section);
        section = claim->section;
        print_claim(out, claim);
    }
    print_sum(out);
}
