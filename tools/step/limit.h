/* What stops a search early: time is up, we are asked to stop, or the program
 * does what cannot be followed. What was found before counts.
 *
 * From deep in a step, or in a wait for the program, the way out is a longjmp:
 *
 *     if (setjmp(*limit_set(seconds)) == 0)
 *         search
 *     limit_lift(); */
#pragma once

#include <setjmp.h>
#include <stdbool.h>

enum limit {
    LIMIT_NONE,
    LIMIT_TIME,
    LIMIT_EASED, /* the work that limit_ease allows is done */
    LIMIT_SIGNAL,
    LIMIT_REFUSAL /* limit_refuse was called */
};

/* Allow this many seconds from now on. Returns the way out, for setjmp. */
jmp_buf *limit_set(long seconds);

/* From now on at most so much more work is done; LONG_MAX: as much as is
 * needed. A unit takes about a microsecond of step's own time. But work is
 * counted, not measured: it does not depend on the machine, or on what else
 * runs. */
void limit_ease(long work);

/* So much work is done now; and in all. */
void limit_work(long work);
long limit_worked(void);

/* From here on there is neither a way out nor a time limit. A signal sent both
 * to us and to our group (timeout(1)) counts once. */
void limit_lift(void);

/* The same, with a time limit: when it is reached, exit with status 3. */
void limit_die_after(long seconds);

/* Sleep until a task of the program has news, at most for that time. True if a
 * limit has been reached: then kill the program, and leave. */
bool limit_reached(long wait_ns);

/* Take the way out; if there is none, exit. */
_Noreturn void limit_leave(void);

/* The program cannot be followed: a line for the user, and the way out. */
_Noreturn void limit_refuse(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

/* The same if a worker can no longer be controlled. */
_Noreturn void limit_lost(int worker);

/* The limit that was reached; the signal; and the text of a refusal. */
enum limit limit_which(void);
int limit_signal(void);
const char *limit_refusal(void);
