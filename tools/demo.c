/* demo: the tour. It runs the lab's own commands, each shown as one would type
 * it, and tells what to look at. */

#include "kit/begin.h"
#include "kit/die.h"
#include "kit/launch.h"
#include "kit/stop.h"
#include "kit/table.h"

#include <stdio.h>
#include <string.h>

enum { MAX_WORDS = 8 };

static const struct stop_on_the_way {
    const char *heading;
    const char *words[MAX_WORDS]; /* of the twinlab command */
    const char *look;             /* what to look at */
    const char *invariant;        /* what status 0 says; NULL: nothing */
} tour[] = {
    {"The machine", {"machine"},
        "Figures belong to a machine. Their ratios travel; their absolute "
        "values do not.",
        NULL},
    {"Separate and shared memory",
        {"counter", "--memory=private", "--workers=1", "--iterations=5",
            "--sync=none"},
        "One worker adds 5 to an ordinary global variable; it has the same "
        "address for starter and worker. A process writes its own copy, and "
        "its parent still reads 0. A thread writes the one that there is.",
        NULL},
    {"The counter race", {"counter", "--witness"},
        "Two workers add to one counter. Unguarded (none) an update is a read "
        "and a later write: two that read the same value lose one. It takes "
        "shared memory, not threads: processes lose updates too. With a mutex "
        "nothing is lost, on either side.",
        "counter: under a mutex, every update arrived, in processes and in "
        "threads"},
    {"Producer and consumer", {"prodcons"},
        "Two producers, two consumers, a buffer of 16 slots. Whoever finds it "
        "full or empty sleeps.",
        "prodcons: every item arrived exactly once, whole and in order"},
    {"What creation costs",
        {"timing", "create", "--how=fork", "--max-seconds=3"},
        "A process gets an address space of its own, and that is what fork "
        "takes its time for.",
        "timing: every worker that was created was reaped"},
    {"What a switch costs",
        {"timing", "switch", "--how=yield,sem,pipe", "--max-seconds=7"},
        "Once they exist, the two are much closer. On two cores a hand-over "
        "wakes an idle CPU, and that costs more than the switch.",
        "timing: the kernel counted the switches that the figures claim"},
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
    stop_hold();
    for (int i = 0; i < STOPS; i++) {
        statuses[i] = visit(i);
        if (statuses[i] != STATUS_HELD && worst != STATUS_BROKEN)
            worst = statuses[i];
    }
    printf("\n== Held\n\n");
    for (int i = 0; i < STOPS; i++)
        if (statuses[i] != STATUS_HELD)
            printf(
                "  NOT HELD (status %d): %s\n", statuses[i], tour[i].heading);
        else if (tour[i].invariant != NULL)
            printf("  %s\n", tour[i].invariant);
    printf(
        "\n== Next\n\n"
        "  notes/README.md                       the handouts, in order\n"
        "  diff -u thread/counter.c proc/counter.c\n"
        "  build/twinlab counter --sync=atomic   another guard\n"
        "  build/twinlab timing create --anatomy where the cost of fork goes\n"
        "  build/twinlab timing claims           what the textbook says\n"
        "  build/twinlab --help                  everything else\n");
    finish();
    stop_release(0);
    return worst;
}
