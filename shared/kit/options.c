#define _GNU_SOURCE /* getopt_long */

#include "options.h"

#include "begin.h"
#include "die.h"
#include "json.h"
#include "version.h"

#include <errno.h>
#include <getopt.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_OPTIONS = 32, HELP = 1000, VERSION };

static void
refuse_word(const struct option_row *row, const char *text)
{
    char words[256] = "";

    for (int i = 0; row->words[i] != NULL; i++) {
        strncat(words, " ", sizeof(words) - strlen(words) - 1);
        strncat(words, row->words[i], sizeof(words) - strlen(words) - 1);
    }
    die(STATUS_USAGE, "--%s: no '%s' here: choose one of%s", row->name, text,
        words);
}

long
options_bytes(const char *text, const char **end)
{
    static const char units[] = "KMG";
    char *rest;

    errno = 0;
    long bytes = strtol(text, &rest, 10);
    bool good = rest != text && errno == 0 && bytes >= 0;
    const char *unit = *rest != '\0' ? strchr(units, *rest) : NULL;
    for (long i = unit != NULL ? unit - units + 1 : 0; good && i > 0; i--)
        good = !__builtin_mul_overflow(bytes, 1024, &bytes);
    *end = unit != NULL ? rest + 1 : rest;
    return good ? bytes : -1;
}

static void
set_value(const struct option_row *row, void *values, const char *text)
{
    void *place = (char *)values + row->offset;
    char *end;
    int i = 0;

    errno = 0;
    switch (row->type) {
    case OPTION_FLAG:
        *(bool *)place = text != NULL;
        break;
    case OPTION_NUMBER: {
        long number = strtol(text, &end, 10);
        if (end == text || *end != '\0' || errno != 0 || number < row->low ||
            number > row->high)
            die(STATUS_USAGE,
                "--%s: '%s' will not do: give a whole number from %ld to %ld",
                row->name, text, row->low, row->high);
        *(long *)place = number;
        break;
    }
    case OPTION_REAL: {
        double number = strtod(text, &end);
        if (end == text || *end != '\0' || !isfinite(number) ||
            number <= (double)row->low || number > (double)row->high)
            die(STATUS_USAGE,
                "--%s: '%s' will not do: give a number above %ld, up to %ld",
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
    case OPTION_BYTES: {
        const char *rest;
        long bytes = options_bytes(text, &rest);
        if (*rest != '\0' || bytes < row->low || bytes > row->high)
            die(STATUS_USAGE,
                "--%s: '%s' will not do: give a size such as 64K, 16M or 1G, "
                "from %ld to %ld bytes",
                row->name, text, row->low, row->high);
        *(long *)place = bytes;
        break;
    }
    case OPTION_TEXT:
        *(const char **)place = text;
        break;
    }
}

static void
print_help(const struct option_page *page, const char *program)
{
    printf("%s\n\nusage: %s %s\n\n", page->question, program, page->usage);
    for (const struct option_row *row = page->table; row->name != NULL; row++) {
        static const char *const argument[] = {
            "", " N", " X", " WORD", " SIZE", " TEXT"};
        int width = printf("  --%s%s", row->name, argument[row->type]);
        printf("%*s%s", width < 20 ? 20 - width : 1, "", row->help);
        if (row->type == OPTION_NUMBER)
            printf(" (%ld to %ld%s%s)", row->low, row->high,
                row->standard != NULL ? "; " : "",
                row->standard != NULL ? row->standard : "");
        else if (row->standard != NULL)
            printf(" (%s)", row->standard);
        if (row->type == OPTION_WORD) {
            printf(":\n%*s", 20, "");
            for (int i = 0; row->words[i] != NULL; i++)
                printf("%s%s", i == 0 ? "" : " ", row->words[i]);
        }
        putchar('\n');
    }
    printf("  --help            this page\n  --version\n\n");
    if (page->footer != NULL)
        printf("%s\n\n", page->footer);
    printf("exit status: 0 the invariant held, 1 it was violated or a worker "
           "died,\n  2 wrong usage, 3 stuck, 77 this machine cannot do it\n");
}

int
options_parse(
    const struct option_page *page, void *values, int argc, char **argv)
{
    struct option known[MAX_OPTIONS + 3] = {{0}};
    int n = 0, found;

    for (; page->table[n].name != NULL; n++) {
        const struct option_row *row = &page->table[n];
        int needs = row->type == OPTION_FLAG ? no_argument : required_argument;
        known[n] = (struct option){row->name, needs, NULL, 'A' + n};
        if (row->standard != NULL || row->type != OPTION_NUMBER)
            set_value(row, values, row->standard);
        else
            *(long *)((char *)values + row->offset) = 0;
    }
    known[n] = (struct option){"help", no_argument, NULL, HELP};
    known[n + 1] = (struct option){"version", no_argument, NULL, VERSION};

    while ((found = getopt_long(argc, argv, ":", known, NULL)) != -1) {
        const char *seen = argv[optind - 1];
        if (found == ':')
            die(STATUS_USAGE, "%s needs a value: see --help", seen);
        if (found == '?' && optopt != 0 && strncmp(seen, "--", 2) == 0)
            die(STATUS_USAGE, "%s: this option takes no value", seen);
        if (found == '?' && strncmp(seen, "--", 2) != 0)
            die(STATUS_USAGE, "unknown option -%c: see --help", optopt);
        if (found == '?')
            die(STATUS_USAGE, "unknown option %s: see --help", seen);
        if (found == HELP)
            print_help(page, argv[0]);
        if (found == VERSION)
            printf("twinlab %s\n", TWINLAB_VERSION);
        if (found == HELP || found == VERSION) {
            finish();
            exit(STATUS_HELD);
        }
        set_value(&page->table[found - 'A'], values, optarg ? optarg : "");
    }
    return optind;
}

void
options_only(
    const struct option_page *page, void *values, int argc, char **argv)
{
    int operand = options_parse(page, values, argc, argv);

    if (operand < argc)
        die(STATUS_USAGE, "what is '%s'? Only options are taken: see --help",
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
            json_string(out, *(const char *const *)place);
            break;
        }
        fputs(", ", out);
    }
}
