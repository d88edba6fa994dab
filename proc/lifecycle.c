/* Workers that are processes.
 *
 * A process does not end because its parent does: it gets another parent, init,
 * or the nearest ancestor that has asked for orphans (a subreaper), and goes
 * on. Who wants it to end with main must say so (PR_SET_PDEATHSIG); who wants
 * it to live without session and terminal, too, makes a Unix daemon of it. */

#include "lifecycle.h"

#include "kit/clock.h"
#include "kit/crew.h"
#include "kit/die.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { NS_PER_MS = 1000000 };

const char lifecycle_noun[] = "processes";

struct lifecycle_fate
lifecycle_expect(const struct lifecycle_options *options)
{
    return (struct lifecycle_fate){
        .outlives_main = options->kind != LIFECYCLE_DAEMON,
        .is_orphan = true, /* and be it a dead one */
    };
}

const char *
lifecycle_refusal(const struct lifecycle_options *options)
{
    (void)options;
    return NULL;
}

/* A child has no reason to end with anybody. That no experiment of ours leaves
 * one behind, even if the watcher is killed, takes a lifeline: poll wakes us at
 * once when its other end is closed, whoever our parent is by then. */
void
lifecycle_sleep_ns(const struct lifecycle *lifecycle, long ns)
{
    struct pollfd lifeline = {.fd = lifecycle->lifeline};
    long until_ns = clock_ns() + ns;

    for (long left_ns = ns; left_ns > 0; left_ns = until_ns - clock_ns()) {
        int ready =
            poll(&lifeline, 1, (int)((left_ns + NS_PER_MS - 1) / NS_PER_MS));
        if (ready == 1)
            _exit(STATUS_BROKEN);
        if (ready == -1 && errno != EINTR)
            die(STATUS_BROKEN, "poll: %m: a worker cannot sleep");
    }
}

/* No longer be main's child: a child of ours goes on, and we end. So it is an
 * orphan at once, and nobody has to wait for it but who inherits orphans. A
 * Unix daemon also leaves the session, which the terminal's signals go to; it
 * is no leader of its new one, so as never to be given a terminal; it keeps no
 * folder in use, and talks to nobody. daemon(7), "SysV Daemons". */
static void
detach(const struct lifecycle *lifecycle)
{
    bool to_unix = lifecycle->options->kind == LIFECYCLE_UNIX_DAEMON;
    pid_t self = getpid();

    if (to_unix && setsid() == -1)
        die(STATUS_CANNOT, "setsid: %m: no session for a daemon");
    pid_t id = fork();
    if (id == -1) {
        complain("fork: %m: not all workers could be started: see 'ulimit -u', "
                 "or ask for fewer --workers");
        _exit(STATUS_CANNOT);
    }
    if (id != 0)
        _exit(STATUS_HELD);
    while (getppid() == self)
        lifecycle_sleep_ns(lifecycle, LIFECYCLE_NAP_NS);
    if (!to_unix)
        return;
    int null = open("/dev/null", O_RDWR);
    if (chdir("/") == -1 || null == -1 || dup2(null, STDIN_FILENO) == -1 ||
        dup2(null, STDOUT_FILENO) == -1 || dup2(null, STDERR_FILENO) == -1)
        die(STATUS_CANNOT, "/dev/null: %m: no silence for a daemon");
    umask(0);
}

_Noreturn static void
end(enum lifecycle_end how)
{
    if (how == LIFECYCLE_LEAVE)
        pthread_exit(NULL); /* the only thread: it takes the process along */
    if (how == LIFECYCLE_KILLED)
        raise(SIGKILL); /* kills this process, and no other */
    exit(STATUS_HELD);  /* ends this process, and no other */
}

static void
setup(const struct lifecycle *lifecycle, struct crew *crew)
{
    crew_init(crew, (int)lifecycle->options->workers);
}

_Noreturn static void
worker(const struct lifecycle *lifecycle, int index, pid_t parent)
{
    enum lifecycle_kind kind = (enum lifecycle_kind)lifecycle->options->kind;
    const char *name = lifecycle_name(lifecycle, index);

    if (kind == LIFECYCLE_DETACHED || kind == LIFECYCLE_UNIX_DAEMON)
        detach(lifecycle);
    if (kind == LIFECYCLE_DAEMON) { /* what a thread has without asking */
        if (prctl(PR_SET_PDEATHSIG, SIGKILL) == -1)
            die(STATUS_CANNOT, "prctl: %m: a daemon might outlive main");
        if (getppid() != parent)
            _exit(STATUS_BROKEN); /* main was gone before the prctl */
    }
    if (prctl(PR_SET_NAME, name) == -1)
        die(STATUS_CANNOT, "prctl: %m: %s has no name", name);
    lifecycle_work(lifecycle, index);
    _exit(STATUS_HELD);
}

/* Until a worker has begun, we look whether it has died, which a process may do
 * alone. If it has detached itself, we reap what it was before. */
static int
start(const struct lifecycle *lifecycle, struct crew *crew)
{
    bool detached = lifecycle->options->kind == LIFECYCLE_DETACHED ||
                    lifecycle->options->kind == LIFECYCLE_UNIX_DAEMON;
    pid_t parent = getpid();
    int wait_status;

    for (int i = 0; i < lifecycle->options->workers; i++) {
        lifecycle_log(lifecycle, lifecycle_main, "create and start %s",
            lifecycle_name(lifecycle, i));
        pid_t id = fork();
        if (id == -1) {
            complain("fork: %m: only %d workers could be started: see "
                     "'ulimit -u', or ask for fewer --workers",
                i);
            return STATUS_CANNOT;
        }
        if (id == 0)
            worker(lifecycle, i, parent);
        crew_started(crew, id);
        while (!lifecycle_has_begun(lifecycle, i) ||
               (detached && crew->ids[i] != 0)) {
            pid_t ended = waitpid(-1, &wait_status, WNOHANG);
            if (ended > 0)
                crew_reaped(crew, ended, wait_status);
            if (crew->status != STATUS_HELD)
                return crew->status;
            lifecycle_sleep_ns(lifecycle, LIFECYCLE_NAP_NS);
        }
    }
    return STATUS_HELD;
}

/* Whoever ends first is reaped first, and remembered: so that we see it when
 * one dies for whom another waits. (A thread can only wait for a certain one.)
 */
static int
join(const struct lifecycle *lifecycle, struct crew *crew)
{
    int wait_status;

    for (int i = 0; i < crew->started; i++) {
        const char *name = lifecycle_name(lifecycle, i);
        lifecycle_log(lifecycle, lifecycle_main, "before joining %s", name);
        while (crew->ids[i] != 0) {
            pid_t id = waitpid(-1, &wait_status, 0);
            if (id > 0)
                crew_reaped(crew, id, wait_status);
            else if (errno != EINTR)
                die(STATUS_BROKEN, "waitpid: %m: the workers are out of sight");
        }
        lifecycle_log(lifecycle, lifecycle_main, "%s done", name);
    }
    return crew->status;
}

static void
teardown(struct crew *crew)
{
    crew_free(crew);
}

int
lifecycle_run(const struct lifecycle *lifecycle)
{
    static struct crew crew; /* as the other models have it */
    int status;

    setup(lifecycle, &crew);
    if ((status = start(lifecycle, &crew)) != STATUS_HELD)
        return status;
    if (lifecycle->options->end == LIFECYCLE_JOIN) {
        status = join(lifecycle, &crew);
        teardown(&crew);
    }
    lifecycle_log(lifecycle, lifecycle_main, "all done");
    if (status != STATUS_HELD)
        return status;
    end((enum lifecycle_end)lifecycle->options->end);
}
