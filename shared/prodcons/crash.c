/* --crash-consumer: a consumer kills itself. Where it is a process of its own,
 * the twin starts it again; elsewhere it takes all the others along. */

#include "prodcons.h"
#include "prodcons/parts.h"

#include "kit/clock.h"
#include "kit/crew.h"
#include "kit/die.h"
#include "kit/stop.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

/* By SIGKILL, which nobody can catch: as far as possible in the middle of a
 * batch. */
_Noreturn void
crash_now(struct consumer *self)
{
    bool committed = ledger->options->crash_committed;
    long passed = 0;

    if (!batch_write(self, false, !committed, &passed) ||
        (committed && !sink_commit(&self->sink)))
        batch_fail(self->sink.why);
    ledger->victim = (int)(ledger->options->producers + self->index);
    ledger->process = getpid();
    ledger->in_hand = self->held;
    diary_write(&ledger->diary, "Consumer %ld dies with a batch of %ld, %s",
        self->index, self->held, committed ? "committed" : "not committed");
    atomic_store(&ledger->crashed, true);
    kill(getpid(), SIGKILL);
    for (;;)
        pause();
}

bool
crash_is_successor(int index)
{
    return ledger->replaced && ledger->victim == index;
}

bool
prodcons_killed_itself(pid_t process)
{
    if (!atomic_load(&ledger->crashed) || ledger->replaced ||
        ledger->process != process)
        return false;
    ledger->replaced = true;
    diary_write(&ledger->diary, "Consumer %ld is started again",
        ledger->victim - ledger->options->producers);
    return true;
}

/* No worker is left to tell what came of it: so the parent reads the sink. */
int
crash_run_watched(
    const struct prodcons_options *options, struct prodcons_result *result)
{
    long begun_ns = clock_ns();
    pid_t parent = getpid();
    int wait_status = 0;
    struct crew crew;

    crew_init(&crew, 1);
    pid_t id = fork();
    if (id == -1)
        die(STATUS_CANNOT, "fork: %m: no process to crash in: see 'ulimit -u'");
    if (id == 0) {
        stop_orphan(parent);
        _exit(prodcons_run(options, result));
    }
    crew_started(&crew, id);
    while (crew.alive > 0) {
        id = waitpid(-1, &wait_status, WNOHANG);
        if (id > 0 && id == ledger->process && WIFSIGNALED(wait_status))
            result->died = crew_gone(&crew, id) >= 0;
        else
            crew_reaped(&crew, id, wait_status);
    }
    if (crew.status == STATUS_HELD && result->died) {
        prodcons_tally(result);
        result->elapsed_ns = clock_ns() - begun_ns;
    } else if (crew.status == STATUS_HELD) {
        complain("the consumer that was told to kill itself did not");
        crew.status = STATUS_BROKEN;
    }
    return crew_end(&crew);
}
