/* What ends a search before its end: time is up, somebody asks us to stop, or
 * the program does what cannot be followed. What was found before that counts.
 *
 * From deep in a step, or in a wait for the program, the way out is a longjmp:
 *
 *     if (setjmp(*limit_set(seconds)) == 0)
 *         search
 *     limit_lift();
 */
#pragma once

#include <setjmp.h>
#include <stdbool.h>

enum limit {
    LIMIT_NONE,
    LIMIT_TIME,
    LIMIT_EASED, /* limit_ease was called, and that is used up */
    LIMIT_SIGNAL,
    LIMIT_REFUSAL /* limit_refuse was called */
};

/* From now on there are so many seconds; the way out, for setjmp. */
jmp_buf *limit_set(long seconds);

/* From now on step itself uses at most that much more of the CPU: so much does
 * not depend on who else is at work. 0: as much as it likes. */
void limit_ease(long cpu_ns);

/* There is no way out from here on, nor a limit of time. Who has sent a signal
 * to us and to our group (timeout(1)) has asked once. */
void limit_lift(void);

/* The same, with a limit of time: when that is reached, we end in status 3. */
void limit_die_after(long seconds);

/* Sleep until a task of the program has news, for that long at most. True if a
 * limit has been reached: kill the program then, and leave. */
bool limit_reached(long wait_ns);

/* Take the way out; or, where there is none, end step. */
_Noreturn void limit_leave(void);

/* The program cannot be followed: a line for the user, and the way out. */
_Noreturn void limit_refuse(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

/* The same where a worker cannot be led any more. */
_Noreturn void limit_lost(int worker);

/* Which one was reached; by which signal; and what was said with a refusal. */
enum limit limit_which(void);
int limit_signal(void);
const char *limit_refusal(void);
