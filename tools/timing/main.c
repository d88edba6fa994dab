/* The timing tool: what creation and hand-over cost in each model, how the
 * models compare, and how sure we are.
 *
 *     main        options, and the exit status
 *     create switch anatomy memory explain working_set claims
 *                 the experiments: what is measured, and what it says
 *     claims_...  the claims of a note: texts, facts, ratios, verdicts, report
 *     operations  the list of what is measured; inject: with a known addition
 *     conductor   launches, and when it is enough
 *     rounds      who is asked when
 *     asking      a probe that does not answer is blamed
 *     probes      one probe, started and ended
 *     counting    does the kernel's count bear it out?
 *     estimate    from samples to figures, by statistics
 *     weather     what else went on meanwhile
 *     report      the table; chart: the pictures; report_json: every sample;
 *                 format: figures as text */

#include "conductor.h"
#include "inject.h"
#include "operations.h"
#include "report.h"
#include "weather.h"

#include "kit/begin.h"
#include "kit/clock.h"
#include "kit/cpus.h"
#include "kit/die.h"
#include "kit/options.h"
#include "kit/stop.h"

#include <stdio.h>
#include <string.h>

static const char *const cores[] = {"both", "1", "2", NULL};

#define AT(member) offsetof(struct timing_options, member)
static const struct option_row options_table[] = {
    {"how", OPTION_TEXT, AT(how),
        .help = "which ways, as a list: a,b,c; or all"},
    {"cores", OPTION_WORD, AT(cores), "both", .words = cores,
        .help = "switch: both workers on one CPU, or on two"},
    {"anatomy", OPTION_FLAG, AT(anatomy),
        .help = "create: where fork's cost goes, flag by flag"},
    {"memory", OPTION_TEXT, AT(memory),
        .help = "create: as the starter's memory grows: 0,16M,256M"},
    {"explain", OPTION_FLAG, AT(explain),
        .help = "switch: from the naive comparison to the fair one"},
    {"working-set", OPTION_TEXT, AT(working_set),
        .help = "switch: workers that walk memory: 0,64K,1M"},
    {"inject", OPTION_NUMBER, AT(inject_ns), "0", 0, 1000000,
        .help = "add so many ns to each, and see them found"},
    {"inject-syscall", OPTION_FLAG, AT(inject_syscall),
        .help = "add one more system call to each"},
    {"cpus", OPTION_TEXT, AT(cpus), .help = "use only these CPUs: 0,2-3"},
    {"precision", OPTION_REAL, AT(precision), "2", 0, 100,
        .help = "stop when each ratio is known to within X %"},
    {"max-seconds", OPTION_REAL, AT(max_seconds), "10", 0, 86400,
        .help = "or when the command has taken so long"},
    {"seed", OPTION_NUMBER, AT(seed), "1", 0, 1000000000,
        .help = "of the random order of asking"},
    {"json", OPTION_FLAG, AT(json), .silent = true,
        .help = "print one JSON object, with every sample"},
    {.name = NULL}};
#undef AT

static const struct option_page page = {
    .usage = "[options] [create] [switch] | claims",
    .question = "What does it cost to create a process or a thread, and to "
                "switch between two?",
    .table = options_table,
    .footer = "Without an operand both are measured in the usual ways; a "
              "single one is measured in all.\nclaims: what a study note says "
              "of processes and threads, judged.",
};

static bool
is_named(const char *name, char **names)
{
    bool found = *names == NULL;

    for (; *names != NULL; names++)
        found = found || strcmp(name, *names) == 0;
    return found;
}

/* An option that makes another experiment of `scenario`. */
static bool
is_asked(bool given, const char *option, const char *scenario, char **names)
{
    if (given && !is_named(scenario, names))
        die(STATUS_USAGE, "--%s is a question about %s: say 'timing %s --%s'",
            option, scenario, scenario, option);
    return given;
}

static void
choose_experiments(struct timing *timing, char **names)
{
    const struct timing_options *options = &timing->options;
    const struct experiment *special = NULL;
    int specials = 0;
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

    if (names[0] != NULL && names[1] == NULL && strcmp(names[0], "claims") == 0)
        special = &claims_experiment;
    for (char **name = names; special == NULL && *name != NULL; name++)
        if (strcmp(*name, "create") != 0 && strcmp(*name, "switch") != 0)
            die(STATUS_USAGE,
                "no operation '%s': choose create, switch, or both; or claims "
                "alone",
                *name);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (is_asked(rows[i].given, rows[i].option, rows[i].scenario, names)) {
            special = rows[i].experiment;
            specials++;
        }
    if (specials > 1)
        die(STATUS_USAGE, "--anatomy, --memory, --explain and --working-set "
                          "are different questions: ask one at a time");
    size_t count = 0;
    if (special != NULL)
        timing->experiments[count++] = special;
    if (special == NULL && is_named("create", names))
        timing->experiments[count++] = &create_experiment;
    if (special == NULL && is_named("switch", names))
        timing->experiments[count++] = &switch_experiment;
}

static void
list(struct timing *timing)
{
    size_t series = 0;

    if (timing->options.how != NULL && timing->experiments[1] != NULL)
        die(STATUS_USAGE,
            "--how needs to know of what: say 'timing create "
            "--how=%s' or 'timing switch --how=%s'",
            timing->options.how, timing->options.how);
    for (size_t i = 0; i < 2 && timing->experiments[i] != NULL; i++)
        timing->experiments[i]->list(timing);
    inject_list(timing);
    for (size_t i = 0; i < timing->count; i++)
        series += timing->operations[i].count;
    if (series == 0)
        die(STATUS_CANNOT, "the programs to time are not here: build them "
                           "with make");
}

/* A broken probe is worst; having no figure at all is bad. */
static int
judge(const struct timing *timing)
{
    int status = STATUS_CANNOT;

    for (size_t i = 0; i < timing->count; i++)
        for (size_t j = 0; j < timing->operations[i].count; j++) {
            const struct series *series = &timing->operations[i].series[j];
            if (series->broken)
                return STATUS_BROKEN;
            if (is_live(series))
                status = STATUS_HELD;
        }
    return status;
}

int
main(int argc, char **argv)
{
    static struct timing timing;

    timing.begin_ns = clock_ns();
    begin("timing");
    int operand = options_parse(&page, &timing.options, argc, argv);
    timing.end_ns = timing.begin_ns + (long)(timing.options.max_seconds * 1e9);
    choose_experiments(&timing, argv + operand);
    if (timing.options.cpus != NULL)
        cpus_only(timing.options.cpus);
    list(&timing);
    stop_hold();
    weather_begin();
    conduct(&timing);
    struct weather weather = weather_end(&timing);
    if (timing.signal == 0) {
        if (timing.options.json)
            report_json(stdout, &timing, &weather, options_table);
        else
            report_text(stdout, &timing, &weather);
    }
    stop_release(timing.signal);
    operations_free(&timing);
    finish();
    return judge(&timing);
}
