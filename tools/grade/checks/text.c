/* Does the source call what it must, and nothing that it must not? */

#include "../check.h"
#include "../grading.h"
#include "../rubric.h"
#include "../source.h"

#include <stdlib.h>
#include <string.h>

enum { NAMES_BYTES = 1024 };

/* What is forbidden must not be mentioned, what is required must be called: a
 * macro or a pointer can hide a call, but never its name. */
static int
count_wrong(const struct source *source, const char *list, bool wanted,
    struct verdict *verdict)
{
    char names[NAMES_BYTES], *rest = names;
    int wrong = 0;

    snprintf(names, sizeof(names), "%s", list);
    for (char *name; (name = strsep(&rest, ", ")) != NULL;) {
        if (*name == '\0' ||
            (wanted ? source_calls(source, name) : !source_names(source, name)))
            continue;
        fprintf(verdict->out,
            wanted ? "it does not call %s\n"
                   : "it uses %s, which this task forbids\n",
            name);
        wrong++;
    }
    return wrong;
}

void
judge_text(
    struct grading *grading, const struct row *row, struct verdict *verdict)
{
    const struct source *source = grading->source;
    int wrong =
        count_wrong(source, row_text(row, "call", ""), true, verdict) +
        count_wrong(source, row_text(row, "not-call", ""), false, verdict);

    if (wrong == 0)
        verdict_pass(verdict, row);
}
