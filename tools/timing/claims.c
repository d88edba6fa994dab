/* Experiment: what a study note claims of processes and threads, as far as it
 * can be measured. All operations that a claim rests on are measured in the
 * same run; the facts are had from the twins before. */

#include "claims.h"

#include "operations.h"

#include "kit/home.h"

#include <string.h>

static void
finish_operation(struct timing *timing, struct operation *operation)
{
    for (size_t i = 0; i < operation->count; i++)
        if (strcmp(operation->series[i].model, TIMING_BASE_MODEL) == 0)
            operation->base = i;
    comparisons_to_base(timing, operation);
}

static void
add_create(struct timing *timing, const char *name, const char *until)
{
    static const char *const hows[] = {"fork", "thread"};
    static const char *const models[] = {"proc", "thread"};
    struct operation *operation = operation_add(timing, 1, false, "%s", name);

    for (size_t i = 0; i < 2; i++)
        series_add(operation,
            host_add(timing, "task", "--how=%s --pin --until=%s --probe",
                hows[i], until),
            models[i], models[i], "");
    finish_operation(timing, operation);
}

static void
add_switch(struct timing *timing, const char *name, const char *words)
{
    struct operation *operation = operation_add(timing, 1, true, "%s", name);
    char program[32];

    for (const char *const *model = home_models(); *model != NULL; model++) {
        snprintf(program, sizeof(program), "%s/switch", *model);
        series_add(operation,
            host_add(timing, program, "--cores=1 --probe %s", words), *model,
            *model, "");
    }
    finish_operation(timing, operation);
}

static void
list(struct timing *timing)
{
    add_create(timing, "create", "reaped");
    add_create(timing, "create/first-instruction", "first");
    add_switch(timing, "switch/yield/one-core", "--how=yield");
    add_switch(timing, "switch/sem/one-core", "--how=sem");
    add_switch(timing, "switch/pipe/one-core", "--how=pipe");
    add_switch(timing, "working-set/common/page/" CLAIMS_WALK,
        "--how=sem --working-set=" CLAIMS_WALK " --walk=page --common");
    timing->startup_ns = 8 * CLAIMS_WALK_BYTES; /* four walkers, 2 ns a byte */
    claims_facts(claims_findings, timing);
}

const struct experiment claims_experiment = {.name = "claims",
    .tells_all = true,
    .list = list,
    .print = claims_print,
    .json = claims_json};
