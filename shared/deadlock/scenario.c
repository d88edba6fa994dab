/* Deadlock as a program: its options, and its result. */

#include "deadlock.h"
#include "deadlock/parts.h"

#include "kit/die.h"
#include "kit/scenario.h"

static const char *const cases[] = {
    "self", "order", "lost-release", "holder-killed", NULL};
static const char *const syncs[] = {
    "mutex", "errorcheck", "recursive", "robust", "sem", NULL};

static const struct option_row options_table[] = {
    OPTION("case", struct deadlock_options, which, "self", .words = cases,
        .help = "how the deadlock comes about"),
    OPTION("sync", struct deadlock_options, sync, deadlock_default_sync,
        .words = syncs, .help = "what the locks are"),
    OPTION("workers", struct deadlock_options, workers, "2", 2, DEADLOCK_MOST,
        .help = "how many, each with an account"),
    OPTION("fix", struct deadlock_options, fix,
        .help = "apply the cure for the case"),
    OPTION("hang", struct deadlock_options, hang, .silent = true,
        .help = "leave the workers hanging, to look at them"),
    OPTION("unforced", struct deadlock_options, unforced, .silent = true,
        .help = "order: leave it to luck whether they meet"),
    OPTIONS_END(struct deadlock_options)};

#define OBJECT struct deadlock_result
/* "circle" stays for those who read our JSON: its names never change. */
static const struct field result_fields[] = {FIELD(finished), FIELD(stuck),
    FIELD(killed), FIELD_AS("circle", cycle), FIELD(answer), FIELD(found_by),
    FIELD(moved), FIELD(refused), FIELD(repaired), FIELD(expected),
    FIELD(actual), FIELD(ok), FIELD_AS("who_waits", lines), FIELD(note),
    FIELDS_END};

/* What this model cannot do. */
static void
settle(void *from)
{
    const struct deadlock_options *options = from;

    if (options->which == DEADLOCK_HOLDER_KILLED && !model_dies_alone)
        die(STATUS_CANNOT,
            "--case=holder-killed: no %s can be killed alone: SIGKILL ends the "
            "whole process: use proc",
            model_is_preemptive ? "thread" : "coroutine");
    if (options->sync == DEADLOCK_ROBUST && !model_is_preemptive)
        die(STATUS_CANNOT,
            "--sync=robust: no coroutine dies alone, so no lock has to survive "
            "its owner: use proc or thread");
    if (options->hang && !model_is_preemptive)
        die(STATUS_CANNOT,
            "--hang: no coroutine can hang unnoticed: the scheduler knows when "
            "nobody can run: use proc or thread");
}

static int
run(const void *options, void *result)
{
    deadlock_run(options, result);
    return STATUS_HELD;
}

const struct scenario scenario = {
    .name = "deadlock",
    .question = "Does every worker finish?",
    SCENARIO_OF(struct deadlock_options, struct deadlock_result),
    .variants = {"--sync=mutex"},
    .stepping = {{"--case=order", "--sync=mutex", "--workers=2", "--unforced"},
        NULL, "break the invariant", "breaks the invariant"},
    .settle = settle,
    .run = run,
    .judge = deadlock_judge,
};
