#include "tokens.h"

#include <ctype.h>
#include <string.h>

/* Where the reader is. */
struct reader {
    struct tokens *tokens;
    const char *at;
    int line, depth, conditions;
    bool is_lab, is_hidden; /* in a solution */
    bool begins_line;
    bool is_full;
};

static bool
is_word(char character)
{
    return isalnum((unsigned char)character) || character == '_' ||
           (unsigned char)character >= 0x80;
}

bool
token_is(const struct token *token, const char *text)
{
    return strlen(text) == (size_t)token->length &&
           memcmp(token->text, text, (size_t)token->length) == 0;
}

bool
tokens_equal(const struct token *one, const struct token *other)
{
    return one->length == other->length && one->is_macro == other->is_macro &&
           memcmp(one->text, other->text, (size_t)one->length) == 0;
}

/* Enter a token of that length, and go on behind it. */
static struct token *
enter(struct reader *reader, size_t length)
{
    struct tokens *tokens = reader->tokens;
    struct token *token = &tokens->token[tokens->count];

    reader->is_full |= tokens->count == MOST_TOKENS - 1;
    *token = (struct token){.text = reader->at,
        .length = (int)length,
        .line = reader->line,
        .depth = reader->depth,
        .is_unsure = reader->conditions > 0,
        .is_task = tokens->ends_in_task};
    if (!reader->is_hidden && !reader->is_full) {
        tokens->count++;
        tokens->ends_in_task = false;
    }
    for (size_t i = 0; i < length; i++)
        reader->line += *reader->at++ == '\n';
    return token;
}

static void
skip(struct reader *reader, size_t length)
{
    for (size_t i = 0; i < length && *reader->at != '\0'; i++)
        reader->line += *reader->at++ == '\n';
}

static bool
begins(const struct reader *reader, const char *text)
{
    return strncmp(reader->at, text, strlen(text)) == 0;
}

static void
skip_comment(struct reader *reader)
{
    const char *end = strstr(reader->at + 2, "*/");

    if (reader->is_lab && begins(reader, "/* solution */"))
        reader->is_hidden = reader->tokens->ends_in_task = true;
    if (reader->is_lab && begins(reader, "/* end"))
        reader->is_hidden = false;
    skip(reader, end != NULL ? (size_t)(end + 2 - reader->at) : ~(size_t)0);
}

/* To its end: a line that ends in a backslash goes on. */
static void
skip_line(struct reader *reader)
{
    while (*reader->at != '\0' && *reader->at != '\n') {
        if (begins(reader, "/*")) {
            skip_comment(reader);
            continue;
        }
        skip(reader, *reader->at == '\\' ? 2 : 1);
    }
}

/* Of #define and #undef only the name matters: does what was handed out use it?
 */
static void
read_directive(struct reader *reader)
{
    skip(reader, *reader->at == '#' ? 1 : 2);
    skip(reader, strspn(reader->at, " \t"));
    if (begins(reader, "if"))
        reader->conditions++;
    else if (begins(reader, "endif"))
        reader->conditions--;
    else if (begins(reader, "define") || begins(reader, "undef")) {
        skip(reader, strspn(reader->at, "definu"));
        skip(reader, strspn(reader->at, " \t"));
        size_t length = 0;
        while (is_word(reader->at[length]))
            length++;
        enter(reader, length)->is_macro = true;
    }
    skip_line(reader);
}

static size_t
character_length(const char *at)
{
    return at[0] == '\\' && at[1] != '\0' ? 2 : 1;
}

/* A string is a token for each character: "ab" "c" is "abc". */
static void
read_string(struct reader *reader)
{
    const struct tokens *tokens = reader->tokens;
    bool goes_on = tokens->count > 0 &&
                   token_is(&tokens->token[tokens->count - 1], "\"") &&
                   !tokens->ends_in_task;

    if (goes_on) {
        reader->tokens->count--;
        skip(reader, 1);
    } else
        enter(reader, 1);
    while (*reader->at != '\0' && *reader->at != '"' && *reader->at != '\n')
        enter(reader, character_length(reader->at));
    if (*reader->at == '"')
        enter(reader, 1);
}

static size_t
quoted_length(const char *at)
{
    size_t length = 1;

    while (at[length] != '\0' && at[length] != '\'' && at[length] != '\n')
        length += character_length(at + length);
    return length + (at[length] == '\'');
}

static void
read_token(struct reader *reader)
{
    size_t length = 0;

    while (is_word(reader->at[length]))
        length++;
    if (length > 0)
        enter(reader, length);
    else if (*reader->at == '"')
        read_string(reader);
    else if (*reader->at == '\'')
        enter(reader, quoted_length(reader->at));
    else {
        bool opens = *reader->at == '{' || begins(reader, "<%");
        bool closes = *reader->at == '}' || begins(reader, "%>");
        reader->depth -= closes && !reader->is_hidden;
        enter(reader, begins(reader, "<%") || begins(reader, "%>") ? 2 : 1);
        reader->depth += opens && !reader->is_hidden;
    }
}

bool
tokens_read(struct tokens *tokens, const char *text, bool is_lab)
{
    struct reader reader = {.tokens = tokens,
        .at = text,
        .line = 1,
        .is_lab = is_lab,
        .begins_line = true};

    tokens->count = 0;
    tokens->ends_in_task = false;
    while (*reader.at != '\0' && !reader.is_full) {
        if (isspace((unsigned char)*reader.at)) {
            reader.begins_line |= *reader.at == '\n';
            skip(&reader, 1);
        } else if (begins(&reader, "/*"))
            skip_comment(&reader);
        else if (begins(&reader, "//"))
            skip_line(&reader);
        else if (begins(&reader, "\\\n"))
            skip(&reader, 2);
        else if (reader.begins_line &&
                 (*reader.at == '#' || begins(&reader, "%:")))
            read_directive(&reader);
        else {
            reader.begins_line = false;
            read_token(&reader);
        }
    }
    tokens->token[tokens->count] = (struct token){.text = ""};
    return !reader.is_full;
}
