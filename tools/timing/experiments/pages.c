#include "pages.h"

#include "../measure/operations.h"
#include "../plot/plot.h"
#include "../report/csv.h"

#include <string.h>

static const char *const cores[] = {"both", "1", "2", NULL};

#define AT(member) offsetof(struct timing_options, member)
const struct option_row measured_options[] = {
    {"how", OPTION_TEXT, AT(how), .help = "which ways: a,b,c or all"},
    {"cores", OPTION_WORD, AT(cores), "both", .words = cores,
        .help = "switch: both workers on one CPU, or on two"},
    {"anatomy", OPTION_FLAG, AT(anatomy),
        .help = "create: where fork's cost goes, flag by flag"},
    {"memory", OPTION_TEXT, AT(memory),
        .help = "create: as the parent's memory grows: 0,16M,256M"},
    {"explain", OPTION_FLAG, AT(explain),
        .help = "switch: from the naive comparison to the fair one"},
    {"working-set", OPTION_TEXT, AT(working_set),
        .help = "switch: workers that walk memory: 0,64K,1M"},
    {"inject", OPTION_NUMBER, AT(inject_ns), "0", 0, 1000000,
        .help = "add N ns to each, to see them found"},
    {"inject-syscall", OPTION_FLAG, AT(inject_syscall),
        .help = "add one more system call to each"},
    {"cpus", OPTION_TEXT, AT(cpus), .help = "use only these CPUs: 0,2-3"},
    {"precision", OPTION_REAL, AT(precision), "2", 0, 100,
        .help = "stop once each ratio is known to within X %"},
    {"max-seconds", OPTION_REAL, AT(max_seconds), "10", 0, 86400,
        .help = "or once the command has taken X seconds"},
    {"seed", OPTION_NUMBER, AT(seed), "1", 0, 1000000000,
        .help = "of the random order of asking"},
    {"plot", OPTION_FILE, AT(plot), .silent = true, .help = PLOT_HELP},
    {"csv", OPTION_FILE, AT(csv), .silent = true, .help = CSV_HELP},
    {"json", OPTION_FLAG, AT(json), .silent = true,
        .help = "print one JSON object, with every sample"},
    {.name = NULL}};
#undef AT

const struct option_page measured_page = {
    .usage = "[create] [switch] [options]",
    .question =
        "What does it cost to create a process, a thread or a coroutine, "
        "and to switch\nbetween two?",
    .table = measured_options,
};

const struct option_page create_page = {
    .usage = "[switch] [options]",
    .question = "What does it cost to create a worker, in each model and in "
                "every way there is?",
    .table = measured_options,
    .footer = "Without --how, and without switch, every way is measured.",
};

const struct option_page switch_page = {
    .usage = "[create] [options]",
    .question = "What does it cost to switch from one worker to another?",
    .table = measured_options,
    .footer = "Without --how, and without create, every way is measured.",
};

const struct option_page claims_page = {
    .usage = "[options]",
    .question = "Which claims of a study note on processes, threads and "
                "coroutines hold here?",
    .table = measured_options,
};

/* Options that not every question takes; all others do. */
static const struct {
    const char *option, *of;
} owners[] = {
    {"how", "create,switch"},
    {"cores", "switch"},
    {"anatomy", "create"},
    {"memory", "create"},
    {"explain", "switch"},
    {"working-set", "switch"},
    {"inject", "create,switch"},
    {"inject-syscall", "create,switch"},
};

static bool
takes(const char *question, const char *option)
{
    for (size_t i = 0; i < sizeof(owners) / sizeof(owners[0]); i++)
        if (strcmp(owners[i].option, option) == 0)
            return list_has(owners[i].of, question);
    return true;
}

void
pages_help(const struct subcommand *self, int argc, char **argv)
{
    enum { ROWS = sizeof(measured_options) / sizeof(measured_options[0]) };
    struct option_row own[ROWS] = {{.name = NULL}};
    struct option_page page = *self->page;
    size_t count = 0;

    for (size_t i = 0; i + 1 < ROWS; i++)
        if (self->name == NULL || takes(self->name, measured_options[i].name))
            own[count++] = measured_options[i];
    page.table = own;
    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], "--help") == 0)
            options_parse(&page, &(struct timing_options){0}, argc, argv);
}
