/* demo: the tour. It runs the lab's own commands, shows each as typed, and says
 * what to look at. */

#include "kit/begin.h"
#include "kit/die.h"
#include "kit/home.h"
#include "kit/json.h"
#include "kit/launch.h"
#include "kit/options.h"
#include "kit/table.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { MAX_WORDS = 8, OUTPUT_BYTES = 65536 };

static const struct stop_on_the_way {
    const char *heading;
    const char *words[MAX_WORDS]; /* of the twinlab command */
    const char *look;             /* what to look at */
    const char *invariant;        /* what that status says; NULL: nothing */
    int status;                   /* the expected exit status */
} tour[] = {
    {"The machine", {"machine"},
        "Figures belong to a machine. Their ratios travel; their absolute "
        "values do not.",
        NULL, STATUS_HELD},
    {"Whose memory is it?", {"memory"},
        "The parent (or main thread) writes 1 to a variable in each region, "
        "the worker then 2. A process has the same addresses, and at its write "
        "the page is copied: its frame, which root can see, differs "
        "afterwards. A thread has a stack and thread-local variables of its "
        "own, a coroutine only a stack.",
        "memory: each model shares and separates what it promises",
        STATUS_HELD},
    {"What becomes of the workers when main ends?",
        {"lifecycle", "--end=exit", "--workers=2"},
        "Processes outlive their parent. Threads and coroutines end with main, "
        "in the middle of their sleep, as Python's daemon threads do.",
        "lifecycle: every worker ended as its model promises", STATUS_HELD},
    {"The counter race", {"counter", "--witness"},
        "Two workers add to one counter. Unguarded (none) an update is a read "
        "and a later write: two that read the same value lose one. It takes "
        "shared memory, not threads: processes lose updates too. Coroutines "
        "lose none, since they run until they yield. With a mutex nothing is "
        "lost anywhere.",
        "counter: under a mutex every update arrived, in all three models",
        STATUS_HELD},
    {"A deadlock", {"deadlock", "--case=order"},
        "Two workers lock two accounts in opposite order, and each then waits "
        "for ever for the lock that the other holds. The cycle in the wait-for "
        "graph is found and printed; --fix makes both lock in one order.",
        "deadlock: it was found, and who waits for whom was printed",
        STATUS_STUCK},
    {"Producer and consumer", {"prodcons"},
        "Two producers, two consumers, a buffer of 16 slots. A producer that "
        "finds it full, or a consumer that finds it empty, sleeps.",
        "prodcons: every item arrived exactly once, whole and in order",
        STATUS_HELD},
    {"A pool, and a crash", {"pool", "--crash-task=4"},
        "Three workers take eight tasks from a queue; the worker that takes "
        "task 4 follows a wild pointer. A process dies alone: it is replaced, "
        "and all results are there. A thread takes the whole pool along.",
        "pool: every task of the processes has its result despite the crash",
        STATUS_HELD},
    {"Concurrent and parallel",
        {"parallel", "--interpreter-lock", "--cpus=all", "--rounds=1"},
        "A line is a worker, a column an instant, a number the CPU that it ran "
        "on. With several CPUs, processes run in parallel. Threads under one "
        "interpreter lock, as in CPython, never do; nor do coroutines, which "
        "share one thread.",
        "parallel: every task was done, and under the lock one ran at a time",
        STATUS_HELD},
    {"What creation costs",
        {"timing", "create", "--how=fork", "--max-seconds=3"},
        "A process gets an address space of its own, and copying that is what "
        "makes fork slow. A coroutine is created without a system call.",
        "timing: every worker that was created was reaped", STATUS_HELD},
    {"What a switch costs",
        {"timing", "switch", "--how=yield,sem,pipe", "--max-seconds=7"},
        "Once they exist, processes and threads are much closer. On two cores "
        "a hand-over wakes an idle CPU, and that costs more than the switch.",
        "timing: the kernel counted the switches that the figures claim",
        STATUS_HELD},
};

enum { STOPS = sizeof(tour) / sizeof(tour[0]) };

enum { NOT_SHOWN = -1 };

struct demo_options {
    bool pause, json;
    int scenario;
};

/* Of the tour, each once. */
static const char *const commands[] = {"all", "machine", "memory", "lifecycle",
    "counter", "deadlock", "prodcons", "pool", "parallel", "timing", NULL};

enum { ALL };

static bool
is_chosen(
    const struct demo_options *options, const struct stop_on_the_way *here)
{
    return options->scenario == ALL ||
           strcmp(commands[options->scenario], here->words[0]) == 0;
}

static const struct option_row options_table[] = {
    OPTION("pause", struct demo_options, pause,
        .help = "for a projector: a page at a time, until you press Enter"),
    OPTION("scenario", struct demo_options, scenario, .standard = "all",
        .words = commands, .help = "only the pages of this command"),
    OPTIONS_END(struct demo_options)};

static const struct option_page page = {
    .usage = "[options]",
    .question = "What does the lab show? A tour of some ten seconds: ten "
                "commands, each with what to look at.",
    .table = options_table,
    .footer = "The status is 0 if every command ended as it should. With "
              "--json one object holds the commands, their output and status.",
};

/* If stdin is not a terminal, there is no user to press it. */
static void
await_enter(void)
{
    char line[256];
    ssize_t length;

    if (!isatty(STDIN_FILENO))
        return;
    printf("\n[Enter] ");
    finish();
    do
        length = read(STDIN_FILENO, line, sizeof(line)); /* up to Enter */
    while (length == -1 && errno == EINTR);
    if (length == -1)
        complain("read: %m: cannot wait for Enter");
}

static void
print_command(const struct stop_on_the_way *here)
{
    printf("twinlab");
    for (int i = 0; here->words[i] != NULL; i++)
        printf(" %s", here->words[i]);
}

/* In the tree of the sources, twinlab is not on the PATH, and there are files
 * to look into. Elsewhere it is installed. */
static bool
is_in_the_tree(void)
{
    return home_has("../proc/counter.c");
}

static int
show(const struct stop_on_the_way *here, int number, int count)
{
    printf("\n== %d/%d  %s\n\n", number, count, here->heading);
    table_wrap(stdout, 0, here->look);
    printf("\n$ %s", is_in_the_tree() ? "build/" : "");
    print_command(here);
    printf("\n");
    finish();
    return launch_run("twinlab", here->words, NULL, 0);
}

static int
show_json(const struct stop_on_the_way *here)
{
    static char output[OUTPUT_BYTES];
    int status = launch_run("twinlab", here->words, output, sizeof(output));

    fputs("{\"heading\": ", stdout);
    json_string(stdout, here->heading);
    fputs(", \"command\": \"", stdout);
    print_command(here);
    fputs("\", \"output\": ", stdout);
    json_string(stdout, output);
    printf(", \"status\": %d, \"ok\": %s}", status,
        status == here->status ? "true" : "false");
    return status;
}

static void
print_held(const int *statuses)
{
    const char *heading = "\n== Held\n\n"; /* of the first line */

    for (int i = 0; i < STOPS; i++) {
        bool held = statuses[i] == tour[i].status;
        if (statuses[i] == NOT_SHOWN || (held && tour[i].invariant == NULL))
            continue;
        fputs(heading, stdout);
        heading = "";
        if (held)
            printf("  %s\n", tour[i].invariant);
        else
            printf(
                "  NOT HELD (status %d): %s\n", statuses[i], tour[i].heading);
    }
}

static void
suggest(const char *command, const char *why)
{
    printf("  %s%-*s %s\n", is_in_the_tree() ? "build/" : "",
        is_in_the_tree() ? 31 : 37, command, why);
}

static void
print_next(void)
{
    printf("\n== Next\n\n");
    if (is_in_the_tree())
        printf(
            "  notes/README.md                       the handouts, in order\n"
            "  diff -u thread/counter.c proc/counter.c\n"
            "  notes/map.md                          from the study note to "
            "the lab\n");
    suggest("twinlab counter --sync=atomic", "another guard");
    suggest("twinlab timing create --anatomy", "where the cost of fork goes");
    suggest("twinlab timing claims", "what the textbook says");
    suggest("twinlab --help", "everything else");
}

int
main(int argc, char **argv)
{
    struct demo_options options;
    int statuses[STOPS], worst = STATUS_HELD, count = 0, shown = 0;

    begin("demo");
    options_only(&page, &options, argc, argv);
    for (int i = 0; i < STOPS; i++)
        count += is_chosen(&options, &tour[i]);
    fputs(options.json ? "{\"tour\": [" : "", stdout);
    for (int i = 0; i < STOPS; i++) {
        statuses[i] = NOT_SHOWN;
        if (!is_chosen(&options, &tour[i]))
            continue;
        fputs(options.json && shown > 0 ? ",\n" : "", stdout);
        shown++;
        statuses[i] =
            options.json ? show_json(&tour[i]) : show(&tour[i], shown, count);
        if (options.pause && !options.json)
            await_enter();
        if (statuses[i] != tour[i].status && worst != STATUS_BROKEN)
            worst = statuses[i] != STATUS_HELD ? statuses[i] : STATUS_BROKEN;
    }
    if (options.json)
        printf("], \"ok\": %s}\n", worst == STATUS_HELD ? "true" : "false");
    else
        print_held(statuses);
    if (!options.json && options.scenario == ALL)
        print_next();
    finish();
    return worst;
}
