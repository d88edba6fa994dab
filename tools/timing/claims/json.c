/* The claims as JSON, and as rows of a table. */

#include "../report/csv.h"
#include "../report/format.h"
#include "verdicts.h"

#include "kit/json.h"

static void
json_finding(FILE *out, const struct finding *finding)
{
    bool is_fact = finding->at_least == 0;

    fputc('{', out);
    json_text_member(out, "name", finding->name);
    json_text_member(out, "bears", claims_bearing_texts[finding->bearing]);
    format_members(out, "ratio", "", is_fact ? &no_figure : &finding->figure);
    json_real_member(
        out, "at_least", is_fact ? (double)NAN : finding->at_least);
    fputs("\"seen\": ", out);
    json_string(out, finding->text);
    fputc('}', out);
}

static void
json_claim(FILE *out, const struct claim *claim)
{
    char why[CLAIMS_WHY_BYTES];

    fputc('{', out);
    json_text_member(out, "claim", claim->chinese);
    json_text_member(out, "english", claim->english);
    json_text_member(out, "section", claim->section);
    json_text_member(out, "experiment", claim->test);
    fputs("\"figures\": [", out);
    for (size_t i = 0; i < claims_count(claim); i++) {
        fputs(i == 0 ? "" : ", ", out);
        json_finding(out, &claims_findings[claim->findings[i]]);
    }
    fputs("], ", out);
    json_text_member(out, "verdict", claims_verdict_text(claims_judge(claim)));
    claims_why(why, claim);
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

static void
csv_claim(FILE *out, const struct claim *claim)
{
    char why[CLAIMS_WHY_BYTES];
    struct csv_row row = {.name = claim->section, .way = claim->english};

    for (size_t i = 0; i < claims_count(claim); i++) {
        const struct finding *finding = &claims_findings[claim->findings[i]];
        bool is_fact = finding->at_least == 0;
        row.what = finding->name;
        row.unit = is_fact ? NULL : "times";
        row.figure = is_fact ? no_figure : finding->figure;
        row.verdict = claims_bearing_texts[finding->bearing];
        row.reason = finding->text;
        csv_row(out, &row);
    }
    claims_why(why, claim);
    row.what = "claim";
    row.unit = NULL;
    row.figure = no_figure;
    row.verdict = claims_verdict_text(claims_judge(claim));
    row.reason = why;
    csv_row(out, &row);
}

void
claims_csv(FILE *out, const struct timing *timing)
{
    claims_ratios(claims_findings, timing);
    for (const struct claim *claim = claims; claim->section != NULL; claim++)
        csv_claim(out, claim);
}
