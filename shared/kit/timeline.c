#include "timeline.h"

#include "clock.h"
#include "die.h"
#include "memory.h"

#include <sched.h>
#include <stdlib.h>
#include <sys/resource.h>

enum { NAP_NS = 1000000, MOST_LOOKS = 100 };

static long
switches_so_far(void)
{
    struct rusage usage;

    if (getrusage(RUSAGE_THREAD, &usage) == -1)
        die(STATUS_CANNOT, "getrusage: %m: cannot count the switches");
    return usage.ru_nvcsw + usage.ru_nivcsw;
}

void
timeline_need(void)
{
    long before = switches_so_far();

    clock_sleep_ns(NAP_NS);
    if (switches_so_far() == before)
        die(STATUS_CANNOT, "the kernel counts no context switches: who ran "
                           "when cannot be seen here");
}

/* False where there is no room. */
static bool
add(struct timeline *timeline, struct timeline_slice slice)
{
    timeline->full = timeline->full || timeline->count == timeline->room;
    if (!timeline->full)
        timeline->slices[timeline->count++] = slice;
    return !timeline->full;
}

/* Time and CPU belong together only if there was no context switch between
 * reading the one and the other. Under a tracer (strace) every system call is a
 * switch, so they never do: then nothing is recorded. */
void
timeline_look(struct timeline *timeline)
{
    long switches, now_ns;
    int cpu, looks = 0;

    do {
        if (looks++ == MOST_LOOKS) {
            timeline->running = false;
            return;
        }
        switches = switches_so_far();
        now_ns = clock_ns();
        cpu = sched_getcpu();
    } while (switches_so_far() != switches);
    if (timeline->running && switches == timeline->switches)
        timeline->slices[timeline->count - 1].to_ns = now_ns;
    else
        timeline->running =
            add(timeline, (struct timeline_slice){now_ns, now_ns, cpu});
    timeline->switches = switches;
}

void
timeline_rest(struct timeline *timeline)
{
    timeline->running = false;
}

void
timeline_waited(struct timeline *timeline, long from_ns)
{
    timeline->running = false;
    add(timeline, (struct timeline_slice){from_ns, clock_ns(), TIMELINE_WAITS});
}

/* ---- How many at once. ---- */

static int
by_time(const void *left, const void *right)
{
    long a = *(const long *)left, b = *(const long *)right;

    return (a > b) - (a < b);
}

/* The beginnings and the ends of all slices of one kind. Returns how many. */
static long
gather(const struct timeline *timelines, long count, bool waiting, long *begins,
    long *ends)
{
    long found = 0;

    for (long i = 0; i < count; i++)
        for (long j = 0; j < timelines[i].count; j++) {
            const struct timeline_slice *slice = &timelines[i].slices[j];
            if ((slice->cpu == TIMELINE_WAITS) != waiting ||
                slice->from_ns == slice->to_ns)
                continue;
            begins[found] = slice->from_ns;
            ends[found++] = slice->to_ns;
        }
    qsort(begins, (size_t)found, sizeof(*begins), by_time);
    qsort(ends, (size_t)found, sizeof(*ends), by_time);
    return found;
}

/* Go through all times in order: one more at each beginning, one fewer at each
 * end; the end of one slice may be the beginning of another. */
static long
most(const struct timeline *timelines, long count, bool waiting)
{
    long slices = 0, ended = 0, largest = 0;

    for (long i = 0; i < count; i++)
        slices += timelines[i].count;
    long *times = memory_heap(
        (2 * (size_t)slices + 1) * sizeof(*times), "the slices in order");
    long *begins = times, *ends = times + slices;
    slices = gather(timelines, count, waiting, begins, ends);
    for (long begun = 1; begun <= slices; begun++) {
        while (ends[ended] <= begins[begun - 1])
            ended++;
        if (begun - ended > largest)
            largest = begun - ended;
    }
    free(times);
    return largest;
}

long
timeline_most_running(const struct timeline *timelines, long count)
{
    return most(timelines, count, false);
}

long
timeline_most_waiting(const struct timeline *timelines, long count)
{
    return most(timelines, count, true);
}

long
timeline_ran_ns(const struct timeline *timeline)
{
    long ran_ns = 0;

    for (long i = 0; i < timeline->count; i++)
        if (timeline->slices[i].cpu != TIMELINE_WAITS)
            ran_ns += timeline->slices[i].to_ns - timeline->slices[i].from_ns;
    return ran_ns;
}

/* ---- The picture. ---- */

static char
symbol(int cpu)
{
    static const char symbols[] = "0123456789abcdefghijklmnopqrstuvwxyz";
    enum { SYMBOLS = sizeof(symbols) - 1 };

    return cpu == TIMELINE_WAITS ? '-' : cpu < SYMBOLS ? symbols[cpu] : '#';
}

void
timeline_draw(const struct timeline *timeline, long from_ns, long to_ns,
    char *line, int columns)
{
    const struct timeline_slice *slice = timeline->slices;
    const struct timeline_slice *end = slice + timeline->count;

    for (int column = 0; column < columns; column++) {
        long now_ns =
            from_ns + (to_ns - from_ns) * (2 * column + 1) / (2 * columns);
        while (slice < end && slice->to_ns <= now_ns)
            slice++;
        if (slice < end && slice->from_ns <= now_ns)
            line[column] = symbol(slice->cpu);
        else
            line[column] = slice == end && timeline->full ? '?' : '.';
    }
    line[columns] = '\0';
}
