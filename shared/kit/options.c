#include "options.h"

#include "begin.h"
#include "closest.h"
#include "die.h"
#include "json.h"
#include "version.h"

#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_OPTIONS = 32, FIRST_ROW = 1000 };

static _Noreturn void
refuse_word(const struct option_row *row, const char *text)
{
    struct closest closest = {.word = text, .length = strlen(text)};
    char words[512];

    options_words(row, words, sizeof(words));
    for (int i = 0; row->words[i] != NULL; i++)
        closest_try(&closest, row->words[i]);
    die(STATUS_USAGE, "--%s: invalid value '%s': expected one of %s%s",
        row->name, text, words, closest_hint(&closest, ""));
}

/* A whole number, with an exponent or a unit: "1000000", "1e6", "1000k", "1M".
 * *end is what follows it, or `text` itself if there is none or it does not fit
 * in a long. */
static long
read_scaled(const char *text, long unit, const char **end)
{
    static const char units[] = "kMG";
    const char *found;
    char *rest;
    long times = 0;

    errno = 0;
    long number = strtol(text, &rest, 10);
    if (rest == text)
        *end = text;
    else if (*rest == 'e' && isdigit((unsigned char)rest[1])) {
        unit = 10;
        times = strtol(rest + 1, &rest, 10);
    } else if (*rest != '\0' &&
               (found = strchr(units, *rest == 'K' ? 'k' : *rest)) != NULL) {
        times = found - units + 1;
        rest++;
    }
    for (; errno == 0 && times > 0 && number != 0; times--)
        if (__builtin_mul_overflow(number, unit, &number))
            errno = ERANGE;
    *end = errno == 0 ? rest : text;
    return number;
}

long
options_bytes(const char *text, const char **end)
{
    long bytes = read_scaled(text, 1024, end);

    return *end != text && bytes >= 0 ? bytes : -1;
}

static void
set_value(const struct option_row *row, void *values, const char *text)
{
    void *place = (char *)values + row->offset;
    const char *rest;
    char *end;
    int i = 0;

    switch (row->type) {
    case OPTION_FLAG:
        *(bool *)place = text != NULL;
        break;
    case OPTION_NUMBER:
    case OPTION_BYTES: {
        bool bytes = row->type == OPTION_BYTES;
        long number = read_scaled(text, bytes ? 1024 : 1000, &rest);
        if (rest == text || *rest != '\0' || number < row->low ||
            number > row->high)
            die(STATUS_USAGE,
                bytes ? "--%s: invalid value '%s': expected a size such as "
                        "64K, 16M or 1G, from %ld to %ld bytes"
                      : "--%s: invalid value '%s': expected a whole number "
                        "from %ld to %ld",
                row->name, text, row->low, row->high);
        *(long *)place = number;
        break;
    }
    case OPTION_REAL: {
        double number = strtod(text, &end);
        if (end == text || *end != '\0' || !isfinite(number) ||
            number <= (double)row->low || number > (double)row->high)
            die(STATUS_USAGE,
                "--%s: invalid value '%s': expected a number above %ld, up to "
                "%ld",
                row->name, text, row->low, row->high);
        *(double *)place = number;
        break;
    }
    case OPTION_WORD:
        while (row->words[i] != NULL && strcmp(row->words[i], text) != 0)
            i++;
        if (row->words[i] == NULL)
            refuse_word(row, text);
        *(int *)place = i;
        break;
    case OPTION_TEXT:
    case OPTION_FILE:
        *(const char **)place = text;
        break;
    }
}

/* Explain why getopt rejects an option: no name begins with it, or several do.
 */
static _Noreturn void
refuse_option(const struct option *known, const char *seen)
{
    struct closest closest = {
        .word = seen + 2, .length = strcspn(seen + 2, "=")};
    char begun[512] = "";
    size_t length = 0;

    for (; known->name != NULL; known++) {
        if (strncmp(known->name, closest.word, closest.length) == 0 &&
            length < sizeof(begun))
            length += (size_t)snprintf(
                begun + length, sizeof(begun) - length, " --%s", known->name);
        closest_try(&closest, known->name);
    }
    if (length > 0)
        die(STATUS_USAGE, "%s is ambiguous: choose from%s", seen, begun);
    die(STATUS_USAGE, "unknown option %s%s: see --help", seen,
        closest_hint(&closest, "--"));
}

static void
set_standards(const struct option_page *page, void *values)
{
    for (const struct option_row *row = page->table; row->name != NULL; row++)
        if (row->standard != NULL || row->type != OPTION_NUMBER)
            set_value(row, values, row->standard);
        else
            *(long *)((char *)values + row->offset) = 0;
}

enum { HELP = 'h', VERSION = 'v', LIST = 'l' };

/* Options that print something instead of a run. */
static _Noreturn void
print_and_leave(const struct option_page *page, const char *program, int what)
{
    if (what == HELP)
        options_help(page, program, NULL);
    else if (what == VERSION)
        printf("twinlab %s\n", TWINLAB_VERSION);
    else
        options_list(page->table);
    finish();
    exit(STATUS_HELD);
}

int
options_parse(
    const struct option_page *page, void *values, int argc, char **argv)
{
    struct option known[MAX_OPTIONS + 3] = {{0}};
    int n = 0, found;

    for (; page->table[n].name != NULL; n++)
        known[n] = (struct option){page->table[n].name,
            page->table[n].type == OPTION_FLAG ? no_argument
                                               : required_argument,
            NULL, FIRST_ROW + n};
    known[n] = (struct option){"help", no_argument, NULL, HELP};
    known[n + 1] = (struct option){"version", no_argument, NULL, VERSION};
    set_standards(page, values);
    if (argc == 2 && strcmp(argv[1], "help") == 0)
        print_and_leave(page, argv[0], HELP);
    if (argc == 2 && strcmp(argv[1], "--options") == 0)
        print_and_leave(page, argv[0], LIST);

    while ((found = getopt_long(argc, argv, ":h", known, NULL)) != -1) {
        const char *seen = argv[optind - 1];
        if (found == ':')
            die(STATUS_USAGE, "%s needs a value: see --help", seen);
        if (found == '?' && optopt != 0 && strncmp(seen, "--", 2) == 0)
            die(STATUS_USAGE, "%s: this option takes no value", seen);
        if (found == '?' && strncmp(seen, "--", 2) != 0)
            die(STATUS_USAGE, "unknown option -%c: see --help", optopt);
        if (found == '?')
            refuse_option(known, seen);
        if (found == HELP || found == VERSION)
            print_and_leave(page, argv[0], found);
        set_value(
            &page->table[found - FIRST_ROW], values, optarg ? optarg : "");
    }
    return optind;
}

void
options_only(
    const struct option_page *page, void *values, int argc, char **argv)
{
    int operand = options_parse(page, values, argc, argv);

    if (operand < argc)
        die(STATUS_USAGE,
            "unexpected argument '%s': only options are accepted: see --help",
            argv[operand]);
}

void
options_json(FILE *out, const struct option_row *table, const void *values)
{
    for (const struct option_row *row = table; row->name != NULL; row++) {
        const void *place = (const char *)values + row->offset;
        if (row->silent)
            continue;
        json_name(out, row->name);
        switch (row->type) {
        case OPTION_FLAG:
            fputs(*(const bool *)place ? "true" : "false", out);
            break;
        case OPTION_NUMBER:
        case OPTION_BYTES:
            fprintf(out, "%ld", *(const long *)place);
            break;
        case OPTION_REAL:
            json_real(out, *(const double *)place);
            break;
        case OPTION_WORD:
            json_string(out, row->words[*(const int *)place]);
            break;
        case OPTION_TEXT:
        case OPTION_FILE:
            json_string(out, *(const char *const *)place);
            break;
        }
        fputs(", ", out);
    }
}
