#include "operations.h"

#include "kit/cpus.h"
#include "kit/die.h"
#include "kit/home.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const operations_hows[] = {"all", "pipe", "sem", "yield", NULL};

static const char *const how_arguments[] = {
    NULL, "--how=pipe", "--how=sem", "--how=yield"};
static const char *const core_names[] = {NULL, "one-core", "two-cores"};
static const char *const core_arguments[] = {NULL, "--cores=1", "--cores=2"};

static const char *const scenarios[] = {"create", "switch", NULL};

void
refuse(struct series *series, const char *format, ...)
{
    va_list arguments;

    if (!is_live(series))
        return;
    va_start(arguments, format);
    vsnprintf(series->reason, sizeof(series->reason), format, arguments);
    va_end(arguments);
}

/* The operation is filled in but for its series: find who can do it. */
static void
add_operation(struct timing *timing, const struct operation *operation)
{
    struct operation *added = &timing->operations[timing->count];

    *added = *operation;
    for (const char *const *model = home_models(); *model != NULL; model++) {
        struct series *series = &added->series[added->count];
        series->model = *model;
        snprintf(series->program, sizeof(series->program), "%s/%s", *model,
            added->scenario);
        if (!home_has(series->program))
            continue;
        if (added->cores > cpus_usable())
            refuse(series, "only one CPU is usable");
        added->count++;
    }
    if (added->count > 0)
        timing->count++;
}

static void
add_create(struct timing *timing)
{
    add_operation(timing, &(struct operation){.name = "create",
                              .scenario = "create",
                              .arguments = {"--pin", "--probe"},
                              .cores = 1});
}

static void
add_switches(struct timing *timing)
{
    int only = timing->options.how;

    for (int how = 1; operations_hows[how] != NULL; how++)
        for (int cores = 1; cores <= 2 && (only == 0 || only == how); cores++) {
            struct operation operation = {.scenario = "switch",
                .arguments = {how_arguments[how], core_arguments[cores],
                    "--probe"},
                .switches = true,
                .cores = cores};
            snprintf(operation.name, sizeof(operation.name), "switch/%s/%s",
                operations_hows[how], core_names[cores]);
            add_operation(timing, &operation);
        }
}

static bool
is_asked_for(const char *scenario, char **names)
{
    bool found = *names == NULL;

    for (; *names != NULL; names++)
        found = found || strcmp(scenario, *names) == 0;
    return found;
}

void
operations_list(struct timing *timing, char **names)
{
    for (char **name = names; *name != NULL; name++) {
        int i = 0;
        while (scenarios[i] != NULL && strcmp(scenarios[i], *name) != 0)
            i++;
        if (scenarios[i] == NULL)
            die(STATUS_USAGE,
                "no operation '%s': choose create, switch, or both", *name);
    }
    if (is_asked_for("create", names))
        add_create(timing);
    if (is_asked_for("switch", names))
        add_switches(timing);
    if (timing->count == 0)
        die(STATUS_CANNOT, "the programs to time are not here: build them "
                           "with make");
}

void
operations_free(struct timing *timing)
{
    for (size_t i = 0; i < timing->count; i++)
        for (size_t j = 0; j < timing->operations[i].count; j++) {
            free(timing->operations[i].series[j].net);
            free(timing->operations[i].series[j].raw);
        }
}
