/* N processes: the kernel runs each where it likes, on as many CPUs as there
 * are.
 *
 * Where a process has an interpreter lock, it has it to itself: nobody else
 * wants it, and all of them run. */

#include "parallel.h"

#include "kit/clock.h"
#include "kit/crew.h"
#include "kit/die.h"
#include "kit/name.h"
#include "kit/stop.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

const char parallel_module[] = "multiprocessing";
const bool parallel_is_one_thread = false, parallel_is_one_lock = false;

/* After fork, every process has one of these. */
static struct interpreter interpreter;

/* ftruncate would promise bytes that a full /dev/shm does not have, and the
 * first touch of one would raise SIGBUS: posix_fallocate takes them now. The
 * workers inherit the mapping, so that the name can go at once. */
static void *
new_memory(size_t bytes)
{
    char name[NAME_BYTES];

    name_fresh(name);
    int segment = shm_open(name, O_CREAT | O_EXCL | O_RDWR, 0600);
    if (segment == -1)
        die(STATUS_CANNOT, "shm_open %s: %m: is /dev/shm ours to use?", name);
    if (shm_unlink(name) == -1)
        die(STATUS_CANNOT, "shm_unlink: %m: remove /dev/shm%s by hand", name);
    int code = posix_fallocate(segment, 0, (off_t)bytes);
    if (code != 0)
        die(STATUS_CANNOT, "posix_fallocate: %s: need %zu bytes of /dev/shm",
            strerror(code), bytes);
    void *memory =
        mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, segment, 0);
    if (memory == MAP_FAILED)
        die(STATUS_CANNOT, "mmap: %m: cannot map %zu bytes", bytes);
    close(segment);
    return memory;
}

/* The kernel lets another process run. */
void
parallel_sleep_ns(long ns)
{
    clock_sleep_ns(ns);
}

void
parallel_yield(void)
{
    sched_yield();
}

static void
setup(struct parallel *parallel, struct crew *crew)
{
    const struct parallel_job *job = parallel->job;

    stop_hold();
    parallel->bytes = parallel_memory_bytes(job);
    parallel->memory = new_memory(parallel->bytes);
    parallel_memory_init(parallel->memory, job, PTHREAD_PROCESS_SHARED);
    interpreter_init(&interpreter, &parallel->memory->tally);
    parallel->interpreter = job->locked ? &interpreter : NULL;
    crew_init(crew, (int)job->workers);
}

_Noreturn static void
worker(const struct parallel *parallel, int index)
{
    parallel_work(parallel, index);
    _exit(STATUS_HELD); /* not exit: the stdio buffers are the parent's */
}

static int
start(const struct parallel *parallel, struct crew *crew)
{
    pid_t parent = getpid();

    for (int i = 0; i < parallel->job->workers; i++) {
        pid_t id = fork();
        if (id == -1) {
            complain("fork: %m: only %d workers could be started: see "
                     "'ulimit -u', or ask for fewer --workers",
                i);
            gate_call_off(&parallel->memory->gate, i);
            return STATUS_CANNOT;
        }
        if (id == 0) {
            stop_orphan(parent);
            worker(parallel, i);
        }
        crew_started(crew, id);
    }
    return STATUS_HELD;
}

static int
join(struct crew *crew)
{
    int wait_status;

    while (crew->alive > 0) {
        pid_t id = waitpid(-1, &wait_status, WNOHANG);
        if (id == -1 && errno != EINTR)
            die(STATUS_BROKEN, "waitpid: %m: the workers are out of sight");
        if (id == 0)
            crew_stop(crew, stop_wait(-1));
        else if (id > 0)
            crew_reaped(crew, id, wait_status);
    }
    return crew->status;
}

static void
teardown(struct parallel *parallel, struct crew *crew)
{
    crew_free(crew);
    interpreter_destroy(&interpreter);
    munmap(parallel->memory, parallel->bytes);
    stop_release(crew->signal);
}

int
parallel_run(const struct parallel_job *job, struct parallel_seen *seen)
{
    struct parallel parallel = {.job = job};
    struct crew crew;

    setup(&parallel, &crew);
    int started = start(&parallel, &crew);
    int joined = join(&crew);
    if (started == STATUS_HELD && joined == STATUS_HELD)
        parallel_collect(&parallel, seen);
    teardown(&parallel, &crew);
    return started != STATUS_HELD ? started : joined;
}
