/* Does it compile without a warning? With warnings it gets half the points. */

#include "../check.h"
#include "../grading.h"
#include "../rubric.h"
#include "../source.h"
#include "../tell.h"

#include <string.h>

enum { MOST_BYTES = 4000 };

static const char *
switches_warnings(const struct source *source)
{
    return source_names(source, "diagnostic") ? "#pragma GCC diagnostic"
           : source_names(source, "_Pragma")  ? "_Pragma"
                                              : NULL;
}

void
judge_build(
    struct grading *grading, const struct row *row, struct verdict *verdict)
{
    static const double share[] = {
        [NOT_BUILT] = 0, [BUILT_WITH_WARNINGS] = 0.5, [BUILT] = 1};

    const char *word = switches_warnings(grading->source);
    enum built built = grading->built;

    if (built == BUILT && word != NULL) {
        built = BUILT_WITH_WARNINGS;
        fprintf(verdict->out, "it may hide warnings by %s\n", word);
    }
    verdict_share(verdict, row, share[built]);
    tell_lines(verdict->out, grading->messages, MOST_BYTES);
    if (strstr(grading->messages, ".h: No such file") != NULL)
        fputs(
            "only this file is compiled: move the contents of your own header "
            "into it\n",
            verdict->out);
}
