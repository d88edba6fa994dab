/* --cpython: start python3, check its answer, and take its figures. */

#include "parallel.h"
#include "parallel/parts.h"

#include "kit/die.h"
#include "kit/embed.h"
#include "kit/json.h"
#include "kit/launch.h"
#include "kit/memory.h"
#include "kit/stop.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PYTHON_BYTES = 65536 };

/* What python3 -c runs. */
EMBED(program, "shared/parallel/cpython.py");

/* The numbers of an array, at most `room`; how many. */
static long
numbers(const char *object, const char *name, double *values, long room)
{
    const char *cursor = json_get(object, name).start;
    struct json_slice item;
    long count = 0;

    while (cursor != NULL && count < room && json_item(&cursor, &item))
        values[count++] = strtod(item.start, NULL);
    return count;
}

/* Has each task computed what it should? */
static bool
sums_are_right(const char *object, long tasks)
{
    const char *cursor = json_get(object, "values").start;
    const char *steps = json_get(object, "steps").start;
    struct json_slice item;
    long task = 0;

    while (cursor != NULL && steps != NULL && json_item(&cursor, &item))
        if (strtoull(item.start, NULL, 10) !=
            parallel_value(task++, strtol(steps, NULL, 10)))
            return false;
    return task == tasks;
}

/* One kind of work; false where the answer is incomplete. */
static bool
read_work(const struct parallel_options *options, struct json_slice value,
    struct parallel_cpython *found, struct parallel_figure *figure)
{
    double one[PARALLEL_MAX_ROUNDS], many[PARALLEL_MAX_ROUNDS];
    const char *object = value.start;

    if (value.length == 0 ||
        numbers(object, "one_ns", one, options->rounds) != options->rounds ||
        numbers(object, "many_ns", many, options->rounds) != options->rounds)
        return false;
    for (long i = 0; i < options->rounds; i++)
        one[i] /= many[i];
    *figure = parallel_figure_of(one, options->rounds);
    found->sums_right =
        found->sums_right && sums_are_right(object, options->workers);
    return true;
}

/* False where the answer cannot be used; then `why` says so. */
static bool
read_answer(const struct parallel_options *options, const char *answer,
    struct parallel_result *result, char *why, size_t size)
{
    struct parallel_cpython *found = &result->found;
    char gil[8];

    snprintf(why, size, "no answer");
    if (!json_is_whole(answer))
        return false;
    if (json_get(answer, "error").length > 0) {
        json_text(json_get(answer, "error"), why, size);
        return false;
    }
    json_text(
        json_get(answer, "version"), found->version, sizeof(found->version));
    json_text(json_get(answer, "gil"), gil, sizeof(gil));
    found->gil = strcmp(gil, "true") == 0;
    found->sums_right = true;
    snprintf(found->module, sizeof(found->module), "%s", parallel_module);
    for (int work = 0; work < 2; work++) {
        if (!options->table && options->work != work)
            continue;
        snprintf(why, size, "no figures for %s", parallel_works[work]);
        if (!read_work(options, json_get(answer, parallel_works[work]), found,
                &found->figures[work]))
            return false;
        result->cpython_speed_ups[work] = &found->figures[work];
    }
    result->cpython = found;
    return true;
}

int
parallel_run_cpython(
    const struct parallel_options *options, struct parallel_result *result)
{
    char workers[16], rounds[16], work_ms[16], why[256];
    const char *const arguments[] = {"-c", program, parallel_module,
        options->table ? "cpu,io" : parallel_works[options->work], workers,
        rounds, work_ms, NULL};
    char *answer = memory_heap(PYTHON_BYTES, "python3's answer");

    snprintf(workers, sizeof(workers), "%ld", options->workers);
    snprintf(rounds, sizeof(rounds), "%ld", options->rounds);
    snprintf(work_ms, sizeof(work_ms), "%ld", options->work_ms);
    stop_hold();
    int status = launch_run_on_path("python3",
        "install the package python3, or leave out --cpython", arguments,
        answer, PYTHON_BYTES);
    stop_release(0);
    bool good = status == STATUS_HELD &&
                read_answer(options, answer, result, why, sizeof(why));
    if (status == STATUS_HELD && !good)
        complain("python3 has failed: %s: leave out --cpython", why);
    free(answer);
    return good ? STATUS_HELD : STATUS_CANNOT; /* and why has been said */
}
