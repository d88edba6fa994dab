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

static void
format_side(char text[FORMAT_BYTES], enum kind kind, const struct figure *side)
{
    if (kind == COST)
        format_figure(text, side, false);
    else
        format_ratio(text, side);
}

/* A side's figure, or why there is none. */
static void
print_side(FILE *out, char letter, enum kind kind, const struct entry *entry)
{
    char reason[REASON_BYTES], cell[FORMAT_BYTES];

    fprintf(out, " %c ", letter);
    if (isnan(entry->figure.value)) {
        json_text(entry->reason, reason, sizeof(reason));
        table_wrap(out, INDENT, reason);
    } else {
        format_side(cell, kind, &entry->figure);
        fprintf(out, "%s\n", cell);
    }
}

/* "  proc fork            A 126 us (124..128)"
 * "                       B 131 us (128..138)     1.04 (1.01..1.07)   slower";
 * a ratio's name, or one that is too long, has a line of its own. */
static void
print_change(FILE *out, enum kind kind, const struct change *change)
{
    char name[COMPARE_NAME], in_b[FORMAT_BYTES], ratio[FORMAT_BYTES];

    compare_name(name, change->a);
    if (kind == RATIO || strlen(name) > NAME)
        fprintf(out, "  %s\n%*s", name, NAME + 2, "");
    else
        fprintf(out, "  %-*s", NAME, name);
    print_side(out, 'A', kind, change->a);
    fprintf(out, "%*s", NAME + 2, "");
    if (change->verdict == NULL) {
        print_side(out, 'B', kind, change->b);
        return;
    }
    format_side(in_b, kind, &change->b->figure);
    format_ratio(ratio, &change->ratio);
    fprintf(out, " B %-22s %-21s %s\n", in_b, ratio,
        strcmp(change->verdict, "none") == 0 ? "no verdict" : change->verdict);
}

/* A ratio that cannot be formed is left out: its costs say why. */
static void
print_changes(FILE *out, const struct comparing *comparing, enum kind kind,
    const char *title, const char *last_title)
{
    const struct json_slice *last = NULL;

    fprintf(
        out, "\n%-*s %-22s %s\n", 4 + NAME, title, "95 % interval", last_title);
    for (struct change i = {0}; compare_next(comparing, kind, &i);)
        if (kind == COST || i.verdict != NULL) {
            print_operation(out, &last, &i.a->name);
            print_change(out, kind, &i);
        }
}

static void
print_only(FILE *out, const char *title, const struct entries *in,
    const struct entries *other)
{
    char name[CELL], series[COMPARE_NAME];
    bool first = true;

    for (size_t i = 0; i < in->count; i++) {
        const struct entry *entry = &in->list[i];
        if (result_find(other, entry) != NULL)
            continue;
        json_text(entry->name, name, sizeof(name));
        compare_name(series, entry);
        fprintf(out, "%s  %s %s\n", first ? title : "", name, series);
        first = false;
    }
}

void
compare_text(FILE *out, const struct comparing *comparing)
{
    const struct entries *in_a = &comparing->a.entries[COST],
                         *in_b = &comparing->b.entries[COST];

    fputs("compare: what B costs to what A costs\n", out);
    print_file(out, "A", &comparing->a);
    print_file(out, "B", &comparing->b);
    print_settings(out, comparing);
    print_changes(out, comparing, COST, "raw costs", "B to A");
    print_changes(out, comparing, RATIO, "ratios", "B's to A's");
    print_only(out, "\nonly in A\n", in_a, in_b);
    print_only(out, "\nonly in B\n", in_b, in_a);
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
