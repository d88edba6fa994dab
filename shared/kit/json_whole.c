/* The grammar of RFC 8259, by recursive descent: each function parses what it
 * is named after, and returns what follows, or NULL if it is not there. */

#include "json.h"

#include "utf8.h"

#include <ctype.h>
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
