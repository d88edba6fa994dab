#include "../check.h"
#include "../rubric.h"

#include <string.h>

static const struct check checks[] = {
    {"build", {NULL}, judge_build},
    {"run", {"args", "+expect", "#status", "#times", "stdin", "driver", NULL},
        judge_run},
    {"schedules",
        {"args", "+expect", "#status", "#bound", "#spurious", "faults",
            "invariant", "reaches", "sleeps", "driver", NULL},
        judge_schedules},
    {"hygiene", {"args", "spin", NULL}, judge_hygiene},
    {"race", {"args", "#bound", "driver", NULL}, judge_race},
    {"text", {"|call", "|not-call", "|unless", NULL}, judge_text},
    {"handed-out", {NULL}, judge_handed_out},
};

const struct check *
check_find(const char *name)
{
    for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++)
        if (strcmp(checks[i].name, name) == 0)
            return &checks[i];
    return NULL;
}

void
verdict_share(struct verdict *verdict, const struct row *row, double share)
{
    verdict->points = (double)row->points * share;
    verdict->status = share >= 1   ? VERDICT_PASSED
                      : share <= 0 ? VERDICT_FAILED
                                   : VERDICT_PARTIAL;
}

void
verdict_pass(struct verdict *verdict, const struct row *row)
{
    verdict_share(verdict, row, 1);
}

void
verdict_unjudged(struct verdict *verdict)
{
    verdict->status = VERDICT_NOT_JUDGED;
    verdict->points = 0;
}
