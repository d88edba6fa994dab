/* The comparison of two results, to be read. */

#include "compare.h"

#include "kit/table.h"

#include <string.h>

enum { NAME = 20, CELL = 128, INDENT = 5 + NAME };

static void
print_file(FILE *out, const char *letter, const struct result *result)
{
    char launches[CELL], seconds[CELL], warning[1024];
    struct json_slice item;

    json_text(json_get(result->text, "launches"), launches, sizeof(launches));
    json_text(json_get(result->text, "seconds"), seconds, sizeof(seconds));
    fprintf(out, "  %s  %s: launches %s, seconds %s, warnings %zu\n", letter,
        result->path, launches, seconds, result->warnings);
    const char *cursor = json_get(result->text, "warnings").start;
    while (json_item(&cursor, &item)) {
        json_text(item, warning, sizeof(warning));
        table_note(out, 5, warning);
    }
}

static void
print_value(FILE *out, struct json_slice value)
{
    char text[1024];

    json_text(value, text, sizeof(text));
    if (value.length == 0)
        snprintf(text, sizeof(text), "(not told)");
    else if (strcmp(text, "null") == 0)
        snprintf(text, sizeof(text), "(none)");
    table_wrap(out, INDENT, text);
}

static void
print_settings(FILE *out, const struct comparing *comparing)
{
    struct difference differences[MAX_DIFFERENCES];
    size_t count = compare_settings(comparing, differences);

    if (count == 0) {
        fputs("\nMachine and options are the same in both.\n", out);
        return;
    }
    fputs("\nwhat else is different\n", out);
    for (size_t i = 0; i < count; i++) {
        char *name = differences[i].name;
        if (strncmp(name, "machine.", 8) == 0)
            name += 8;
        for (char *c = name; *c != '\0'; c++)
            *c = *c == '_' ? ' ' : *c;
        fprintf(out, "  %-*s A ", NAME, name);
        print_value(out, differences[i].a);
        fprintf(out, "  %-*s B ", NAME, "");
        print_value(out, differences[i].b);
    }
}

/* A name that is too long has a line of its own. */
static void
print_name(FILE *out, const char *name)
{
    if (strlen(name) > NAME)
        fprintf(out, "  %s\n%*s", name, NAME + 2, "");
    else
        fprintf(out, "  %-*s", NAME, name);
}

/* Print the operation's name, unless it is the last one's. */
static void
print_operation(
    FILE *out, const struct json_slice **last, const struct json_slice *name)
{
    char text[CELL];

    json_text(*name, text, sizeof(text));
    if (*last == NULL || !slices_equal(**last, *name))
        fprintf(out, "%s\n", text);
    *last = name;
}

/* " B 131 us (128..138)     1.04 (1.01..1.07)      slower" */
static void
print_change(FILE *out, const char *of_b, const struct figure *ratio,
    const char *verdict)
{
    char text[FORMAT_BYTES];

    format_ratio(text, ratio);
    fprintf(out, "%*s B %-22s %-21s %s\n", NAME + 2, "", of_b, text,
        strcmp(verdict, "none") == 0 ? "no verdict" : verdict);
}

/* A side's figure, or why there is none. */
static void
print_side(FILE *out, char letter, const struct entry *entry)
{
    char reason[REASON_BYTES], cell[FORMAT_BYTES];

    fprintf(out, " %c ", letter);
    if (isnan(entry->raw_ns.value)) {
        json_text(entry->reason, reason, sizeof(reason));
        table_wrap(out, INDENT, reason);
    } else {
        format_figure(cell, &entry->raw_ns, false);
        fprintf(out, "%s\n", cell);
    }
}

static void
print_cost(FILE *out, const struct cost_change *change)
{
    char cell[FORMAT_BYTES], name[FORMAT_BYTES];

    compare_series(name, change->a);
    print_name(out, name);
    print_side(out, 'A', change->a);
    if (change->verdict == NULL) {
        fprintf(out, "%*s", NAME + 2, "");
        print_side(out, 'B', change->b);
        return;
    }
    format_figure(cell, &change->b->raw_ns, false);
    print_change(out, cell, &change->ratio, change->verdict);
}

static void
print_costs(FILE *out, const struct comparing *comparing)
{
    const struct json_slice *last = NULL;

    fprintf(out, "\n%-*s %-22s %s\n", 4 + NAME, "raw costs", "95 % interval",
        "B to A");
    for (struct cost_change i = {0}; compare_next_cost(comparing, &i);) {
        print_operation(out, &last, &i.a->name);
        print_cost(out, &i);
    }
}

static void
print_ratio(FILE *out, const struct ratio_change *change)
{
    char in_a[FORMAT_BYTES], in_b[FORMAT_BYTES], name[COMPARE_NAME];

    compare_name(name, change->a);
    format_ratio(in_a, &change->a->ratio);
    format_ratio(in_b, &change->b->ratio);
    fprintf(out, "  %s\n%*s A %s\n", name, NAME + 2, "", in_a);
    print_change(out, in_b, &change->ratio, change->verdict);
}

static void
print_ratios(FILE *out, const struct comparing *comparing)
{
    const struct json_slice *last = NULL;

    fprintf(out, "\n%-*s %-22s %s\n", 4 + NAME, "ratios", "95 % interval",
        "B's to A's");
    for (struct ratio_change i = {0}; compare_next_ratio(comparing, &i);)
        if (i.verdict != NULL) {
            print_operation(out, &last, &i.a->name);
            print_ratio(out, &i);
        }
}

static void
print_only(FILE *out, const char *title, const struct result *in,
    const struct result *other)
{
    char name[CELL], series[FORMAT_BYTES];
    bool first = true;

    for (size_t i = 0; i < in->count; i++) {
        const struct entry *entry = &in->entries[i];
        if (result_find(other, entry->name, &entry->model, entry->way) != NULL)
            continue;
        json_text(entry->name, name, sizeof(name));
        compare_series(series, entry);
        fprintf(out, "%s  %s %s\n", first ? title : "", name, series);
        first = false;
    }
}

void
compare_text(FILE *out, const struct comparing *comparing)
{
    fputs("compare: what B costs to what A costs\n", out);
    print_file(out, "A", &comparing->a);
    print_file(out, "B", &comparing->b);
    print_settings(out, comparing);
    print_costs(out, comparing);
    print_ratios(out, comparing);
    print_only(out, "\nonly in A\n", &comparing->a, &comparing->b);
    print_only(out, "\nonly in B\n", &comparing->b, &comparing->a);
    fputc('\n', out);
    if (comparing->a.warnings + comparing->b.warnings > 0)
        table_note(out, 2,
            "No verdicts: a result that carries a warning may differ from "
            "another by the load alone. Measure again on an idle machine.");
    table_note(out, 2,
        "Ratios travel, absolute times do not: each ratio was formed round by "
        "round, so both of its sides saw the same load. A and B each saw their "
        "own: a change of cost from A to B may be a change of load, clock rate "
        "or neighbours. A ratio that differs is better evidence.");
    table_note(out, 2,
        "Where the interval contains 1 there is no verdict. Those of "
        "creations' ratios allow for a drift of 1.2 % in A and in B. Each "
        "interval misses the truth 5 times in 100: of many, some do.");
}
