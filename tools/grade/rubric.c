#include "rubric.h"

#include "check.h"
#include "source.h"

#include "kit/die.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_BYTES = 1 << 16, MAX_NUMBER = 1000000 };

/* The line being read, for messages. */
struct place {
    const char *path;
    int line;
};

static char *
read_text(const char *path)
{
    char *text = malloc(MAX_BYTES);
    FILE *file = fopen(path, "re");

    if (text == NULL || file == NULL)
        die(source_is_machine(errno) ? STATUS_CANNOT : STATUS_USAGE,
            "%s: %m: a lab needs a rubric", path);
    size_t length = fread(text, 1, MAX_BYTES, file);
    if (ferror(file) || length == MAX_BYTES)
        die(STATUS_USAGE, "%s: cannot be read, or is over %d bytes long", path,
            MAX_BYTES - 1);
    text[length] = '\0';
    if (strlen(text) != length)
        die(STATUS_USAGE, "%s: has a zero byte: a rubric is text", path);
    fclose(file);
    return text;
}

/* The next word of the line, in place, without quotes and escapes. NULL at the
 * end, or where a comment starts. */
static char *
next_word(char **cursor, const struct place *place)
{
    char *from = *cursor + strspn(*cursor, " \t"), *to = from, *word = from;
    bool quoted = false;

    if (*from == '\0' || *from == '#')
        return NULL;
    for (; *from != '\0' && (quoted || !isblank((unsigned char)*from)); from++)
        if (*from == '"')
            quoted = !quoted;
        else if (quoted && *from == '\\' && from[1] != '\0') {
            from++;
            *to++ = *from;
            if (*from == 'n')
                to[-1] = '\n';
        } else
            *to++ = *from;
    if (quoted)
        die(STATUS_USAGE, "%s:%d: a quote is not closed", place->path,
            place->line);
    *cursor = from + (*from != '\0');
    *to = '\0';
    return word;
}

/* The key as written in the check's table; NULL if it is not there. */
static const char *
known_key(const struct check *check, const char *key)
{
    if (strcmp(key, "model") == 0)
        return key;
    if (strcmp(key, "seconds") == 0)
        return "#seconds";
    for (int i = 0; check->keys[i] != NULL; i++)
        if (strcmp(check->keys[i] + strspn(check->keys[i], CHECK_MARKS), key) ==
            0)
            return check->keys[i];
    return NULL;
}

static bool
is_number(const char *text, long low, long high)
{
    char *end;

    errno = 0;
    long number = strtol(text, &end, 10);
    return errno == 0 && isdigit((unsigned char)*text) && *end == '\0' &&
           number >= low && number <= high;
}

/* A check that runs nothing would pass; with a status that no program can have,
 * none would. */
static void
need_number(const char *key, const char *value, const struct place *place)
{
    long low = strcmp(key, "times") == 0 || strcmp(key, "seconds") == 0;
    long high = strcmp(key, "status") == 0 ? 255 : MAX_NUMBER;

    if (!is_number(value, low, high))
        die(STATUS_USAGE, "%s:%d: %s=%s is not a whole number from %ld to %ld",
            place->path, place->line, key, value, low, high);
}

/* Nobody calls a name that is empty, or that has a | in it. */
static void
need_names(const char *key, const char *list, const struct place *place)
{
    bool may_choose = strcmp(key, "not-call") != 0;

    for (const char *bar = strchr(list, '|'); bar != NULL;
         bar = strchr(bar + 1, '|'))
        if (!may_choose || bar == list || strchr(", |", bar[-1]) != NULL ||
            strchr(", |", bar[1]) != NULL)
            die(STATUS_USAGE,
                "%s:%d: %s=%s: a | must be between two names, in call= or "
                "unless=",
                place->path, place->line, key, list);
}

static void
read_setting(struct row *row, char *word, const struct place *place)
{
    char *equals = strchr(word, '=');

    if (equals == NULL || row->settings == ROW_SETTINGS)
        die(STATUS_USAGE, "%s:%d: '%s': a setting is key=value", place->path,
            place->line, word);
    *equals = '\0';
    const char *value = equals + 1, *key = known_key(row->check, word);
    if (key == NULL)
        die(STATUS_USAGE, "%s:%d: the check %s has no setting '%s'",
            place->path, place->line, row->check->name, word);
    if (strchr(key, '#') != NULL)
        need_number(word, value, place);
    if (strchr(key, '|') != NULL)
        need_names(word, value, place);
    if (row_text(row, word, NULL) != NULL)
        die(STATUS_USAGE, "%s:%d: %s= is given twice", place->path, place->line,
            word);
    if (strcmp(word, "model") == 0 && strcmp(value, "thread") != 0 &&
        strcmp(value, "proc") != 0)
        die(STATUS_USAGE, "%s:%d: model=%s is neither thread nor proc",
            place->path, place->line, value);
    row->setting[row->settings].key = word;
    row->setting[row->settings++].value = value;
}

static void
need_settings(const struct row *row, const struct place *place)
{
    for (int i = 0; row->check->keys[i] != NULL; i++) {
        const char *key = row->check->keys[i];
        if (*key == '+' &&
            row_text(row, key + strspn(key, CHECK_MARKS), NULL) == NULL)
            die(STATUS_USAGE, "%s:%d: the check %s needs %s=", place->path,
                place->line, row->check->name, key + strspn(key, CHECK_MARKS));
    }
}

/* False if the line is empty or a comment. */
static bool
read_row(struct row *row, char *line, const struct place *place)
{
    const char *points = next_word(&line, place);

    if (points == NULL)
        return false;
    const char *name = next_word(&line, place);
    const char *check = next_word(&line, place);
    if (check == NULL || !is_number(points, 0, MAX_NUMBER))
        die(STATUS_USAGE, "%s:%d: a line is POINTS NAME CHECK [key=value...]",
            place->path, place->line);
    *row = (struct row){.points = strtol(points, NULL, 10),
        .name = name,
        .check = check_find(check)};
    if (row->check == NULL)
        die(STATUS_USAGE, "%s:%d: there is no check '%s'", place->path,
            place->line, check);
    for (char *word; (word = next_word(&line, place)) != NULL;)
        read_setting(row, word, place);
    need_settings(row, place);
    return true;
}

/* A name may occur again for the other model, but not for the same one. */
static void
refuse_twins(const struct rubric *rubric, const struct place *place)
{
    const struct row *last = &rubric->row[rubric->rows - 1];
    const char *model = row_text(last, "model", NULL);

    for (const struct row *row = rubric->row; row < last; row++)
        if (strcmp(row->name, last->name) == 0 &&
            (model == NULL || row_is_for(row, model)))
            die(STATUS_USAGE,
                "%s:%d: there is a '%s' already: names must "
                "differ",
                place->path, place->line, last->name);
}

void
rubric_read(struct rubric *rubric, const char *path)
{
    struct place place = {.path = path};
    char *rest;

    *rubric = (struct rubric){.text = read_text(path)};
    rest = rubric->text;
    for (char *line; (line = strsep(&rest, "\n")) != NULL;) {
        struct row row;
        place.line++;
        line[strcspn(line, "\r")] = '\0'; /* from Windows */
        if (!read_row(&row, line, &place))
            continue;
        struct row *more =
            realloc(rubric->row, (size_t)(rubric->rows + 1) * sizeof(*more));
        if (more == NULL)
            die(STATUS_CANNOT, "no memory for the rubric");
        rubric->row = more;
        rubric->row[rubric->rows++] = row;
        refuse_twins(rubric, &place);
    }
}

void
rubric_free(struct rubric *rubric)
{
    free(rubric->row);
    free(rubric->text);
}

const char *
row_text(const struct row *row, const char *key, const char *standard)
{
    for (int i = 0; i < row->settings; i++)
        if (strcmp(row->setting[i].key, key) == 0)
            return row->setting[i].value;
    return standard;
}

long
row_number(const struct row *row, const char *key, long standard)
{
    const char *text = row_text(row, key, NULL);

    return text != NULL ? strtol(text, NULL, 10) : standard;
}

bool
row_is_for(const struct row *row, const char *model)
{
    return strcmp(row_text(row, "model", model), model) == 0;
}

long
rubric_points(const struct rubric *rubric, const char *model)
{
    long points = 0;

    for (int i = 0; i < rubric->rows; i++)
        if (row_is_for(&rubric->row[i], model))
            points += rubric->row[i].points;
    return points;
}
