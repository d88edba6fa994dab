#include "table.h"

#include "json.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { LABEL = 20, COLUMN = 20, LINE = 80, CELL = 64, LINE_BYTES = 1024 };

void
table_integer(char *out, size_t size, long number)
{
    char digits[32];
    size_t length = 0;
    int left = snprintf(digits, sizeof(digits), "%ld", number);

    for (const char *digit = digits; *digit != '\0' && length + 2 < size;
         digit++) {
        out[length++] = *digit;
        if (*digit != '-' && --left > 0 && left % 3 == 0)
            out[length++] = ',';
        else if (*digit == '-')
            left--;
    }
    out[length] = '\0';
}

void
table_time(char *out, size_t size, double ns)
{
    static const char *const units[] = {"ns", "us", "ms", "s"};
    int unit = 0;

    for (; fabs(ns) >= 999.5 && unit < 3; unit++)
        ns /= 1000;
    int digits = fabs(ns) < 9.995 ? 2 : fabs(ns) < 99.95 ? 1 : 0;
    snprintf(out, size, "%.*f %s", digits, ns, units[unit]);
}

static bool
ends_in(const char *text, const char *tail)
{
    size_t length = strlen(text), tail_length = strlen(tail);

    return length > tail_length &&
           strcmp(text + length - tail_length, tail) == 0;
}

/* Three digits. */
static void
format_ratio(double number, char text[CELL])
{
    int digits = fabs(number) < 9.995 ? 2 : fabs(number) < 99.95 ? 1 : 0;

    snprintf(text, CELL, "%.*f", digits, number);
}

/* An object with a median is a ratio with its spread: "1.98 (1.95 to 2.01)". */
static bool
is_figure(struct json_slice value)
{
    return value.length > 0 && *value.start == '{' &&
           json_get(value.start, "median").length > 0;
}

static void
format_figure(const char *object, char cell[CELL])
{
    char median[CELL], low[CELL], high[CELL];

    format_ratio(json_number(object, "median"), median);
    format_ratio(json_number(object, "low"), low);
    format_ratio(json_number(object, "high"), high);
    snprintf(cell, CELL, "%.16s (%.16s to %.16s)", median, low, high);
}

static void
format_cell(const char *name, struct json_slice value, char cell[CELL])
{
    char text[CELL], *end;

    if (is_figure(value)) {
        format_figure(value.start, cell);
        return;
    }
    json_text(value, text, sizeof(text));
    double number = strtod(text, &end);
    bool is_number = value.length > 0 && *value.start != '"' && *end == '\0';

    if (value.length == 0 || strcmp(text, "null") == 0)
        snprintf(cell, CELL, "-");
    else if (strcmp(text, "true") == 0 || strcmp(text, "false") == 0)
        snprintf(cell, CELL, "%s", *text == 't' ? "yes" : "no");
    else if (is_number && ends_in(name, "_ns"))
        table_time(cell, CELL, number);
    else if (is_number)
        table_integer(cell, CELL, lround(number));
    else
        snprintf(cell, CELL, "%s", text);
}

/* "create_last_ns" as "create last". */
static void
format_label(const char *name, char label[CELL])
{
    snprintf(label, CELL, "%s", name);
    if (ends_in(label, "_ns"))
        label[strlen(label) - 3] = '\0';
    for (char *c = label; *c != '\0'; c++)
        *c = *c == '_' ? ' ' : *c;
}

static void
print_row(FILE *out, const char *name, const char *const *objects, int count)
{
    char label[CELL], cell[CELL];

    format_label(name, label);
    fprintf(out, "  %-*s", LABEL - 2, label);
    for (int i = 0; i < count; i++) {
        format_cell(name, json_get(objects[i], name), cell);
        fprintf(out, "%-*s", i + 1 < count ? COLUMN : 0, cell);
    }
    fputc('\n', out);
}

/* Does the result list the rows to show, and is this one missing? */
static bool
is_left_out(const char *object, const char *name)
{
    const char *rows = json_get(object, "rows").start;
    struct json_slice item;
    char row[CELL];

    if (rows == NULL || *rows != '[')
        return false;
    while (json_item(&rows, &item)) {
        json_text(item, row, sizeof(row));
        if (strcmp(row, name) == 0)
            return false;
    }
    return strcmp(name, "model") != 0; /* the heading of the columns */
}

/* Does at least one result have a value here that fits in a cell? */
static bool
is_row(const char *name, const char *const *objects, int count)
{
    for (int i = 0; i < count; i++) {
        struct json_slice value = json_get(objects[i], name);
        if (is_figure(value) ||
            (value.length > 0 && strchr("{[n", *value.start) == NULL))
            return strcmp(name, "note") != 0 && strcmp(name, "scenario") != 0;
    }
    return false;
}

/* Each array of strings in the object, below the twin's name and its own. */
static void
print_lines(FILE *out, const char *object)
{
    struct json_slice slice, value, item;
    char model[CELL], name[CELL], label[CELL], line[LINE_BYTES];
    const char *cursor = object;

    json_text(json_get(object, "model"), model, sizeof(model));
    while (json_next(&cursor, &slice, &value)) {
        const char *items = value.start;
        json_text(slice, name, sizeof(name));
        if (value.length == 0 || *items != '[' || strcmp(name, "rows") == 0)
            continue;
        format_label(name, label);
        fprintf(out, "  %-8s%s\n", model, label);
        while (json_item(&items, &item)) {
            json_text(item, line, sizeof(line));
            fprintf(out, "    %s\n", line);
        }
    }
}

void
table_wrap(FILE *out, int indent, const char *text)
{
    int column = indent;

    while (*text != '\0') {
        int word = (int)strcspn(text, " ");
        if (column > indent && column + 1 + word > LINE) {
            fprintf(out, "\n%*s", indent, "");
            column = indent;
        } else if (column > indent) {
            column += fprintf(out, " ");
        }
        column += fprintf(out, "%.*s", word, text);
        text += word;
        text += strspn(text, " ");
    }
    fputc('\n', out);
}

void
table_note(FILE *out, int indent, const char *text)
{
    fprintf(out, "%*s", indent, "");
    table_wrap(out, indent, text);
}

void
table_print(FILE *out, const char *const *objects, int count)
{
    const char *cursor = objects[0];
    struct json_slice slice, value;
    char name[CELL], note[1024];

    while (json_next(&cursor, &slice, &value)) {
        json_text(slice, name, sizeof(name));
        if (is_row(name, objects, count) && !is_left_out(objects[0], name))
            print_row(out, name, objects, count);
    }
    for (int i = 0; i < count; i++)
        print_lines(out, objects[i]);
    for (int i = 0; i < count; i++) {
        json_text(json_get(objects[i], "model"), name, sizeof(name));
        json_text(json_get(objects[i], "note"), note, sizeof(note));
        fprintf(out, "  %-8s", name);
        table_wrap(out, 10, note);
    }
}
