#include "tell.h"

#include "run.h"
#include "words.h"

#include "kit/stop.h"
#include "kit/utf8.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

enum { QUOTED_BYTES = 300 };

void
tell_end(FILE *out, const struct run_result *result)
{
    switch (result->end) {
    case RUN_EXITED:
        fprintf(out, "exits with %d", result->status);
        break;
    case RUN_KILLED:
        fprintf(out, "is killed by %s", stop_signal_name(result->status));
        break;
    case RUN_LATE:
        fprintf(out, "does not end in time, and was killed");
        break;
    case RUN_FLOOD:
        fprintf(out, "prints without end, and was killed");
        break;
    case RUN_GREEDY:
        fprintf(
            out, "takes more memory or disk space than it may, and was killed");
        break;
    case RUN_NOT_BEGUN:
        fprintf(out, "cannot be started: %s", strerror(result->status));
        break;
    case RUN_STOPPED:
        fprintf(out, "was stopped with the grader");
        break;
    }
}

/* Could the character, so many bytes long, control a terminal? Those of ISO
 * 6429's C1 set (0xc2 0x80 to 0x9f) can, and so may bytes that are no UTF-8. */
static bool
is_control(const char *text, int bytes)
{
    return bytes == 0 || iscntrl((unsigned char)*text) ||
           (bytes == 2 && (unsigned char)text[0] == 0xc2 &&
               (unsigned char)text[1] < 0xa0);
}

/* Print the first character of the text, or an escape for it. Returns its
 * length. */
static size_t
put_character(FILE *out, const char *text)
{
    int bytes = utf8_bytes(text);

    if (*text == '\n')
        fputs("\\n", out);
    else if (*text == '"' || *text == '\\')
        fprintf(out, "\\%c", *text);
    else if (is_control(text, bytes))
        fprintf(out, "\\x%02x", (unsigned char)*text);
    else {
        fwrite(text, 1, (size_t)bytes, out);
        return (size_t)bytes;
    }
    return 1;
}

void
tell_quoted(FILE *out, const char *text, size_t length)
{
    size_t at = 0;

    while (length > 0 && text[length - 1] == '\n')
        length--;
    if (length == 0) {
        fputs("nothing", out);
        return;
    }
    putc('"', out);
    while (at < length && at < QUOTED_BYTES)
        at += put_character(out, text + at);
    fputs(at < length ? "\"..." : "\"", out);
}

void
tell_line(FILE *out, const char *text)
{
    while (*text != '\0')
        if (*text == '"')
            putc(*text++, out);
        else
            text += put_character(out, text);
}

void
tell_lines(FILE *out, const char *text, size_t most)
{
    size_t at = 0, length = strlen(text);

    while (at < length && at < most) {
        int bytes = utf8_bytes(text + at);
        if (text[at] == '\n' || text[at] == '\t')
            putc(text[at], out);
        else if (!is_control(text + at, bytes))
            fwrite(text + at, 1, (size_t)bytes, out);
        at += bytes > 0 ? (size_t)bytes : 1;
    }
    if (at < length)
        fputs("\n(and more)\n", out);
}

static void
tell_word(FILE *out, const char *word)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
                                "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./=,";

    if (*word != '\0' && word[strspn(word, plain)] == '\0') {
        fputs(word, out);
        return;
    }
    putc('\'', out);
    for (; *word != '\0'; word++)
        if (*word == '\'')
            fputs("'\\''", out);
        else
            putc(*word, out);
    putc('\'', out);
}

void
tell_command(FILE *out, const struct words *words, int first)
{
    for (int i = first; i < words->count; i++) {
        fputs(i > first ? " " : "", out);
        tell_word(out, words->word[i]);
    }
}
