/* Command-line options from a table: parsed, checked and explained.
 *
 * A program describes each option by a row: its long name, the place of its
 * value in the program's own options struct, what is allowed, and a line of
 * help. The values can also be printed as JSON members, so that every result
 * says how it was made. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum option_type {
    OPTION_FLAG,   /* --name                a bool, false without it */
    OPTION_NUMBER, /* --name N              a long from low to high */
    OPTION_REAL,   /* --name X              a double, the same */
    OPTION_WORD,   /* --name WORD           an int: which of the words */
    OPTION_BYTES,  /* --name 64K            a long, as options_bytes reads it */
    OPTION_TEXT,   /* --name TEXT           a const char *, as it was given */
    OPTION_FILE    /* --name FILE           the same: the path of one */
};

struct option_row {
    const char *name;
    enum option_type type;
    size_t offset;        /* of the value in the options struct */
    const char *standard; /* when not given; NULL for a flag, and for a NUMBER
                             that is then 0, to be set later */
    long low, high;       /* NUMBER, REAL, BYTES */
    const char *const *words; /* OPTION_WORD: up to a NULL */
    bool silent;              /* not part of the result */
    const char *help;
};

/* A row of the table, for a member of the options struct. Its type is derived
 * from the member's, so the two cannot disagree. OPTION_SIZE is for a long that
 * is a number of bytes, OPTION_PATH for a text that is a path; OPTIONS_END ends
 * the table with the row of --json, which every program has. */
/* clang-format off */
#define OPTION(name, object, member, ...)                                      \
    {name, OPTION_TYPE(((object *)0)->member), offsetof(object, member),       \
        __VA_ARGS__}
#define OPTION_TYPE(value)                                                     \
    _Generic((value), bool: OPTION_FLAG, long: OPTION_NUMBER,                  \
        double: OPTION_REAL, int: OPTION_WORD, const char *: OPTION_TEXT)
#define OPTION_SIZE(name, object, member, ...)                                 \
    {name, _Generic(((object *)0)->member, long: OPTION_BYTES),                \
        offsetof(object, member), __VA_ARGS__}
#define OPTION_PATH(name, object, member, ...)                                 \
    {name, _Generic(((object *)0)->member, const char *: OPTION_FILE),         \
        offsetof(object, member), __VA_ARGS__}
#define OPTIONS_END(object)                                                    \
    OPTION("json", object, json, .silent = true,                               \
        .help = "print one JSON object"),                                      \
    {.name = NULL}
/* clang-format on */

/* What a program is, for --help and --version. */
struct option_page {
    const char
        *usage; /* after the program's name; one line for each way to call it */
    const char *question;           /* the question it answers, in one line */
    const struct option_row *table; /* up to a row without a name */
    const char *footer;             /* more to say, or NULL */
};

/* Fill `values` with the table's defaults and then from argv; both
 * "--name=value" and "--name value" are accepted, and a name may be abbreviated
 * as long as it is not ambiguous. Returns the index of the first operand in
 * argv, argc if there is none; operands are moved to the end. --help (-h, or
 * help alone) and --version print to stdout and exit 0; so does --options,
 * which is for programs: one line for each option, with its name, the kind of
 * its value, its default and its words, separated by tabs. A mistake is
 * reported in one line, and the program exits with status 2. */
int options_parse(
    const struct option_page *page, void *values, int argc, char **argv);

/* options_parse for a program without operands: an operand is a mistake. */
void options_only(
    const struct option_page *page, void *values, int argc, char **argv);

/* Print the help page. The program's name is shown as it was typed, argv[0].
 * `standards` describes the defaults that differ from the table's: names and
 * texts alternately, up to a NULL; or NULL. Wrapped at 80 columns. */
void options_help(const struct option_page *page, const char *program,
    const char *const *standards);

/* What --options prints. */
void options_list(const struct option_row *table);

/* The words of a row, separated by spaces; an empty text if it has none. */
void options_words(const struct option_row *row, char *out, size_t size);

/* A size in bytes: a whole number, in units of 1024 with k (or K), 1024 k with
 * M, and 1024 M with G; or with an exponent: 1e6. (A NUMBER is read in the same
 * way, but its units are 1000, 1000 k and 1000 M.) Reads one from the start of
 * the text, and sets *end to what follows it. -1 if there is none, or if it
 * does not fit in a long. */
long options_bytes(const char *text, const char **end);

/* Print each option that is not silent as `"name": value, `. */
void options_json(
    FILE *out, const struct option_row *table, const void *values);
