/* Workers that are processes.
 *
 * A process does not end because its parent does: it gets another parent, init,
 * or the nearest ancestor that has asked for orphans (a subreaper), and goes
 * on. One that is to end with main must ask for that (PR_SET_PDEATHSIG); one
 * that is to be free of session and terminal as well becomes a Unix daemon. */

#include "lifecycle.h"

#include "kit/crew.h"
#include "kit/must.h"
#include "kit/start.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static struct crew crew;
static bool detached; /* nobody can wait for the workers */

bool
lifecycle_outlives_main(const struct lifecycle_options *options)
{
    return options->kind != LIFECYCLE_DAEMON;
}

/* No longer be main's child: fork again, and let the child go on while we end.
 * So it is an orphan at once, and only the one that adopts orphans has to wait
 * for it. A Unix daemon also leaves the session, to which the terminal sends
 * signals; it does not lead its new one, so as never to be given a terminal; it
 * keeps no folder in use, and reads and writes nothing. daemon(7), "SysV
 * Daemons". */
static void
detach(int index)
{
    bool to_unix = lifecycle.options->kind == LIFECYCLE_UNIX_DAEMON;
    pid_t self = getpid();

    if (to_unix)
        MUST_ERRNO(setsid());
    pid_t id = fork();
    if (id == -1)
        _exit(start_failed("fork", errno, index));
    if (id != 0)
        _exit(STATUS_HELD);
    while (getppid() == self)
        lifecycle_sleep_ns(LIFECYCLE_NAP_NS);
    if (!to_unix)
        return;
    MUST_ERRNO(chdir("/"));
    umask(0);
    int null = -1;
    MUST_ERRNO(null = open("/dev/null", O_RDWR));
    for (int i = STDIN_FILENO; i <= STDERR_FILENO; i++)
        MUST_ERRNO(dup2(null, i));
}

/* Until the worker has begun, or has died, which a process may do alone. If it
 * has detached itself, the process that it was before has ended, too. */
static void
await(int index)
{
    int wait_status = 0;

    while (!lifecycle_has_begun(index) || (detached && crew.ids[index] != 0)) {
        pid_t id = waitpid(-1, &wait_status, WNOHANG);
        if (id > 0 || (id == -1 && crew.ids[index] != 0))
            crew_reaped(&crew, id, wait_status);
        else
            lifecycle_sleep_ns(LIFECYCLE_NAP_NS);
    }
}

static void
setup(const struct lifecycle_options *options)
{
    crew_init(&crew, (int)options->workers);
    stop_release(0); /* it holds signals: take them as other programs do */
    detached = options->kind == LIFECYCLE_DETACHED ||
               options->kind == LIFECYCLE_UNIX_DAEMON;
}

_Noreturn static void
worker(int index)
{
    MUST(pthread_setname_np(pthread_self(), lifecycle_name(index)));
    if (detached)
        detach(index);
    if (lifecycle.options->kind == LIFECYCLE_DAEMON)
        stop_orphan(crew.parent); /* a thread dies with it anyway */
    lifecycle_work(index);
    _exit(STATUS_HELD);
}

static void
start(int workers)
{
    for (int i = 0; i < workers; i++) {
        lifecycle_log(lifecycle_main, "create and start %s", lifecycle_name(i));
        pid_t id = fork();
        if (id == -1)
            crew_refused(&crew);
        if (id == 0)
            worker(i);
        crew_started(&crew, id);
        await(i);
    }
}

/* Whichever child ends is reaped, and its end remembered: so we notice at once
 * if one dies that another is waiting for. (pthread_join can wait only for one
 * particular thread.) */
static void
join(void)
{
    int wait_status = 0;

    for (int i = 0; i < crew.started; i++) {
        lifecycle_log(lifecycle_main, "before joining %s", lifecycle_name(i));
        while (crew.ids[i] != 0) {
            pid_t id = waitpid(-1, &wait_status, 0);
            crew_reaped(&crew, id, wait_status);
        }
        lifecycle_log(lifecycle_main, "%s done", lifecycle_name(i));
    }
}

void
lifecycle_run(const struct lifecycle_options *options)
{
    setup(options);
    start((int)options->workers);
    if (options->end == LIFECYCLE_JOIN)
        join();
}
