/* Experiment: what a study note claims about processes, threads and coroutines,
 * as far as it can be measured. All operations that a claim rests on are
 * measured in the same run; the facts come from runs of the twins, before that.
 */

#include "claims.h"

#include "../measure/operations.h"

#include <string.h>

/* clang-format off */
#define ROW(finding, words, program)                                           \
    [finding] = {.name = words, .needs = program},
/* clang-format on */

struct finding claims_findings[FINDINGS] = {FINDING_ROWS(ROW)};

static void
add_create(struct timing *timing, const char *name, const char *until)
{
    static const char *const hows[] = {"fork", "thread"};
    static const char *const models[] = {"proc", "thread"};
    bool whole = strcmp(until, "reaped") == 0;
    struct operation *operation = operation_add(timing, 1, false, "%s", name);

    for (size_t i = 0; i < 2; i++)
        series_add(operation,
            host_add(timing, "task", "--how=%s --pin --until=%s --probe",
                hows[i], until),
            models[i], models[i], "");
    if (whole) /* a coroutine begins when its parent yields: no figure */
        series_add(operation, host_add(timing, "coro/create", "--pin --probe"),
            "coro", "coro", "");
    operation->base = 1;
    comparisons_to_base(timing, operation);
}

static void
add_switch(
    struct timing *timing, const char *name, const char *how, const char *more)
{
    switch_series(
        timing, operation_add(timing, 1, true, "%s", name), how, 1, more);
}

static void
list(struct timing *timing)
{
    add_create(timing, "create", "reaped");
    add_create(timing, "create/first-instruction", "first");
    add_switch(timing, "switch/yield/one-core", "yield", "");
    add_switch(timing, "switch/sem/one-core", "sem", "");
    add_switch(timing, "switch/pipe/one-core", "pipe", "");
    add_switch(timing, "working-set/common/page/" CLAIMS_WALK, "sem",
        "--working-set=" CLAIMS_WALK " --walk=page --common");
    timing->startup_ns = 12 * CLAIMS_WALK_BYTES; /* six walkers, 2 ns a byte */
    claims_facts(claims_findings, timing);
}

const struct experiment claims_experiment = {.name = "claims",
    .tells_all = true,
    .has_facts = true,
    .list = list,
    .print = claims_print,
    .json = claims_json,
    .csv = claims_csv};
