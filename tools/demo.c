/* demo: the tour. It runs the lab's own commands, each shown as one would type
 * it, and tells what to look at. */

#include "kit/begin.h"
#include "kit/die.h"
#include "kit/launch.h"
#include "kit/table.h"

#include <stdio.h>
#include <string.h>

enum { MAX_WORDS = 8 };

static const struct stop_on_the_way {
    const char *heading;
    const char *words[MAX_WORDS]; /* of the twinlab command */
    const char *look;             /* what to look at */
    const char *invariant;        /* what that status says; NULL: nothing */
    int status;                   /* with which it must end */
} tour[] = {
    {"The machine", {"machine"},
        "Figures belong to a machine. Their ratios travel; their absolute "
        "values do not.",
        NULL, STATUS_HELD},
    {"Whose memory is it?", {"memory"},
        "The starter writes 1 to a variable in each region, the worker then 2. "
        "A process has the same addresses, and at its write the page is "
        "copied: where root looks on, the frame is another one afterwards. A "
        "thread has a stack and thread-local variables of its own, a coroutine "
        "only a stack.",
        "memory: each model shares, and keeps apart, what it promises",
        STATUS_HELD},
    {"What becomes of the workers when main ends?",
        {"lifecycle", "--end=exit", "--workers=2"},
        "Processes outlive the one that started them. Threads and coroutines "
        "end with it, in the middle of their sleep, as Python's daemon "
        "threads do.",
        "lifecycle: every worker became what its model promises", STATUS_HELD},
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
        "for what the other has: for ever. It is found, and told who waits for "
        "whom; --fix has them lock in one order.",
        "deadlock: it was found, and who waits for whom was told",
        STATUS_STUCK},
    {"Producer and consumer", {"prodcons"},
        "Two producers, two consumers, a buffer of 16 slots. Whoever finds it "
        "full or empty sleeps.",
        "prodcons: every item arrived exactly once, whole and in order",
        STATUS_HELD},
    {"A pool, and a crash", {"pool", "--crash-task=4"},
        "Three workers take eight tasks from a queue; whoever takes task 4 "
        "follows a wild pointer. One process dies alone: it is replaced, and "
        "all results are there. One thread takes the whole pool along.",
        "pool: every task of the processes has its result in spite of the "
        "crash",
        STATUS_HELD},
    {"Concurrent and parallel",
        {"parallel", "--interpreter-lock", "--cpus=all", "--rounds=1"},
        "A line is a worker, a column an instant, a number the CPU that it ran "
        "on. Where there are several CPUs, processes run side by side. Threads "
        "under one interpreter lock, as Python has it, never do; nor do "
        "coroutines, which are one thread.",
        "parallel: every task was done, and under the lock one ran at a time",
        STATUS_HELD},
    {"What creation costs",
        {"timing", "create", "--how=fork", "--max-seconds=3"},
        "A process gets an address space of its own, and that is what fork "
        "takes its time for. For a coroutine the kernel is not asked at all.",
        "timing: every worker that was created was reaped", STATUS_HELD},
    {"What a switch costs",
        {"timing", "switch", "--how=yield,sem,pipe", "--max-seconds=7"},
        "Once they exist, the two are much closer. On two cores a hand-over "
        "wakes an idle CPU, and that costs more than the switch.",
        "timing: the kernel counted the switches that the figures claim",
        STATUS_HELD},
};

enum { STOPS = sizeof(tour) / sizeof(tour[0]) };

static int
visit(int number)
{
    const struct stop_on_the_way *here = &tour[number];

    printf("\n== %d/%d  %s\n\n", number + 1, STOPS, here->heading);
    table_wrap(stdout, 0, here->look);
    printf("\n$ twinlab");
    for (int i = 0; here->words[i] != NULL; i++)
        printf(" %s", here->words[i]);
    printf("\n");
    finish();
    return launch_run("twinlab", here->words, NULL, 0);
}

int
main(int argc, char **argv)
{
    int statuses[STOPS], worst = STATUS_HELD;

    begin("demo");
    if (argc > 1)
        die(STATUS_USAGE, "what is '%s'? The tour takes no options", argv[1]);
    for (int i = 0; i < STOPS; i++) {
        statuses[i] = visit(i);
        if (statuses[i] != tour[i].status && worst != STATUS_BROKEN)
            worst = statuses[i] != STATUS_HELD ? statuses[i] : STATUS_BROKEN;
    }
    printf("\n== Held\n\n");
    for (int i = 0; i < STOPS; i++)
        if (statuses[i] != tour[i].status)
            printf(
                "  NOT HELD (status %d): %s\n", statuses[i], tour[i].heading);
        else if (tour[i].invariant != NULL)
            printf("  %s\n", tour[i].invariant);
    printf(
        "\n== Next\n\n"
        "  notes/README.md                       the handouts, in order\n"
        "  diff -u thread/counter.c proc/counter.c\n"
        "  notes/map.md                          from the study note to the "
        "lab\n"
        "  build/twinlab counter --sync=atomic   another guard\n"
        "  build/twinlab timing create --anatomy where the cost of fork goes\n"
        "  build/twinlab timing claims           what the textbook says\n"
        "  build/twinlab --help                  everything else\n");
    finish();
    return worst;
}
