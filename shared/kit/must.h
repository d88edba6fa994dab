/* A call that must succeed names itself when it does not:
 *
 *     thread/counter: pthread_mutex_lock(&mutex): Invalid argument
 *
 * For each of the two error conventions there is one macro. The exit status
 * follows from the error: 77 if the machine refuses (no memory, no permission,
 * a limit), and otherwise 1, since a correct program does not get such an
 * error. Safe from any thread, and from a child after fork. */
#pragma once

#include <errno.h>

/* For calls that return their error, as pthreads do. */
#define MUST(call)                                                             \
    do {                                                                       \
        int code_ = (call);                                                    \
        if (code_ != 0)                                                        \
            must_fail(#call, code_);                                           \
    } while (0)

/* For calls that return -1 and set errno. A call interrupted by a signal is
 * repeated. */
#define MUST_ERRNO(call)                                                       \
    do {                                                                       \
        while ((call) == -1)                                                   \
            if (errno != EINTR)                                                \
                must_fail(#call, errno);                                       \
    } while (0)

/* End the program: this call has failed with this error number. */
void must_fail(const char *call, int code) __attribute__((noreturn));
