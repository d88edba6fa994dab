#include "json.h"

#include "utf8.h"

#include <math.h>

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
