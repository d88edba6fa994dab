#include "counting.h"

#include "kit/table.h"

#include <math.h>
#include <string.h>

const char *
counting_by(const struct operation *operation, const struct series *series)
{
    if (!operation->switches)
        return "starter";
    return strcmp(series->model, "coro") == 0 ? "scheduler" : "kernel";
}

/* What makes the counts differ, as far as it is known. */
static const char *
explain(const struct operation *operation, const struct series *series)
{
    if (series->counted > series->claimed)
        return "something else ran on the same CPU";
    if (operation->cores == 1)
        return "they did not hand over to each other";
    if (strstr(operation->name, "yield") != NULL)
        return "on two cores a yield finds nobody to hand over to";
    return "on two cores the answer often comes before one has gone to sleep";
}

static void
check(
    const struct operation *operation, struct series *series, double tolerance)
{
    char counted[32], claimed[32];
    double missed = fabs((double)series->counted - (double)series->claimed);

    if (missed <= tolerance * (double)series->claimed)
        return;
    table_integer(counted, sizeof(counted), series->counted);
    table_integer(claimed, sizeof(claimed), series->claimed);
    refuse(series, "the %s counted %s switches for %s hand-overs: %s",
        counting_by(operation, series), counted, claimed,
        explain(operation, series));
}

void
counting_check(struct timing *timing, double tolerance)
{
    for (size_t i = 0; i < timing->count; i++) {
        struct operation *operation = &timing->operations[i];
        for (size_t j = 0; j < operation->count; j++)
            if (operation->switches && is_live(&operation->series[j]))
                check(operation, &operation->series[j], tolerance);
    }
}
