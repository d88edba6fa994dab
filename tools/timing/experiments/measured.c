/* timing create, switch and claims: from the command line to the experiments,
 * and from what was measured to the exit status. */

#include "../measure/conductor.h"
#include "../measure/operations.h"
#include "../measure/warnings.h"
#include "../plot/pictures.h"
#include "../plot/plot.h"
#include "../report/csv.h"
#include "../report/report.h"
#include "inject.h"
#include "pages.h"

#include "kit/begin.h"
#include "kit/clock.h"
#include "kit/cpus.h"
#include "kit/die.h"
#include "kit/stop.h"

#include <string.h>

static bool
is_named(const char *name, char **names)
{
    bool found = *names == NULL;

    for (; *names != NULL; names++)
        found = found || strcmp(name, *names) == 0;
    return found;
}

static void
check_names(char **names)
{
    for (char **name = names; *name != NULL; name++)
        if (strcmp(*name, "create") != 0 && strcmp(*name, "switch") != 0)
            die(STATUS_USAGE,
                "no operation '%s': choose create, switch or both, or claims "
                "alone (scale and compare come first: 'timing scale')",
                *name);
}

/* The options that make a question of their own out of create or switch. */
static const struct experiment *
find_special(const struct timing_options *options, char **names)
{
    const struct {
        bool given;
        const char *option, *scenario;
        const struct experiment *experiment;
    } rows[] = {
        {options->anatomy, "anatomy", "create", &anatomy_experiment},
        {options->memory != NULL, "memory", "create", &memory_experiment},
        {options->explain, "explain", "switch", &explain_experiment},
        {options->working_set != NULL, "working-set", "switch",
            &working_set_experiment},
    };
    const struct experiment *special = NULL;

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (!rows[i].given)
            continue;
        if (!is_named(rows[i].scenario, names))
            die(STATUS_USAGE, "--%s is an option of %s: say 'timing %s --%s'",
                rows[i].option, rows[i].scenario, rows[i].scenario,
                rows[i].option);
        if (special != NULL)
            die(STATUS_USAGE, "--anatomy, --memory, --explain and "
                              "--working-set exclude each other: ask one at a "
                              "time");
        special = rows[i].experiment;
    }
    return special;
}

static void
choose_experiments(struct timing *timing, char **names)
{
    const struct experiment *special = NULL;
    size_t count = 0;

    if (names[0] != NULL && names[1] == NULL && strcmp(names[0], "claims") == 0)
        special = &claims_experiment;
    else
        check_names(names);
    const struct experiment *asked = find_special(&timing->options, names);
    if (special == NULL)
        special = asked;
    if (special != NULL)
        timing->experiments[count++] = special;
    if (special == NULL && is_named("create", names))
        timing->experiments[count++] = &create_experiment;
    if (special == NULL && is_named("switch", names))
        timing->experiments[count++] = &switch_experiment;
}

/* An option that would have no effect is an error. */
static void
check_options(const struct timing *timing)
{
    const struct timing_options *options = &timing->options;
    const struct experiment *one = timing->experiments[0];
    bool both = timing->experiments[1] != NULL;

    if (options->how != NULL && both)
        die(STATUS_USAGE,
            "--how is ambiguous: say 'timing create --how=%s' or "
            "'timing switch --how=%s'",
            options->how, options->how);
    if (options->how != NULL &&
        (one == &anatomy_experiment || one == &memory_experiment ||
            one == &claims_experiment))
        die(STATUS_USAGE, "--how has no effect on %s: leave it out", one->name);
    if (options->cores != 0 && !both && one != &switch_experiment)
        die(STATUS_USAGE,
            "--cores is only for switch, not for %s: leave it out", one->name);
    if ((options->inject_ns > 0 || options->inject_syscall) && one->tells_all)
        die(STATUS_USAGE,
            "cannot inject into %s: say 'timing create' or 'timing switch'",
            one->name);
}

static void
list(struct timing *timing)
{
    bool present = false;

    for (size_t i = 0; i < 2 && timing->experiments[i] != NULL; i++)
        timing->experiments[i]->list(timing);
    inject_list(timing);
    for (size_t i = 0; i < timing->host_count; i++)
        present = present || !timing->hosts[i].missing;
    if (!present)
        die(STATUS_CANNOT, "cannot find the programs to time: build them with "
                           "make");
}

static void
plot(FILE *out, const void *what)
{
    const struct timing *timing = what;

    if (timing->experiments[0]->plot != NULL)
        timing->experiments[0]->plot(out, timing);
    else
        plot_costs(out, timing);
}

/* A broken probe outweighs all; without any figure this machine cannot do it.
 */
static int
judge(const struct timing *timing)
{
    int status = STATUS_CANNOT;

    for (struct series *series = NULL; series_next(timing, &series);) {
        if (series->broken)
            return STATUS_BROKEN;
        if (is_live(series))
            status = STATUS_HELD;
    }
    return status;
}

int
measured_main(const struct subcommand *self, int argc, char **argv)
{
    static struct timing timing;

    timing.begin_ns = clock_ns();
    pages_help(self, argc, argv);
    int operand = options_parse(self->page, &timing.options, argc, argv);
    timing.end_ns = timing.begin_ns + (long)(timing.options.max_seconds * 1e9);
    if (self->name !=
        NULL) /* as one more operand; at worst in argv[0]'s place */
        argv[--operand] = (char *)self->name;
    choose_experiments(&timing, argv + operand);
    check_options(&timing);
    if (timing.options.cpus != NULL)
        cpus_only(timing.options.cpus);
    csv_need(timing.options.csv);
    plot_need(timing.options.plot);
    list(&timing);
    stop_hold();
    warnings_begin();
    conduct(&timing);
    struct warnings warnings = warnings_end(&timing);
    stop_release(timing.signal);
    if (timing.options.json)
        report_json(stdout, &timing, &warnings, measured_options);
    else
        report_text(stdout, &timing, &warnings);
    finish();
    bool written = csv_file(timing.options.csv, report_csv, &timing);
    bool drawn = plot_file(timing.options.plot, plot, &timing);
    operations_free(&timing);
    int status = judge(&timing);
    return status == STATUS_HELD && !(drawn && written) ? STATUS_CANNOT
                                                        : status;
}
