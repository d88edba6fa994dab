/* The log, which main, its workers and the watcher write together. */

#include "lifecycle.h"
#include "lifecycle/parts.h"

#include "kit/clock.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

const char lifecycle_main[] = "Main    ";

/* A slot is taken first and then filled, so that no lock is needed: a writer
 * that is killed in between leaves one empty line, and nobody waiting. */
void
lifecycle_log(const char *who, const char *format, ...)
{
    struct lifecycle_memory *memory = lifecycle.memory;
    int slot = atomic_fetch_add(&memory->lines, 1);
    va_list arguments;

    if (slot >= LIFECYCLE_LINES)
        return;
    struct lifecycle_line *line = &memory->log[slot];
    line->at_ns = clock_ns();
    size_t start =
        (size_t)snprintf(line->text, sizeof(line->text), "%s: ", who);
    va_start(arguments, format);
    vsnprintf(
        line->text + start, sizeof(line->text) - start, format, arguments);
    va_end(arguments);
    /* Last: if we are killed before, half a line must not be read. */
    atomic_store(&line->written, true);
}

static int
compare_lines(const void *left, const void *right)
{
    const struct lifecycle_line *a =
        *(const struct lifecycle_line *const *)left;
    const struct lifecycle_line *b =
        *(const struct lifecycle_line *const *)right;

    if (a->at_ns != b->at_ns)
        return a->at_ns < b->at_ns ? -1 : 1;
    return a < b ? -1 : 1; /* as their slots were taken */
}

/* "12:30:01.250: Main    : all done". The time of day is asked once: so no line
 * is earlier than the one before it, though somebody may set the clock. */
static void
format_line(const struct lifecycle_line *line, char *text, size_t size)
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
    size_t length = strftime(text, size, "%H:%M:%S", &local);
    snprintf(text + length, size - length, ".%03ld: %s",
        at_ns % NS_PER_S / NS_PER_MS, line->text);
}

const char *const *
lifecycle_read_log(void)
{
    const struct lifecycle_memory *memory = lifecycle.memory;
    static char texts[LIFECYCLE_LINES][LIFECYCLE_LINE_BYTES + 16];
    static const char *pointers[LIFECYCLE_LINES + 1];
    const struct lifecycle_line *lines[LIFECYCLE_LINES];
    size_t count = 0;

    for (int i = 0; i < LIFECYCLE_LINES; i++)
        if (atomic_load(&memory->log[i].written))
            lines[count++] = &memory->log[i];
    qsort(lines, count, sizeof(*lines), compare_lines);
    for (size_t i = 0; i < count; i++) {
        format_line(lines[i], texts[i], sizeof(texts[i]));
        pointers[i] = texts[i];
    }
    return pointers;
}
