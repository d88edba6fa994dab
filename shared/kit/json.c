#include "json.h"

#include "utf8.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

void
json_name(FILE *out, const char *name)
{
    putc('"', out);
    for (; *name != '\0'; name++)
        putc(*name == '-' ? '_' : *name, out);
    fputs("\": ", out);
}

void
json_string(FILE *out, const char *text)
{
    if (text == NULL) {
        fputs("null", out);
        return;
    }
    putc('"', out);
    while (*text != '\0') {
        int bytes = utf8_bytes(text);
        if (*text == '"' || *text == '\\')
            fprintf(out, "\\%c", *text);
        else if (bytes == 1 && (unsigned char)*text < 0x20)
            fprintf(out, "\\u%04x", *text);
        else if (bytes == 0)
            fputs("\\ufffd", out);
        else
            fwrite(text, 1, (size_t)bytes, out);
        text += bytes > 0 ? bytes : 1;
    }
    putc('"', out);
}

void
json_real(FILE *out, double number)
{
    if (isfinite(number))
        fprintf(out, "%.17g", number);
    else
        fputs("null", out);
}

void
json_text_member(FILE *out, const char *name, const char *text)
{
    json_name(out, name);
    json_string(out, text);
    fputs(", ", out);
}

void
json_real_member(FILE *out, const char *name, double number)
{
    json_name(out, name);
    json_real(out, number);
    fputs(", ", out);
}

static const char *
skip_space(const char *text)
{
    while (isspace((unsigned char)*text))
        text++;
    return text;
}

static const char *
skip_string(const char *text)
{
    for (text++; *text != '\0' && *text != '"'; text++)
        if (*text == '\\' && text[1] != '\0')
            text++;
    return *text == '"' ? text + 1 : text;
}

/* The end of the value that starts here: a container ends at its closing
 * bracket. */
static const char *
skip_value(const char *text)
{
    int depth = 0;

    do {
        if (*text == '"') {
            text = skip_string(text);
            continue;
        }
        if (*text == '{' || *text == '[')
            depth++;
        if (*text == '}' || *text == ']')
            depth--;
        text++;
        if (depth == 0 && text[-1] != '}' && text[-1] != ']')
            while (*text != '\0' && strchr(",]} \t\r\n", *text) == NULL)
                text++;
    } while (depth > 0 && *text != '\0');
    return text;
}

struct json_slice
json_value(const char *text)
{
    const char *start = skip_space(text);

    if (*start == '\0' || strchr(",:]}", *start) != NULL)
        return (struct json_slice){start, 0};
    return (struct json_slice){start, (size_t)(skip_value(start) - start)};
}

bool
json_next(
    const char **cursor, struct json_slice *name, struct json_slice *value)
{
    const char *at = skip_space(*cursor);

    if (*at == '{' || *at == ',')
        at = skip_space(at + 1);
    if (*at != '"')
        return false;
    const char *start = at, *end = skip_string(at);
    at = skip_space(end);
    if (*at != ':')
        return false;
    *name = (struct json_slice){start + 1, (size_t)(end - start) - 2};
    *value = json_value(at + 1);
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
    return (struct json_slice){object, 0};
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
