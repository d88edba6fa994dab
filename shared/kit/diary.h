/* A log of what the workers did: any of them writes, the main thread reads.
 *
 * It is in zeroed memory that all of them share. A line is reserved by one
 * atomic addition, so no lock is needed, and a worker that is killed in the
 * middle only leaves a line that is not shown. Safe from any worker of any
 * model. */
#pragma once

#include <stdatomic.h>

enum { DIARY_LINES = 100, DIARY_TEXT = 64 };

struct diary_line {
    atomic_long at_ns; /* of clock_ns; 0: not finished */
    char text[DIARY_TEXT];
};

struct diary {
    long begun_ns;
    atomic_long used; /* lines, including those that did not fit */
    struct diary_line lines[DIARY_LINES];
};

/* Set the time that the lines' times count from. */
void diary_begin(struct diary *diary);

/* Add a line. Longer text is cut; lines beyond DIARY_LINES are only counted. */
void diary_write(struct diary *diary, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* After the last writer has ended: the lines in order of time, each with its
 * seconds since diary_begin, up to a NULL. Static storage, until the next call.
 */
const char *const *diary_lines(const struct diary *diary);
