/* The grammar of RFC 8259, by recursive descent: each function parses what it
 * is named after, and returns what follows, or NULL if it is not there. */

#include "json.h"

#include "utf8.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DEEPEST = 64 };

static const char *take_value(const char *at, int depth);

static const char *
skip_space(const char *at)
{
    return at + strspn(at, " \t\n\r");
}

static const char *
take_digits(const char *at)
{
    size_t count = strspn(at, "0123456789");

    return count > 0 ? at + count : NULL;
}

static const char *
take_number(const char *at)
{
    at += *at == '-';
    at = *at == '0' ? at + 1 : take_digits(at);
    if (at != NULL && *at == '.')
        at = take_digits(at + 1);
    if (at != NULL && (*at == 'e' || *at == 'E')) {
        at++;
        at = take_digits(at + (*at == '+' || *at == '-'));
    }
    return at;
}

static const char *
take_escape(const char *at)
{
    if (*at == 'u') {
        for (int i = 1; i <= 4; i++)
            if (!isxdigit((unsigned char)at[i]))
                return NULL;
        return at + 5;
    }
    return *at != '\0' && strchr("\"\\/bfnrt", *at) != NULL ? at + 1 : NULL;
}

static const char *
take_string(const char *at)
{
    if (*at++ != '"')
        return NULL;
    while (at != NULL && *at != '"') {
        if ((unsigned char)*at < 0x20)
            return NULL;
        int bytes = utf8_bytes(at);
        at = *at == '\\' ? take_escape(at + 1) : bytes > 0 ? at + bytes : NULL;
    }
    return at != NULL ? at + 1 : NULL;
}

static const char *
take_word(const char *at, const char *word)
{
    size_t length = strlen(word);

    return strncmp(at, word, length) == 0 ? at + length : NULL;
}

/* Its name, if it is a member of an object, and its value. */
static const char *
take_item(const char *at, bool member, int depth)
{
    if (member) {
        at = take_string(skip_space(at));
        if (at == NULL || *(at = skip_space(at)) != ':')
            return NULL;
        at++;
    }
    return take_value(at, depth);
}

static const char *
take_container(const char *at, int depth)
{
    bool object = *at == '{';
    char end = object ? '}' : ']';
    const char *first = skip_space(at + 1);

    if (depth == DEEPEST)
        return NULL;
    if (*first == end)
        return first + 1;
    do
        at = take_item(at + 1, object, depth + 1);
    while (at != NULL && *(at = skip_space(at)) == ',');
    return at != NULL && *at == end ? at + 1 : NULL;
}

static const char *
take_value(const char *at, int depth)
{
    at = skip_space(at);
    switch (*at) {
    case '{':
    case '[':
        return take_container(at, depth);
    case '"':
        return take_string(at);
    case 't':
        return take_word(at, "true");
    case 'f':
        return take_word(at, "false");
    case 'n':
        return take_word(at, "null");
    default:
        return take_number(at);
    }
}

bool
json_is_whole(const char *text)
{
    const char *end = take_value(text, 0);

    return end != NULL && *skip_space(end) == '\0';
}

struct json_slice
json_value(const char *text)
{
    const char *start = skip_space(text), *end = take_value(start, 0);

    return (struct json_slice){start, end != NULL ? (size_t)(end - start) : 0};
}

bool
json_next(
    const char **cursor, struct json_slice *name, struct json_slice *value)
{
    const char *at = skip_space(*cursor);

    if (*at == '{' || *at == ',')
        at = skip_space(at + 1);
    const char *end = take_string(at);
    if (end == NULL || *skip_space(end) != ':')
        return false;
    *name = (struct json_slice){at + 1, (size_t)(end - at) - 2};
    *value = json_value(skip_space(end) + 1);
    *cursor = skip_space(value->start + value->length);
    return value->length > 0;
}

bool
json_item(const char **cursor, struct json_slice *value)
{
    const char *at = skip_space(*cursor);

    *value = (struct json_slice){at, 0};
    if (*at != '[' && *at != ',')
        return false;
    *value = json_value(at + 1);
    *cursor = skip_space(value->start + value->length);
    return value->length > 0;
}

struct json_slice
json_get(const char *object, const char *wanted)
{
    struct json_slice name, value;

    while (json_next(&object, &name, &value))
        if (name.length == strlen(wanted) &&
            memcmp(name.start, wanted, name.length) == 0)
            return value;
    return (struct json_slice){"", 0};
}

double
json_number(const char *object, const char *name)
{
    struct json_slice value = json_get(object, name);

    if (value.length == 0 || strchr("-0123456789", *value.start) == NULL)
        return NAN;
    return strtod(value.start, NULL);
}

void
json_text(struct json_slice value, char *out, size_t size)
{
    const char *in = value.start, *end = in + value.length;
    size_t length = 0;

    if (value.length > 1 && *in == '"') {
        in++;
        end--;
    }
    for (; in < end && length + 1 < size; in++) {
        if (*in == '\\' && in + 1 < end)
            in++;
        out[length++] = *in;
    }
    out[length] = '\0';
}
