/* Telling the claims: as text, and as JSON. */

#include "claims.h"

#include "kit/home.h"
#include "kit/json.h"
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
print_wrapped(FILE *out, int indent, const char *text)
{
    fprintf(out, "%*s", indent, "");
    table_wrap(out, indent, text);
}

/* A program that it needs and that is not here, or NULL. */
static const char *
missing(const struct claim *claim)
{
    for (size_t i = 0; i < MOST_FINDINGS; i++) {
        const char *needs = claims_findings[claim->findings[i]].needs;
        if (needs != NULL && !home_has(needs))
            return needs;
    }
    return NULL;
}

/* What a claim that is not yet measured waits for. */
static const char *
awaited(const struct claim *claim)
{
    return missing(claim) != NULL ? missing(claim) : claim->test;
}

/* None where it is not yet measured. */
static size_t
count_findings(const struct claim *claim)
{
    size_t count = 0;

    if (missing(claim) != NULL)
        return 0;

    while (count < MOST_FINDINGS && claim->findings[count] != FINDING_NONE)
        count++;
    return count;
}

static enum verdict
judge_claim(const struct claim *claim)
{
    enum bearing bearings[MOST_FINDINGS];
    size_t count = count_findings(claim);

    for (size_t i = 0; i < count; i++)
        bearings[i] = claims_findings[claim->findings[i]].bearing;
    return claims_verdict(bearings, count);
}

static const char *const bearing_texts[] = {
    [BEARS_NOT] = "open", [BEARS_FOR] = "for", [BEARS_AGAINST] = "against"};

enum { WHY_BYTES = 600 };

/* "for: a; b." The findings that bear so; nothing where none does. */
static void
add_names(char why[WHY_BYTES], const struct claim *claim, enum bearing bearing)
{
    const char *separator = ": ";

    for (size_t i = 0; i < count_findings(claim); i++) {
        const struct finding *finding = &claims_findings[claim->findings[i]];
        size_t length = strlen(why);
        if (finding->bearing != bearing)
            continue;
        if (separator[0] == ':')
            length += (size_t)snprintf(why + length, WHY_BYTES - length, "%s%s",
                length > 0 ? ". " : "", bearing_texts[bearing]);
        snprintf(
            why + length, WHY_BYTES - length, "%s%s", separator, finding->name);
        separator = "; ";
    }
}

static void
explain(char why[WHY_BYTES], const struct claim *claim)
{
    why[0] = '\0';
    if (count_findings(claim) == 0)
        snprintf(
            why, WHY_BYTES, "it needs another experiment: %s", awaited(claim));
    add_names(why, claim, BEARS_FOR);
    add_names(why, claim, BEARS_AGAINST);
    add_names(why, claim, BEARS_NOT);
}

static void
print_claim(FILE *out, const struct claim *claim)
{
    enum { LEFT = 2, RIGHT = 13 };
    char why[WHY_BYTES], line[WHY_BYTES + 40];
    enum verdict verdict = judge_claim(claim);

    fputc('\n', out);
    print_chinese(out, LEFT, claim->chinese);
    print_wrapped(out, LEFT, claim->english);
    if (count_findings(claim) > 0) {
        fprintf(out, "    %-9s", "test");
        table_wrap(out, RIGHT, claim->test);
    }
    for (size_t i = 0; i < count_findings(claim); i++) {
        const struct finding *finding = &claims_findings[claim->findings[i]];
        fprintf(out, "    %-9s", bearing_texts[finding->bearing]);
        snprintf(line, sizeof(line), "%s: %s", finding->name, finding->text);
        table_wrap(out, RIGHT, line);
    }
    why[0] = '\0';
    if (verdict == VERDICT_CONDITIONS)
        add_names(why, claim, BEARS_FOR);
    snprintf(line, sizeof(line), "=> %s%s%s", claims_verdict_text(verdict),
        verdict == VERDICT_NOT_YET ? ": "
        : why[0] != '\0'           ? ", "
                                   : "",
        verdict == VERDICT_NOT_YET ? awaited(claim) : why);
    print_wrapped(out, 2 * LEFT, line);
}

static void
print_sum(FILE *out)
{
    size_t counts[VERDICTS] = {0};
    const char *separator = "";

    for (const struct claim *claim = claims; claim->section != NULL; claim++)
        counts[judge_claim(claim)]++;
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
    print_wrapped(out, 0,
        "What a study note claims. for, against: the whole interval is on that "
        "side of the bound that the test names; open: it is not, or there is "
        "no figure. Times: processes' cost to threads', or threads' to "
        "coroutines', then both costs.");
    for (const struct claim *claim = claims; claim->section != NULL; claim++) {
        if (strcmp(section, claim->section) != 0)
            fprintf(out, "\n%s\n", claim->section);
        section = claim->section;
        print_claim(out, claim);
    }
    print_sum(out);
}

static void
json_finding(FILE *out, const struct finding *finding)
{
    bool is_fact = finding->at_least == 0;

    fputs("{\"name\": ", out);
    json_string(out, finding->name);
    fputs(", \"bears\": ", out);
    json_string(out, bearing_texts[finding->bearing]);
    fputs(", \"ratio\": ", out);
    json_real(out, is_fact ? (double)NAN : finding->figure.value);
    fputs(", \"low\": ", out);
    json_real(out, is_fact ? (double)NAN : finding->figure.low);
    fputs(", \"high\": ", out);
    json_real(out, is_fact ? (double)NAN : finding->figure.high);
    fputs(", \"at_least\": ", out);
    json_real(out, is_fact ? (double)NAN : finding->at_least);
    fputs(", \"seen\": ", out);
    json_string(out, finding->text);
    fputc('}', out);
}

static void
json_member(FILE *out, const char *name, const char *text)
{
    fprintf(out, "\"%s\": ", name);
    json_string(out, text);
    fputs(", ", out);
}

static void
json_claim(FILE *out, const struct claim *claim)
{
    char why[WHY_BYTES];

    fputc('{', out);
    json_member(out, "claim", claim->chinese);
    json_member(out, "english", claim->english);
    json_member(out, "section", claim->section);
    json_member(out, "experiment", claim->test);
    fputs("\"figures\": [", out);
    for (size_t i = 0; i < count_findings(claim); i++) {
        fputs(i == 0 ? "" : ", ", out);
        json_finding(out, &claims_findings[claim->findings[i]]);
    }
    fputs("], ", out);
    json_member(out, "verdict", claims_verdict_text(judge_claim(claim)));
    explain(why, claim);
    fputs("\"why\": ", out);
    json_string(out, why);
    fputc('}', out);
}

void
claims_json(FILE *out, const struct timing *timing)
{
    claims_ratios(claims_findings, timing);
    fputs("\"claims\": [", out);
    for (const struct claim *claim = claims; claim->section != NULL; claim++) {
        fputs(claim == claims ? "\n" : ",\n", out);
        json_claim(out, claim);
    }
    fputs("], ", out);
}
