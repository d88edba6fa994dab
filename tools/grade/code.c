#include "code.h"

#include "kit/die.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* What the reader of a source may be inside. */
enum inside { CODE, LINE_COMMENT, BLOCK_COMMENT, STRING, CHARACTER };

static enum inside
enters(const char *at)
{
    if (at[0] == '/' && at[1] == '/')
        return LINE_COMMENT;
    if (at[0] == '/' && at[1] == '*')
        return BLOCK_COMMENT;
    if (*at == '"')
        return STRING;
    if (*at == '\'')
        return CHARACTER;
    return CODE;
}

/* Here a line starts: with a directive that names a file? */
static bool
includes(const char *at)
{
    static const char word[] = "include";

    return *at == '#' &&
           strncmp(at + 1 + strspn(at + 1, " \t"), word, strlen(word)) == 0;
}

static bool
leaves(enum inside inside, const char *at)
{
    switch (inside) {
    case LINE_COMMENT:
        return *at == '\n';
    case BLOCK_COMMENT:
        return at[0] == '*' && at[1] == '/';
    case STRING:
        return *at == '"' || *at == '\n';
    case CHARACTER:
        return *at == '\'' || *at == '\n';
    default:
        return false;
    }
}

/* A copy in which a line that ends in a backslash goes on. */
static char *
joined(const char *text)
{
    char *copy = malloc(strlen(text) + 1), *to = copy;

    if (copy == NULL)
        die(STATUS_CANNOT, "no memory for a source");
    while (*text != '\0') {
        size_t end = *text == '\\' ? 1 + strspn(text + 1, " \t\r\f\v") : 0;
        if (end > 0 && text[end] == '\n')
            text += end + 1;
        else
            *to++ = *text++;
    }
    *to = '\0';
    return copy;
}

static bool
is_word(char character)
{
    return isalnum((unsigned char)character) || character == '_';
}

/* Is the quotation mark that of a raw string? */
static bool
is_raw(const char *code, const char *mark)
{
    static const char *const prefixes[] = {"R", "LR", "uR", "UR", "u8R"};
    const char *word = mark;

    while (word > code && is_word(word[-1]))
        word--;
    for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++)
        if ((size_t)(mark - word) == strlen(prefixes[i]) &&
            strncmp(word, prefixes[i], strlen(prefixes[i])) == 0)
            return true;
    return false;
}

/* The names of files are no words of the program's. But what begins a comment
 * or a string does so there, too: in lines that are not compiled, after #if 0,
 * the compiler takes it for one. */
char *
code_of(const char *text)
{
    char *code = joined(text);
    enum inside inside = CODE;
    bool line_start = true, names_file = false;

    for (char *at = code; *at != '\0'; at++) {
        if (inside == CODE) {
            names_file |= line_start && includes(at);
            inside = enters(at);
            line_start =
                *at == '\n' || (line_start && isspace((unsigned char)*at));
            if (inside == STRING && is_raw(code, at)) {
                free(code);
                return NULL;
            }
            if (inside == BLOCK_COMMENT || inside == LINE_COMMENT) {
                at[0] = at[1] = ' '; /* its / and * begin nothing else */
                at++;
            } else if (names_file && *at != '\n')
                *at = ' ';
        } else if (*at == '\\' && (inside == STRING || inside == CHARACTER) &&
                   at[1] != '\0') { /* an escape */
            at[0] = at[1] = ' ';
            at++;
        } else if (leaves(inside, at)) {
            if (inside == BLOCK_COMMENT)
                *at++ = ' ';
            line_start = *at == '\n';
            if (inside == BLOCK_COMMENT)
                *at = ' ';
            inside = CODE;
        } else if (*at != '\n')
            *at = ' ';
        names_file &= inside != CODE || *at != '\n';
    }
    return code;
}

const char *
code_word(const char *code, const char *name)
{
    size_t length = strlen(name);

    for (const char *at = code; length > 0 && (at = strstr(at, name)) != NULL;
         at++)
        if ((at == code || !is_word(at[-1])) && !is_word(at[length]))
            return at;
    return NULL;
}
