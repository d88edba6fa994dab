/* What becomes of a coroutine that overflows its stack: one line names it, and
 * the program ends with status 1. Internal to coro/. */
#pragma once

/* From now on, an access to the guard of the running coroutine's stack is an
 * overflow. */
void overflow_catch(void);

/* Where the guard is a canary: has the running coroutine overwritten it? Cold:
 * kept away from the switches of all others. */
__attribute__((cold)) void overflow_check(void);
