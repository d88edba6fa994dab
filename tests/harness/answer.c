#include "answer.h"

#include "check.h"

#include "kit/json.h"
#include "kit/utf8.h"

#include <ctype.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The strict reader: each function returns what follows the thing, or NULL.
 * Our own programs nest some ten levels at most. */
static const char *read_value(const char *at, int depth);

static const char *
skip_white(const char *at)
{
    return at + strspn(at, " \t\r\n");
}

static const char *
read_string(const char *at)
{
    if (*at++ != '"')
        return NULL;
    while (*at != '"') {
        if ((unsigned char)*at < 0x20) /* the end, too */
            return NULL;
        if (*at == '\\' && at[1] == 'u') {
            for (int i = 2; i < 6; i++)
                if (!isxdigit((unsigned char)at[i]))
                    return NULL;
            at += 6;
        } else if (*at == '\\') {
            if (at[1] == '\0' || strchr("\"\\/bfnrt", at[1]) == NULL)
                return NULL;
            at += 2;
        } else if (utf8_bytes(at) == 0) {
            return NULL;
        } else {
            at += utf8_bytes(at);
        }
    }
    return at + 1;
}

static const char *
read_digits(const char *at)
{
    size_t digits = strspn(at, "0123456789");

    return digits == 0 ? NULL : at + digits;
}

static const char *
read_number(const char *at)
{
    at += *at == '-';
    if (*at == '0' && isdigit((unsigned char)at[1]))
        return NULL;
    at = read_digits(at);
    if (at != NULL && *at == '.')
        at = read_digits(at + 1);
    if (at != NULL && (*at == 'e' || *at == 'E')) {
        at++;
        at = read_digits(at + (*at == '+' || *at == '-'));
    }
    return at;
}

/* An array, or with `named` an object. */
static const char *
read_list(const char *at, char close, bool named, int depth)
{
    at = skip_white(at + 1);
    if (*at == close)
        return at + 1;
    for (;;) {
        if (named) {
            at = read_string(at);
            at = at == NULL ? NULL : skip_white(at);
            if (at == NULL || *at++ != ':')
                return NULL;
        }
        at = read_value(at, depth + 1);
        if (at == NULL || (*at != ',' && *at != close))
            return NULL;
        if (*at++ == close)
            return at;
        at = skip_white(at);
    }
}

static const char *
read_value(const char *at, int depth)
{
    static const char *const words[] = {"true", "false", "null"};

    if (depth > 32)
        return NULL;
    at = skip_white(at);
    const char *end = NULL;
    if (*at == '{')
        end = read_list(at, '}', true, depth);
    else if (*at == '[')
        end = read_list(at, ']', false, depth);
    else if (*at == '"')
        end = read_string(at);
    else if (*at == '-' || isdigit((unsigned char)*at))
        end = read_number(at);
    for (int i = 0; i < 3 && end == NULL; i++)
        if (strncmp(at, words[i], strlen(words[i])) == 0)
            end = at + strlen(words[i]);
    return end == NULL ? NULL : skip_white(end);
}

bool
is_json(const char *text)
{
    const char *end = read_value(text, 0);

    return end != NULL && *end == '\0';
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
    static char word[WORD_BYTES];
    char quoted[WORD_BYTES];

    find(text, path, quoted);
    want(*quoted == '"', path);
    json_text(json_value(quoted), word, sizeof(word));
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
