/* task: every way in which Linux creates a task, one at a time.
 *
 *     main     options, batches, the answer
 *     ways     the list of them
 *     libc     fork, vfork, pthread_create
 *     program  posix_spawn, exec
 *     clone    by what is shared, flag by flag
 *     child    what the new task does, and how it is reaped
 *     tiny/    the program that is run */

#include "child.h"
#include "ways.h"

#include "kit/ballast.h"
#include "kit/begin.h"
#include "kit/clock.h"
#include "kit/cpus.h"
#include "kit/die.h"
#include "kit/json.h"
#include "kit/options.h"
#include "kit/probe.h"
#include "kit/stop.h"
#include "kit/table.h"

#include <stdio.h>
#include <string.h>

enum { MOST_WAYS = 32 };

struct task_options {
    int how, until;
    long count, ballast;
    bool huge, pin, json, probe;
};

static const char *hows[MOST_WAYS + 1]; /* the names of all ways */

enum until { UNTIL_REAPED, UNTIL_FIRST };
static const char *const untils[] = {"reaped", "first", NULL};

static const struct option_row options_table[] = {
    OPTION("how", struct task_options, how, "fork", .words = hows,
        .help = "how a task is created"),
    OPTION("count", struct task_options, count, "1000", 1, 1000000000,
        .help = "how many, one after the other"),
    OPTION("until", struct task_options, until, "reaped", .words = untils,
        .help = "time until it is reaped, or until its first instruction"),
    OPTION_SIZE("ballast", struct task_options, ballast, "0", 0, 1L << 40,
        .help = "memory that the parent has"),
    OPTION(
        "huge", struct task_options, huge, .help = "the ballast in huge pages"),
    OPTION(
        "pin", struct task_options, pin, .help = "parent and tasks on one CPU"),
    OPTION("probe", struct task_options, probe, .silent = true,
        .help = "answer 'batch N [WAY]' and 'bare N' on stdin"),
    OPTIONS_END(struct task_options)};

static const struct option_page page = {
    .usage = "[options]",
    .question = "What does each way to create a task cost?",
    .table = options_table,
    .footer =
        "share-...: by clone(2), each with all before it: the address space "
        "(vm), the working directory (fs), open files, signal handlers, the "
        "process id (thread).\nnew-...: with namespaces of its own instead, "
        "each with all before it; without root they begin with a user "
        "namespace.",
};

struct task {
    const struct task_options *options;
    long elapsed_ns, reaped;
};

static int
take(struct task *task, const struct way *way, long count, bool bare)
{
    bool first = task->options->until == UNTIL_FIRST;
    int status = STATUS_HELD;
    long sum_ns = 0, begin_ns = clock_ns(), start_ns = begin_ns;

    task->reaped = 0;
    for (long i = 0; i < count && status == STATUS_HELD; i++) {
        __asm__ volatile(""); /* keeps the bare loop a loop */
        if (first)
            start_ns = clock_ns();
        if (bare)
            continue;
        if (stop_noted() != 0)
            stop_release(0);
        status = way->once(way);
        if (status != STATUS_HELD && stop_noted() != 0)
            stop_release(0);
        task->reaped += status == STATUS_HELD;
        if (first)
            sum_ns += child_first_ns() - start_ns;
    }
    task->elapsed_ns = first && !bare ? sum_ns : clock_ns() - begin_ns;
    return status;
}

static void
check_way(const struct task *task, const struct way *way)
{
    if (task->options->until == UNTIL_FIRST && !way->has_first)
        die(STATUS_USAGE,
            "--until=first: %s runs another program, which does not read the "
            "clock",
            way->name);
}

static int
answer(void *context, const struct probe_request *request,
    struct probe_answer *answered)
{
    struct task *task = context;
    const struct way *way = way_named(
        request->way[0] != '\0' ? request->way : hows[task->options->how]);

    if (way == NULL)
        die(STATUS_USAGE, "unknown way '%s': see --help", request->way);
    check_way(task, way);
    int status = take(task, way, request->count, request->bare);
    *answered = (struct probe_answer){task->elapsed_ns, task->reaped};
    return status;
}

static void
print(const struct task *task)
{
    const struct task_options *options = task->options;
    double each_ns = (double)task->elapsed_ns / (double)options->count;
    char each[32];

    if (options->json) {
        fputs("{", stdout);
        options_json(stdout, options_table, options);
        printf("\"reaped\": %ld, \"elapsed_ns\": %ld, \"each_ns\": ",
            task->reaped, task->elapsed_ns);
        json_real(stdout, each_ns);
        puts("}");
        return;
    }
    table_time(each, sizeof(each), each_ns);
    printf("%s: %ld reaped, %s each; one run is no measurement: twinlab timing "
           "create\n",
        hows[options->how], task->reaped, each);
}

int
main(int argc, char **argv)
{
    struct task_options options;
    struct task task = {.options = &options};

    begin("task");
    for (int i = 0; i < MOST_WAYS && ways[i].name != NULL; i++)
        hows[i] = ways[i].name;
    options_only(&page, &options, argc, argv);
    const struct way *way = way_named(hows[options.how]);
    check_way(&task, way);
    if (options.huge && options.ballast == 0)
        die(STATUS_USAGE, "--huge: there is no ballast: give --ballast SIZE");
    stop_note(); /* so that no task is left unreaped */
    ballast_have(options.ballast, options.huge);
    child_prepare(options.until == UNTIL_FIRST);
    clone_prepare();
    if (options.pin)
        cpus_pin(cpus_nth(0));
    if (options.probe) {
        /* A child that calls exit seeks stdin back over what was read ahead,
         * and the parent shares the file offset: it would read the same
         * requests from a file for ever. */
        setvbuf(stdin, NULL, _IONBF, 0);
        return probe_serve(answer, &task, true);
    }
    int status = take(&task, way, options.count, false);
    stop_release(0);
    if (status == STATUS_HELD)
        print(&task);
    finish();
    return status;
}
