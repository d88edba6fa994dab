/* What workers did, line by line: written by any of them, read by the starter.
 *
 * It lies in zeroed memory that all of them share. A place is taken by one
 * atomic addition, so that no lock is needed, and a worker that is killed in
 * the middle leaves nothing but a line that is not shown. Safe from any worker
 * of any model. */
#ifndef KIT_DIARY_H
#define KIT_DIARY_H

#include <stdatomic.h>

enum { DIARY_LINES = 100, DIARY_TEXT = 64 };

struct diary_line {
    atomic_long at_ns; /* of clock_ns; 0: it was not finished */
    char text[DIARY_TEXT];
};

struct diary {
    long begun_ns;
    atomic_long used; /* lines, those that found no place included */
    struct diary_line lines[DIARY_LINES];
};

/* Time counts from here on. */
void diary_begin(struct diary *diary);

/* Add a line. Longer text is cut; what is more than DIARY_LINES is counted. */
void diary_write(struct diary *diary, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* When nobody writes any more: the lines in the order of time, each with its
 * seconds since diary_begin, up to a NULL. Static storage, until the next call.
 */
const char *const *diary_lines(const struct diary *diary);

#endif
