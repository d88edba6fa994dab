/* The lifecycle as a program: its options, and its result. */

#include "lifecycle.h"
#include "lifecycle/parts.h"

#include "kit/die.h"
#include "kit/model.h"
#include "kit/scenario.h"

#include <string.h>

enum { MAX_SLEEP_MS = 3600000, MAX_SEED = 1000000000 };

static const char *const ends[] = {"exit", "leave", "join", "killed", NULL};
static const char *const kinds[] = {
    "plain", "detached", "daemon", "unix-daemon", NULL};
static const char *const orders[] = {"reversed", "same", "shuffled", NULL};

static const struct option_row options_table[] = {
    OPTION("workers", struct lifecycle_options, workers, "3", 1,
        LIFECYCLE_WORKERS, .help = "how many main starts"),
    OPTION("end", struct lifecycle_options, end, "exit", .words = ends,
        .help = "how main ends"),
    OPTION("kind", struct lifecycle_options, kind, "plain", .words = kinds,
        .help = "which kind of workers main starts"),
    OPTION("sleep-ms", struct lifecycle_options, sleep_ms, "100", 0,
        MAX_SLEEP_MS,
        .help = "shortest sleep; the others sleep 2, 3, … times that"),
    OPTION("order", struct lifecycle_options, order, "reversed",
        .words = orders, .help = "order of waking, relative to starting"),
    OPTION("seed", struct lifecycle_options, seed, "1", 0, MAX_SEED,
        .silent = true, .help = "for --order=shuffled"),
    OPTION("name", struct lifecycle_options, name, "worker", .silent = true,
        .help = "worker 0 is called TEXT-0"),
    OPTIONS_END(struct lifecycle_options)};

#define OBJECT struct lifecycle_result
static const struct field result_fields[] = {FIELD(main_ended), FIELD(started),
    FIELD(finished), FIELD(outlived_main), FIELD(orphans), FIELD(own_session),
    FIELD(start_order), FIELD(finish_order), FIELD(in_order), FIELD(ok),
    FIELD(log), FIELD(note), FIELDS_END};

/* Refuse what no model can do, and what this one cannot. */
static void
settle(void *from)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyz"
                                  "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
    const struct lifecycle_options *options = from;
    size_t length = strlen(options->name);
    bool daemon = options->kind == LIFECYCLE_DAEMON;
    bool unix_daemon = options->kind == LIFECYCLE_UNIX_DAEMON;

    if (length < 1 || length > LIFECYCLE_MAX_NAME ||
        strspn(options->name, allowed) != length)
        die(STATUS_USAGE,
            "--name: invalid value '%s': expected 1 to %d letters, digits, _ "
            "or -",
            options->name, LIFECYCLE_MAX_NAME);
    if (options->end == LIFECYCLE_JOIN &&
        (unix_daemon || options->kind == LIFECYCLE_DETACHED))
        die(STATUS_USAGE,
            "--end=join: nobody can wait for a worker of --kind='%s': choose "
            "another end",
            kinds[options->kind]);
    if (unix_daemon && !model_dies_alone)
        die(STATUS_CANNOT, "--kind=unix-daemon: only a process has a session "
                           "and a terminal: use proc");
    if (daemon && lifecycle_outlives_main(options))
        die(STATUS_CANNOT,
            "--kind=daemon --end=leave: pthread_exit in main leaves all "
            "threads running: use --end=exit, which ends them");
}

static int
run(const void *options, void *result)
{
    lifecycle_prepare(options);
    return lifecycle_watch(result);
}

const struct scenario scenario = {
    .name = "lifecycle",
    .question = "What becomes of a worker when main ends?",
    .options = options_table,
    .fields = result_fields,
    .options_bytes = sizeof(struct lifecycle_options),
    .result_bytes = sizeof(struct lifecycle_result),
    .variants = {"--end=exit", "--end=leave"},
    .settle = settle,
    .run = run,
    .judge = lifecycle_judge,
};
