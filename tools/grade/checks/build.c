/* Does it compile without a warning? With warnings it gets half the points. */

#include "../check.h"
#include "../grading.h"
#include "../rubric.h"
#include "../tell.h"

enum { MOST_BYTES = 4000 };

void
judge_build(
    struct grading *grading, const struct row *row, struct verdict *verdict)
{
    static const double share[] = {
        [NOT_BUILT] = 0, [BUILT_WITH_WARNINGS] = 0.5, [BUILT] = 1};

    verdict_share(verdict, row, share[grading->built]);
    tell_lines(verdict->out, grading->messages, MOST_BYTES);
}
