/* N processes: the kernel runs each where it likes, on as many CPUs as there
 * are.
 *
 * A process that has an interpreter lock has it to itself: no other process
 * wants it, and all of them run. */

#include "parallel.h"

#include "segment.h"

#include "kit/crew.h"

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

const char parallel_module[] = "multiprocessing";
const bool parallel_is_one_lock = false;

static struct parallel *parallel; /* shared */

/* After fork, every process has one of these. */
static struct interpreter interpreter;

static struct crew crew;

static void
setup(const struct parallel_job *job)
{
    parallel = segment_new(sizeof(*parallel));
    parallel_init(parallel, job, PTHREAD_PROCESS_SHARED);
    interpreter_init(&interpreter, &parallel->tally);
    parallel->interpreter = job->locked ? &interpreter : NULL;
    crew_init(&crew, (int)job->workers);
}

_Noreturn static void
worker(int index)
{
    stop_orphan(crew.parent);
    parallel_work(parallel, index);
    _exit(STATUS_HELD); /* not exit: the stdio buffers are the parent's */
}

static void
start(int workers)
{
    for (int i = 0; i < workers; i++) {
        pid_t id = fork();
        if (id == -1)
            crew_refused(&crew);
        if (id == 0)
            worker(i);
        crew_started(&crew, id);
    }
}

static void
join(void)
{
    int wait_status = 0;

    while (crew.alive > 0) {
        pid_t id = waitpid(-1, &wait_status, WNOHANG);
        crew_reaped(&crew, id, wait_status);
    }
    crew_end(&crew);
}

/* The next run has a segment and an interpreter of its own. */
static void
teardown(void)
{
    interpreter_destroy(&interpreter);
    munmap(parallel, sizeof(*parallel));
}

void
parallel_run(const struct parallel_job *job, struct parallel_seen *seen)
{
    setup(job);
    start((int)job->workers);
    join();
    parallel_collect(parallel, seen);
    teardown();
}
