#define _GNU_SOURCE /* SIGEV_THREAD_ID */

#include "patience.h"

#include "die.h"

#include <errno.h>
#include <signal.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#ifndef sigev_notify_thread_id /* the name is not public before glibc 2.38 */
#define sigev_notify_thread_id _sigev_un._tid
#endif

static struct {
    int seconds, quiet;
    long seen;
    long (*moved)(void);
    void (*give_up)(void);
} patience;

static void
look(int signal)
{
    int error = errno; /* the thread to interrupt */
    long now = patience.moved();

    (void)signal;
    patience.quiet = now == patience.seen ? patience.quiet + 1 : 0;
    patience.seen = now;
    if (patience.quiet == patience.seconds)
        patience.give_up();
    errno = error;
}

/* Not setitimer: its signal might interrupt a worker. */
void
patience_begin(int seconds, long (*moved)(void), void (*give_up)(void))
{
    struct sigaction action = {.sa_handler = look, .sa_flags = SA_RESTART};
    struct sigevent event = {
        .sigev_notify = SIGEV_THREAD_ID,
        .sigev_signo = SIGALRM,
        .sigev_notify_thread_id = (pid_t)syscall(SYS_gettid),
    };
    const struct itimerspec each_second = {{1, 0}, {1, 0}};
    timer_t timer;

    patience.seconds = seconds;
    patience.moved = moved;
    patience.give_up = give_up;
    if (sigaction(SIGALRM, &action, NULL) == -1 ||
        timer_create(CLOCK_MONOTONIC, &event, &timer) == -1 ||
        timer_settime(timer, 0, &each_second, NULL) == -1)
        die(STATUS_CANNOT, "timer_create: %m: cannot detect a deadlock");
}
