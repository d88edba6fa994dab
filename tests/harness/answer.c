#include "answer.h"

#include "check.h"

#include "kit/format.h"
#include "kit/json.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool
is_json(const char *text)
{
    return json_is_whole(text);
}

int
occurrences(const char *text, const char *word)
{
    int count = 0;

    while ((text = strstr(text, word)) != NULL) {
        text += strlen(word);
        count++;
    }
    return count;
}

/* The text of the member, with its quotes; empty where there is none. */
static void
find(const char *text, const char *path, char word[WORD_BYTES])
{
    struct json_slice value = json_value(text);
    char name[WORD_BYTES];

    while (*path != '\0' && value.length > 0) {
        size_t length = strcspn(path, ".");
        snprintf(name, sizeof(name), "%.*s", (int)length, path);
        value = json_get(value.start, name);
        path += length + (path[length] == '.');
    }
    snprintf(word, WORD_BYTES, "%.*s", (int)value.length, value.start);
}

/* Asserted here, so that a missing member fails the test. */
static void
want(bool good, const char *path)
{
    if (!good)
        printf("\n    no such member, or of another type: %s ", path);
    CU_ASSERT(good);
}

double
real_at(const char *text, const char *path)
{
    char word[WORD_BYTES], *end;

    find(text, path, word);
    double number = strtod(word, &end);
    bool good = end != word && *end == '\0';
    want(good, path);
    return good ? number : (double)NAN;
}

long
long_at(const char *text, const char *path)
{
    char word[WORD_BYTES], *end;

    find(text, path, word);
    long number = strtol(word, &end, 10);
    bool good = end != word && *end == '\0';
    want(good, path);
    return good ? number : LONG_MIN;
}

bool
bool_at(const char *text, const char *path)
{
    char word[WORD_BYTES];

    find(text, path, word);
    want(strcmp(word, "true") == 0 || strcmp(word, "false") == 0, path);
    return strcmp(word, "true") == 0;
}

const char *
word_at(const char *text, const char *path)
{
    static char words[8][WORD_BYTES];
    static int last;
    char quoted[WORD_BYTES], *word = words[last++ % 8];

    find(text, path, quoted);
    want(*quoted == '"', path);
    json_text(json_value(quoted), word, WORD_BYTES);
    return word;
}

bool
is_null_at(const char *text, const char *path)
{
    char word[WORD_BYTES];

    find(text, path, word);
    want(*word != '\0', path);
    return strcmp(word, "null") == 0;
}

int
items_at(const char *text, const char *name)
{
    const char *cursor = json_get(text, name).start;
    struct json_slice item;
    int count = 0;

    while (cursor != NULL && json_item(&cursor, &item))
        count++;
    return count;
}

void
check_json(const char *text, const char *format, ...)
{
    char all[1024], raw[WORD_BYTES], value[WORD_BYTES], *rest = NULL;

    FORMAT(all, sizeof(all), format);
    for (char *path = strtok_r(all, " ", &rest); path != NULL;
         path = strtok_r(NULL, " ", &rest)) {
        char *expected = path + strcspn(path, "=");
        if (*expected != '\0')
            *expected++ = '\0';
        find(text, path, raw);
        json_text(json_value(raw), value, sizeof(value));
        bool as_it_stands = json_is_whole(expected);
        bool good =
            *raw != '\0' && strcmp(as_it_stands ? raw : value, expected) == 0;
        if (!good)
            printf("\n    %s is %s, not %s ", path, raw, expected);
        CU_ASSERT(good);
    }
}

bool
is_one_line(const char *text)
{
    const char *end = strchr(text, '\n');

    return end != NULL && end > text && end[1] == '\0';
}

bool
fits_in_80_columns(const char *text)
{
    int column = 0, widest = 0;

    for (; *text != '\0'; text++) {
        if (*text == '\n')
            column = 0;
        else if ((*text & 0xc0) != 0x80) /* not the rest of a character */
            column++;
        if (column > widest)
            widest = column;
    }
    return widest <= 80;
}
