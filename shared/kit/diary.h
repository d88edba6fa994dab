/* A log of what the workers did: any of them writes, the main thread reads.
 *
 * It is in zeroed memory that all of them share; so are its lines. A line is
 * reserved by one atomic addition, so no lock is needed, and a worker that is
 * killed in the middle only leaves a line that is not shown. Safe from any
 * worker of any model. */
#pragma once

#include <stdatomic.h>
#include <stdbool.h>

enum { DIARY_USUAL = 100, DIARY_MOST = 640, DIARY_TEXT = 100 };

struct diary_line {
    atomic_long at_ns; /* of clock_ns; 0: not finished */
    char text[DIARY_TEXT];
};

struct diary {
    long begun_ns, room;
    atomic_long used; /* lines, including those that did not fit */
    struct diary_line *lines;
};

/* Before the first writer is started: room for that many lines, DIARY_MOST at
 * the most. The lines' times count from now on. */
void diary_begin(struct diary *diary, long room);

/* Add a line. Longer text is cut; lines for which there is no room are only
 * counted. */
void diary_write(struct diary *diary, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* After the last writer has ended: the lines in order of time, each with its
 * seconds since diary_begin, or with the time of day, up to a NULL. Static
 * storage, until the next call. */
const char *const *diary_lines(const struct diary *diary, bool time_of_day);
