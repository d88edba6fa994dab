/* Experiment: what one hand-over between two workers costs, by the same
 * operation on both sides. On one core it is a context switch; on two the
 * partner's CPU has gone idle and must be woken: another question. */

#include "../measure/operations.h"

#include "kit/home.h"

#include <string.h>

const char *const switch_hows[] = {
    "yield", "sem", "pipe", "futex", "eventfd", "cond", "signal", NULL};

static const char *const core_names[] = {NULL, "one-core", "two-cores"};

/* Can workers of the model hand over in that way, on this many cores?
 * Coroutines can only where nobody sleeps in the kernel, which would stop them
 * all, and run in one thread. */
static bool
can_hand_over(const char *model, const char *how, int cores)
{
    static const char *const within[] = {"yield", "sem", "cond", NULL};

    if (strcmp(model, "coro") != 0)
        return true;
    for (size_t i = 0; within[i] != NULL; i++)
        if (strcmp(how, within[i]) == 0)
            return cores == 1;
    return false;
}

/* On two cores a yield finds nobody to hand over to, and there is no figure:
 * that is worth a look only for those who ask for it. */
static bool
is_asked(const struct timing *timing, const char *how, int cores)
{
    int only = timing->options.cores;

    if (only == 0)
        return cores == 1 || strcmp(how, "yield") != 0;
    return only == cores;
}

void
switch_series(struct timing *timing, struct operation *operation,
    const char *how, int cores, const char *more)
{
    char program[32];

    for (const char *const *model = home_models(); *model != NULL; model++) {
        if (!can_hand_over(*model, how, cores))
            continue;
        snprintf(program, sizeof(program), "%s/switch", *model);
        struct host *host = host_add(timing, program,
            "--how=%s --cores=%d --probe %s", how, cores, more);
        series_add(operation, host, *model, *model, "");
    }
    const struct series *base = series_find(operation, TIMING_BASE_MODEL);
    if (base != NULL)
        operation->base = (size_t)(base - operation->series);
    comparisons_to_base(timing, operation);
}

static void
list(struct timing *timing)
{
    const char *usual =
        timing->experiments[1] == NULL ? "all" : "yield,sem,pipe";

    how_check(timing, switch_hows);
    for (size_t i = 0; switch_hows[i] != NULL; i++) {
        if (!how_asks(timing, usual, switch_hows[i]))
            continue;
        for (int cores = 1; cores <= 2; cores++)
            if (is_asked(timing, switch_hows[i], cores))
                switch_series(timing,
                    operation_add(timing, cores, true, "switch/%s/%s",
                        switch_hows[i], core_names[cores]),
                    switch_hows[i], cores, "");
    }
}

const struct experiment switch_experiment = {.name = "switch", .list = list};
