#include "counting.h"

#include "kit/table.h"

#include <string.h>

const char *
counting_by(const struct series *series)
{
    if (!series->operation->switches)
        return "starter";
    return strcmp(series->model, "coro") == 0 ? "scheduler" : "kernel";
}

/* What makes the counts differ, as far as it is known. */
static const char *
explain(const struct series *series)
{
    const struct operation *operation = series->operation;

    if (series->counted > series->claimed)
        return "something else ran on the same CPU";
    if (operation->cores == 1)
        return "they did not hand over to each other";
    if (strstr(operation->name, "yield") != NULL)
        return "on two cores a yield finds nobody to hand over to";
    return "on two cores the answer often comes before one has gone to sleep";
}

static void
check(struct series *series, double tolerance)
{
    char counted[32], claimed[32];
    double missed = fabs((double)series->counted - (double)series->claimed);

    if (missed <= tolerance * (double)series->claimed)
        return;
    table_integer(counted, sizeof(counted), series->counted);
    table_integer(claimed, sizeof(claimed), series->claimed);
    refuse(series, "the %s counted %s switches for %s hand-overs: %s",
        counting_by(series), counted, claimed, explain(series));
}

void
counting_check(struct timing *timing, double tolerance)
{
    for (struct series *series = NULL; series_next(timing, &series);)
        if (series->operation->switches && is_live(series))
            check(series, tolerance);
}
