/* --crash-consumer: a consumer kills itself. Where it is a process of its own,
 * the twin starts it again; elsewhere it takes all the others along. */

#include "prodcons.h"
#include "prodcons/parts.h"

#include "kit/clock.h"
#include "kit/die.h"
#include "kit/must.h"
#include "kit/stop.h"
#include "kit/watch.h"

#include <errno.h>
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
        (committed && !self->sink.kind->commit(&self->sink)))
        batch_fail(self->sink.why);
    ledger->victim = (int)(ledger->options->producers + self->index);
    ledger->process = getpid();
    ledger->in_hand = self->held;
    diary_write(&ledger->diary, "Consumer %ld dies with a batch of %ld, %s",
        self->index, self->held, committed ? "committed" : "not committed");
    atomic_store(&ledger->crashed, true);
    kill(getpid(), SIGKILL);
    must_fail("kill", errno);
}

bool
crash_is_successor(int index)
{
    return (ledger->replaced && ledger->victim == index) ||
           atomic_load(&ledger->reborn[index]);
}

static bool
killed_itself(pid_t process)
{
    return atomic_load(&ledger->crashed) && !ledger->replaced &&
           ledger->process == process;
}

bool
prodcons_outlives(pid_t process)
{
    return ledger->options->sync == PRODCONS_ROBUST || killed_itself(process);
}

bool
prodcons_replaces(int worker)
{
    if (ledger->options->sync == PRODCONS_ROBUST)
        return survive_death(worker);
    ledger->replaced = true;
    diary_write(&ledger->diary, "Consumer %ld is started again",
        ledger->victim - ledger->options->producers);
    return true;
}

static void
run(const void *options)
{
    prodcons_run(options);
}

/* No worker is left to tell what came of it: so the parent reads the sink. */
int
crash_run_watched(
    const struct prodcons_options *options, struct prodcons_result *result)
{
    long begun_ns = clock_ns();
    pid_t child;
    int wait_status = watch_run(run, options, &child);

    if (WIFEXITED(wait_status) && WEXITSTATUS(wait_status) != STATUS_HELD)
        return WEXITSTATUS(wait_status); /* it has said why */
    if (WIFEXITED(wait_status))
        die(STATUS_BROKEN, "the consumer that was told to kill itself did not");
    if (!atomic_load(&ledger->crashed))
        die(STATUS_BROKEN, "the run (process %d) was killed by %s", (int)child,
            stop_signal_name(WTERMSIG(wait_status)));
    prodcons_tally(result);
    result->elapsed_ns = clock_ns() - begun_ns;
    result->died = true;
    return STATUS_HELD;
}
