#include "options.h"

#include "table.h"

#include <stdio.h>
#include <string.h>

enum { INDENT = 20, TEXT_BYTES = 1024 };

static const char *const arguments[] = {
    [OPTION_FLAG] = "",
    [OPTION_NUMBER] = " N",
    [OPTION_REAL] = " X",
    [OPTION_WORD] = " WORD",
    [OPTION_BYTES] = " SIZE",
    [OPTION_TEXT] = " TEXT",
    [OPTION_FILE] = " FILE",
};

/* The default: from the caller, or else from the table. */
static const char *
standard(const struct option_row *row, const char *const *standards)
{
    for (; standards != NULL && standards[0] != NULL; standards += 2)
        if (strcmp(standards[0], row->name) == 0)
            return standards[1];
    return row->standard;
}

void
options_words(const struct option_row *row, char *out, size_t size)
{
    size_t length = 0;

    *out = '\0';
    for (const char *const *word = row->words;
         word != NULL && *word != NULL && length < size; word++)
        length += (size_t)snprintf(
            out + length, size - length, "%s%s", length == 0 ? "" : " ", *word);
}

static void
print_row(const struct option_row *row, const char *const *standards)
{
    char limits[TEXT_BYTES] = "", text[TEXT_BYTES];
    const char *usual = standard(row, standards);
    int width = printf("  --%s%s", row->name, arguments[row->type]);

    if (width >= INDENT)
        width = printf("\n") - 1;
    printf("%*s", INDENT - width, "");
    if (row->type == OPTION_NUMBER)
        snprintf(limits, sizeof(limits), "%ld to %ld%s", row->low, row->high,
            usual != NULL ? "; " : "");
    bool more = *limits != '\0' || usual != NULL;
    snprintf(text, sizeof(text), "%s%s%s%s%s%s", row->help, more ? " (" : "",
        limits, usual != NULL ? usual : "", more ? ")" : "",
        row->type == OPTION_WORD ? ":" : "");
    table_wrap(stdout, INDENT, text);
    if (row->type != OPTION_WORD)
        return;
    options_words(row, text, sizeof(text));
    table_note(stdout, INDENT, text);
}

/* Each line of the text, wrapped if too long. */
static void
print_lines(const char *text)
{
    char line[TEXT_BYTES];

    for (; *text != '\0'; text += *text == '\n') {
        size_t length = strcspn(text, "\n");
        snprintf(line, sizeof(line), "%.*s", (int)length, text);
        table_wrap(stdout, 0, line);
        text += length;
    }
}

static bool
has(const struct option_row *row, enum option_type type)
{
    while (row->name != NULL && row->type != type)
        row++;
    return row->name != NULL;
}

void
options_help(const struct option_page *page, const char *program,
    const char *const *standards)
{
    char line[TEXT_BYTES];

    print_lines(page->question);
    for (const char *usage = page->usage; *usage != '\0';
         usage += *usage == '\n') {
        size_t length = strcspn(usage, "\n");
        fputs(usage == page->usage ? "\nusage: " : "   or: ", stdout);
        snprintf(line, sizeof(line), "%s %.*s", program, (int)length, usage);
        table_wrap(stdout, 7, line);
        usage += length;
    }
    putchar('\n');
    for (const struct option_row *row = page->table; row->name != NULL; row++)
        print_row(row, standards);
    printf("  --help            this page (or -h, or help)\n"
           "  --version         the lab's version\n\n");
    if (page->footer != NULL) {
        print_lines(page->footer);
        putchar('\n');
    }
    if (has(page->table, OPTION_NUMBER))
        printf("N is a whole number: 1000000, 1e6, 1000k and 1M are the same.\n"
               "%s\n",
            has(page->table, OPTION_BYTES)
                ? "SIZE is in bytes; there k is 1024: 64k, 16M, 1G.\n"
                : "");
    printf("exit status: 0 the invariant held, 1 it was violated or a worker "
           "died,\n  2 wrong usage, 3 deadlock or time-out, 77 this machine "
           "cannot do it\n");
}

void
options_list(const struct option_row *table)
{
    char words[TEXT_BYTES];

    for (const struct option_row *row = table; row->name != NULL; row++) {
        options_words(row, words, sizeof(words));
        printf("--%s\t%s\t%s\t%s\n", row->name,
            arguments[row->type] + (row->type != OPTION_FLAG),
            row->standard != NULL ? row->standard : "", words);
    }
}
