#include "diary.h"

#include "clock.h"

#include <stdarg.h>
#include <stdio.h>

enum { SHOWN_BYTES = DIARY_TEXT + 40 };

void
diary_begin(struct diary *diary)
{
    diary->begun_ns = clock_ns();
}

void
diary_write(struct diary *diary, const char *format, ...)
{
    long now_ns = clock_ns(), place = atomic_fetch_add(&diary->used, 1);
    va_list arguments;

    if (place >= DIARY_LINES)
        return;
    va_start(arguments, format);
    vsnprintf(diary->lines[place].text, DIARY_TEXT, format, arguments);
    va_end(arguments);
    /* Release: a reader that sees the time sees the text. */
    atomic_store_explicit(
        &diary->lines[place].at_ns, now_ns, memory_order_release);
}

/* Lines are reserved in one order and may be timed in another: the time counts.
 * An insertion sort is stable: equal times keep their order. */
static int
sort_by_time(
    const struct diary *diary, const struct diary_line *sorted[DIARY_LINES])
{
    int count = 0;

    for (int i = 0; i < DIARY_LINES; i++) {
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

const char *const *
diary_lines(const struct diary *diary)
{
    static char text[DIARY_LINES + 1][SHOWN_BYTES];
    static const char *shown[DIARY_LINES + 2];
    const struct diary_line *sorted[DIARY_LINES];
    int count = sort_by_time(diary, sorted);

    for (int i = 0; i < count; i++)
        snprintf(text[i], SHOWN_BYTES, "%6.3f s  %s",
            (double)(sorted[i]->at_ns - diary->begun_ns) / NS_PER_S,
            sorted[i]->text);
    if (diary->used > DIARY_LINES)
        snprintf(text[count++], SHOWN_BYTES, "and %ld lines more",
            diary->used - DIARY_LINES);
    for (int i = 0; i < count; i++)
        shown[i] = text[i];
    shown[count] = NULL;
    return shown;
}
