/* Does the source call what it must, and nothing that it must not? */

#include "../check.h"
#include "../grading.h"
#include "../looks.h"
#include "../rubric.h"
#include "../source.h"

#include <stdlib.h>
#include <string.h>

enum { NAMES_BYTES = 1 << 16 }; /* a rubric is no longer */

/* The next item of a list: one name, or several with a | between them. */
static char *
next_item(char **rest)
{
    char *item;

    do
        item = strsep(rest, ", ");
    while (item != NULL && *item == '\0');
    return item;
}

static bool
calls_one_of(const struct source *source, const char *item)
{
    char names[NAMES_BYTES], *rest = names;

    snprintf(names, sizeof(names), "%s", item);
    for (char *name; (name = strsep(&rest, "|")) != NULL;)
        if (*name != '\0' && source_calls(source, name))
            return true;
    return false;
}

/* What is required must be called. */
static int
count_missing(
    const struct source *source, const char *list, struct verdict *verdict)
{
    char items[NAMES_BYTES], *rest = items;
    int missing = 0;

    snprintf(items, sizeof(items), "%s", list);
    for (char *item; (item = next_item(&rest)) != NULL;) {
        if (calls_one_of(source, item))
            continue;
        fputs("it does not call ", verdict->out);
        for (char *name; (name = strsep(&item, "|")) != NULL;)
            fprintf(verdict->out, "%s%s", name, item != NULL ? " or " : "\n");
        missing++;
    }
    return missing;
}

/* What is forbidden must not even be mentioned: a macro or a pointer can hide a
 * call, but never its name. */
static int
count_forbidden(
    const struct source *source, const char *list, struct verdict *verdict)
{
    char items[NAMES_BYTES], *rest = items;
    int forbidden = 0;

    snprintf(items, sizeof(items), "%s", list);
    for (char *name; (name = next_item(&rest)) != NULL;)
        if (source_names(source, name)) {
            fprintf(
                verdict->out, "it uses %s, which this task forbids\n", name);
            forbidden++;
        }
    return forbidden;
}

void
judge_text(
    struct grading *grading, const struct row *row, struct verdict *verdict)
{
    const struct source *source = grading->source;
    const char *unless = row_text(row, "unless", "");
    bool is_excused = calls_one_of(source, unless);
    const char *list = is_excused ? "" : row_text(row, "not-call", "");
    const char *way = *list != '\0' ? looks_how_it_calls(source) : NULL;
    bool may_be_excused = way != NULL && *unless != '\0';
    int wrong = count_missing(source, row_text(row, "call", ""), verdict);

    if (!may_be_excused)
        wrong += count_forbidden(source, list, verdict);

    if (wrong == 0 && way != NULL) {
        verdict_unjudged(verdict);
        fprintf(verdict->out,
            "the source uses %s, by which it could call what this task %s\n",
            way, may_be_excused ? "asks for" : "forbids");
    } else if (wrong == 0)
        verdict_pass(verdict, row);
}
