#include "diary.h"

#include "clock.h"
#include "format.h"
#include "memory.h"

#include <stdio.h>
#include <time.h>

enum { SHOWN_BYTES = DIARY_TEXT + 40 };

void
diary_begin(struct diary *diary, long room)
{
    diary->lines = memory_shared((size_t)room * sizeof(*diary->lines));
    diary->room = room;
    diary->begun_ns = clock_ns();
}

void
diary_write(struct diary *diary, const char *format, ...)
{
    long now_ns = clock_ns(), place = atomic_fetch_add(&diary->used, 1);

    if (place >= diary->room)
        return;
    FORMAT(diary->lines[place].text, DIARY_TEXT, format);
    /* Release: a reader that sees the time sees the text. */
    atomic_store_explicit(
        &diary->lines[place].at_ns, now_ns, memory_order_release);
}

/* Lines are reserved in one order and may be timed in another: the time counts.
 * An insertion sort is stable: equal times keep their order. */
static int
sort_by_time(
    const struct diary *diary, const struct diary_line *sorted[DIARY_MOST])
{
    int count = 0;

    for (int i = 0; i < diary->room; i++) {
        const struct diary_line *line = &diary->lines[i];
        int place = count;
        if (line->at_ns == 0)
            continue;
        for (; place > 0 && sorted[place - 1]->at_ns > line->at_ns; place--)
            sorted[place] = sorted[place - 1];
        sorted[place] = line;
        count++;
    }
    return count;
}

/* The time of day is asked once: so no line is earlier than the one before it,
 * though somebody may set the clock. */
static void
write_time_of_day(char text[SHOWN_BYTES], const struct diary_line *line)
{
    static long offset_ns;
    struct timespec now;
    struct tm local;

    if (offset_ns == 0) {
        clock_gettime(CLOCK_REALTIME, &now);
        offset_ns = now.tv_sec * NS_PER_S + now.tv_nsec - clock_ns();
    }
    long at_ns = line->at_ns + offset_ns;
    time_t second = at_ns / NS_PER_S;
    localtime_r(&second, &local);
    size_t length = strftime(text, SHOWN_BYTES, "%H:%M:%S", &local);
    snprintf(text + length, SHOWN_BYTES - length, ".%03ld: %s",
        at_ns % NS_PER_S / NS_PER_MS, line->text);
}

const char *const *
diary_lines(const struct diary *diary, bool time_of_day)
{
    static char text[DIARY_MOST + 1][SHOWN_BYTES];
    static const char *shown[DIARY_MOST + 2];
    const struct diary_line *sorted[DIARY_MOST];
    int count = sort_by_time(diary, sorted);

    for (int i = 0; i < count; i++)
        if (time_of_day)
            write_time_of_day(text[i], sorted[i]);
        else
            snprintf(text[i], SHOWN_BYTES, "%6.3f s  %s",
                (double)(sorted[i]->at_ns - diary->begun_ns) / NS_PER_S,
                sorted[i]->text);
    if (diary->used > diary->room)
        snprintf(text[count++], SHOWN_BYTES, "and %ld lines more",
            diary->used - diary->room);
    for (int i = 0; i < count; i++)
        shown[i] = text[i];
    shown[count] = NULL;
    return shown;
}
