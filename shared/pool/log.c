/* The log: made from the flight recorder. */

#include "pool.h"
#include "pool/parts.h"

#include "kit/clock.h"
#include "kit/memory.h"
#include "kit/stop.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What one line reports: the end of a task, or of a worker. */
struct moment {
    long ns, task;
    const struct pool_death *death;
};

static int
by_time(const void *left, const void *right)
{
    const struct moment *a = left, *b = right;

    if (a->ns != b->ns)
        return a->ns < b->ns ? -1 : 1;
    return (a->task > b->task) - (a->task < b->task);
}

/* A task that was under way when the pool died comes last. */
static long
list_moments(struct moment *moments)
{
    long count = 0;

    for (long task = 1; task <= record->options->tasks; task++) {
        const struct pool_trace *trace = record_trace(task);
        bool crashed = record->died > 0 && record->deaths[0].task == task;
        if (trace->finished_ns > 0)
            moments[count++] = (struct moment){trace->finished_ns, task, NULL};
        else if (trace->started_ns > 0 && !crashed)
            moments[count++] = (struct moment){LONG_MAX, task, NULL};
    }
    for (long i = 0; i < record->died; i++)
        moments[count++] = (struct moment){
            record->deaths[i].ns, record->deaths[i].task, &record->deaths[i]};
    qsort(moments, (size_t)count, sizeof(*moments), by_time);
    return count;
}

/* How a task ended. Where the pool died, there is no future to ask. */
static void
write_end(const struct moment *moment, char text[40])
{
    const struct pool_future *future =
        pool != NULL ? queue_future(moment->task) : NULL;
    const size_t size = 40;

    if (moment->ns == LONG_MAX)
        snprintf(text, size, "was under way: gone, too");
    else if (future == NULL)
        snprintf(text, size, "done: the result is gone");
    else if (future->error == EOWNERDEAD)
        snprintf(text, size, "given up: no worker survives it");
    else if (future->error != 0)
        snprintf(text, size, "error: %s", strerror(future->error));
    else
        snprintf(
            text, size, "result %016llx", (unsigned long long)future->result);
}

static void
write_line(const struct moment *moment, char line[POOL_LINE_BYTES])
{
    const struct pool_death *death = moment->death;
    int worker = death != NULL      ? death->worker
                 : moment->task > 0 ? record_trace(moment->task)->worker
                                    : 0;
    char when[24] = "", task[32] = "", text[40];

    if (moment->ns != LONG_MAX)
        snprintf(when, sizeof(when), "%.2f ms",
            (double)(moment->ns - record->submitted_ns) / NS_PER_MS);
    if (moment->task > 0)
        snprintf(task, sizeof(task), "task %ld", moment->task);
    if (death != NULL)
        snprintf(text, sizeof(text), "dies of %s (process %d)",
            stop_signal_name(death->signal), (int)death->process);
    else
        write_end(moment, text);
    snprintf(line, POOL_LINE_BYTES, "%11s  worker %-3d %-9s  %s", when, worker,
        task, text);
}

/* The first lines and the last, where there are too many. */
void
log_write(struct pool_result *result)
{
    enum { LAST = 8, FIRST = POOL_LINES - LAST - 1 };
    size_t room = (size_t)(record->options->tasks + record->died);
    struct moment *moments = memory_heap(room * sizeof(*moments), "the log");
    int line = 0;

    long count = list_moments(moments);
    for (long i = 0; i < count; i++) {
        if (count > POOL_LINES && i == FIRST) {
            long left_out = count - FIRST - LAST;
            snprintf(result->text[line], POOL_LINE_BYTES, "%11s  %ld more",
                "...", left_out);
            result->lines[line] = result->text[line];
            line++;
            i += left_out;
        }
        write_line(&moments[i], result->text[line]);
        result->lines[line] = result->text[line];
        line++;
    }
    free(moments);
    result->log = result->lines;
}
