/* The watcher: the parent of main, which adopts whatever main leaves, and is
 * the last to end. */

#include "lifecycle.h"
#include "lifecycle/parts.h"

#include "kit/apart.h"
#include "kit/clock.h"
#include "kit/die.h"
#include "kit/must.h"
#include "kit/room.h"
#include "kit/stop.h"
#include "kit/sysfile.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PATIENCE_S = 10, END_BYTES = 24 };

static const char watcher[] = "Watcher ";

static struct lifecycle_result *result;
static pid_t main_id;      /* 0 once it is reaped */
static int hold;           /* the lifeline's other end; -1: we have closed it */
static int status;         /* STATUS_HELD, or what to exit with */
static int stop_signal;    /* who asked us to stop, or 0 */
static long idle_since_ns; /* when be_patient first saw it so, or 0 */

/* The end of all: main is killed, and every other process sees the lifeline
 * close. They need not be our children yet, and we need not know them. */
static void
end_all(int why)
{
    if (status == STATUS_HELD)
        status = why;
    if (hold == -1)
        return;
    close(hold);
    hold = -1;
    if (main_id != 0)
        MUST_ERRNO(kill(main_id, SIGKILL));
}

static void
stop(int signal)
{
    if (signal == 0)
        return;
    stop_signal = signal;
    end_all(STATUS_BROKEN);
}

/* A process died of a signal, or left with a status. Ctrl-C reaches us all, and
 * they may be gone before we have looked at it: then nobody failed. */
static void
failed(const char *who, pid_t id, int wait_status)
{
    if (hold == -1)
        return; /* we have ended them ourselves */
    stop(stop_wait(0));
    if (stop_signal == 0 && WIFSIGNALED(wait_status))
        complain("%s (process %d) was killed by %s: the run is over", who,
            (int)id, stop_signal_name(WTERMSIG(wait_status)));
    end_all(WIFEXITED(wait_status) ? WEXITSTATUS(wait_status) : STATUS_BROKEN);
}

static void
name_end(int wait_status, char text[END_BYTES])
{
    if (WIFSIGNALED(wait_status))
        snprintf(
            text, END_BYTES, "%s", stop_signal_name(WTERMSIG(wait_status)));
    else
        snprintf(text, END_BYTES, "exit %d", WEXITSTATUS(wait_status));
}

static bool
was_killed(int wait_status)
{
    return WIFSIGNALED(wait_status) && WTERMSIG(wait_status) == SIGKILL;
}

/* Main's process is over, and with it all its threads. */
static void
main_reaped(int wait_status)
{
    pid_t id = main_id;
    int last = (int)lifecycle.options->workers - 1;
    bool as_asked = lifecycle.options->end == LIFECYCLE_KILLED
                        ? was_killed(wait_status) && lifecycle_has_begun(last)
                        : wait_status == 0;

    main_id = 0;
    name_end(wait_status, result->main_ended);
    lifecycle_log(
        watcher, "main is over, process %d: %s", (int)id, result->main_ended);
    /* Only now: a worker that sees this may rely on main's having ended. */
    atomic_store(&lifecycle.memory->main_gone, true);
    if (!as_asked)
        failed("main", id, wait_status);
}

/* A process that main has left to us. */
static void
orphan_reaped(pid_t id, int wait_status)
{
    struct lifecycle_worker *workers = lifecycle.memory->workers;
    bool ends_with_main = lifecycle.options->kind == LIFECYCLE_DAEMON &&
                          lifecycle.options->end != LIFECYCLE_JOIN;
    static const char stranger[] = "a worker"; /* it had not begun */
    const char *name = stranger;
    char end[END_BYTES];

    for (int i = 0; i < lifecycle.options->workers; i++)
        if (atomic_load(&workers[i].id) == id)
            name = workers[i].name;
    result->orphans++;
    name_end(wait_status, end);
    lifecycle_log(watcher, "reaped %s, process %d: %s", name, (int)id, end);
    if (wait_status == 0 || (ends_with_main && was_killed(wait_status)))
        return;
    if (hold != -1 && WIFEXITED(wait_status) && name != stranger &&
        lifecycle.options->kind == LIFECYCLE_UNIX_DAEMON)
        complain("%s (process %d) has failed, %s: a Unix daemon has no stderr "
                 "to say why: see --kind=detached",
            name, (int)id, end);
    failed(name, id, wait_status);
}

/* After pthread_exit, main's thread is a zombie as long as other threads keep
 * its process alive. The kernel sends no message: we have to look. */
static void
look_at_main(void)
{
    char state[32];

    errno = ENOENT; /* where the file has no such line */
    if (!sysfile_line(
            state, sizeof(state), "State:", "/proc/%d/status", (int)main_id)) {
        complain("/proc/%d/status: %m: cannot see whether main has left: %s",
            (int)main_id,
            errno == ENOENT ? "is /proc mounted?" : room_advice(errno));
        end_all(STATUS_CANNOT);
        return;
    }
    if (*state != 'Z')
        return;
    lifecycle_log(
        watcher, "main's thread is a zombie, process %d lives", (int)main_id);
    atomic_store(&lifecycle.memory->main_gone, true);
}

/* Main has only to leave, or nobody has anything left to do, and yet main's
 * process does not end. ThreadSanitizer has a thread of its own in there; and
 * in musl (1.2.3) a main that is a forked child leaves a lock behind that
 * threads need in order to end. */
static void
be_patient(void)
{
    int workers = (int)lifecycle.options->workers;
    bool idle = atomic_load(&lifecycle.memory->finished) == workers ||
                (atomic_load(&lifecycle.memory->main_gone)
                        ? !lifecycle_outlives_main(lifecycle.options)
                        : lifecycle_has_begun(workers - 1));
    long now_ns = clock_ns();

    if (!idle)
        idle_since_ns = 0;
    else if (idle_since_ns == 0)
        idle_since_ns = now_ns;
    else if (now_ns - idle_since_ns > PATIENCE_S * NS_PER_S && hold != -1) {
        complain("main has left, and its process does not end: try without "
                 "ThreadSanitizer, with glibc");
        end_all(STATUS_STUCK);
    }
}

/* Until nobody is left: each descendant of main is our child in the end. */
static void
watch_all(void)
{
    int wait_status;
    pid_t id;

    while ((id = waitpid(-1, &wait_status, WNOHANG)) != -1 || errno == EINTR) {
        bool leaving =
            lifecycle.options->end == LIFECYCLE_LEAVE && main_id != 0;
        if (id > 0 && id == main_id)
            main_reaped(wait_status);
        else if (id > 0)
            orphan_reaped(id, wait_status);
        if (id != 0)
            continue;
        if (leaving && hold != -1 && !atomic_load(&lifecycle.memory->main_gone))
            look_at_main();
        if (leaving)
            be_patient();
        stop(stop_wait(leaving ? LIFECYCLE_NAP_NS : -1));
    }
    if (errno != ECHILD || main_id != 0) {
        complain("waitpid: %m: cannot reap main: the run is over");
        end_all(STATUS_BROKEN);
        while (waitpid(-1, NULL, 0) != -1)
            ;
    }
    lifecycle_log(watcher, "nobody is left; %ld never finished",
        lifecycle.options->workers - atomic_load(&lifecycle.memory->finished));
}

/* Main's process. It dies with the watcher; so do its threads, and whatever
 * other process it starts watches the lifeline. */
_Noreturn static void
be_main(pid_t parent)
{
    stop_orphan(parent);
    close(hold); /* or main itself would keep the lifeline from closing */
    lifecycle_be_main();
}

static void
start_main(void)
{
    pid_t self = getpid();
    int ends[2];

    stop_hold();
    if (prctl(PR_SET_CHILD_SUBREAPER, 1) == -1)
        die(STATUS_CANNOT, "prctl: %m: cannot adopt orphans");
    MUST_ERRNO(pipe2(ends, O_CLOEXEC));
    lifecycle.lifeline = ends[0];
    hold = ends[1];
    main_id = fork();
    if (main_id == -1)
        die(STATUS_CANNOT, "fork: %m: main could not be started: %s",
            room_advice(errno));
    if (main_id == 0)
        be_main(self);
}

int
lifecycle_watch(struct lifecycle_result *seen)
{
    result = seen;
    apart();
    start_main();
    watch_all();
    if (status == STATUS_HELD)
        lifecycle_collect(result);
    stop_release(stop_signal);
    return status;
}
