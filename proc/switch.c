/* Handing over between two processes.
 *
 * They share a segment, two named semaphores, and the pipes that they inherit.
 * When one sleeps and the other runs, the CPU changes its address space too. */

#define _GNU_SOURCE /* RUSAGE_THREAD */

#include "switch.h"

#include "kit/crew.h"
#include "kit/die.h"
#include "kit/name.h"
#include "kit/stop.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

const char switch_counter[] = "the kernel";

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

static sem_t *
new_sem(void)
{
    char name[NAME_BYTES];

    name_fresh(name);
    sem_t *sem = sem_open(name, O_CREAT | O_EXCL, 0600, 0);
    if (sem == SEM_FAILED) {
        int code = errno;
        if (code != EEXIST)
            sem_unlink(name); /* it may have failed after making the name */
        die(STATUS_CANNOT, "sem_open %s: %s: is /dev/shm ours to use?", name,
            strerror(code));
    }
    if (sem_unlink(name) == -1)
        die(STATUS_CANNOT, "sem_unlink: %m: remove /dev/shm/sem.%s by hand",
            name + 1);
    return sem;
}

void
switch_pass(const struct switch_pair *pair, int to)
{
    baton_pass(&pair->baton, to);
}

void
switch_await(const struct switch_pair *pair, int self)
{
    baton_await(&pair->baton, self);
}

void
switch_sleep(const struct switch_pair *pair)
{
    while (sem_wait(&pair->memory->wake) == -1)
        if (errno != EINTR)
            die(STATUS_BROKEN, "sem_wait: %m: cannot wait for worker 0");
}

void
switch_wake(const struct switch_pair *pair)
{
    if (sem_post(&pair->memory->wake) == -1)
        die(STATUS_BROKEN, "sem_post: %m: cannot wake worker 1");
}

/* A yield counts as involuntary, a sleep as voluntary. */
long
switch_count(void)
{
    struct rusage usage;

    if (getrusage(RUSAGE_THREAD, &usage) == -1)
        die(STATUS_CANNOT, "getrusage: %m: cannot count the switches");
    return usage.ru_nvcsw + usage.ru_nivcsw;
}

static void
init_baton(struct switch_pair *pair)
{
    pair->baton.memory = &pair->memory->baton;
    baton_init(&pair->baton, (enum baton_way)pair->options->how,
        PTHREAD_PROCESS_SHARED);
    if (sem_init(&pair->memory->wake, PTHREAD_PROCESS_SHARED, 0) == -1)
        die(STATUS_CANNOT, "sem_init: %m: no semaphore to be had");
}

static void
setup(struct switch_pair *pair, struct crew *crew)
{
    if (pair->options->private)
        die(STATUS_CANNOT, "--private: what is private to one process cannot "
                           "be used by two: ask thread/switch");
    stop_hold();
    pair->memory = new_memory(switch_bytes(pair->options));
    pair->baton.sems[0] = new_sem();
    pair->baton.sems[1] = new_sem();
    init_baton(pair);
    switch_init(pair, PTHREAD_PROCESS_SHARED);
    crew_init(crew, SWITCH_WORKERS);
}

_Noreturn static void
worker(const struct switch_pair *pair, int index)
{
    baton_join(&pair->baton, index);
    _exit(switch_work(pair, index));
}

static int
start(const struct switch_pair *pair, struct crew *crew)
{
    pid_t parent = getpid();

    for (int i = 0; i < SWITCH_WORKERS; i++) {
        pid_t id = fork();
        if (id == -1) {
            complain("fork: %m: only %d workers could be started: see "
                     "'ulimit -u'",
                i);
            gate_call_off(&pair->memory->gate, i);
            return STATUS_CANNOT;
        }
        if (id == 0) {
            stop_orphan(parent);
            worker(pair, i);
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
teardown(struct switch_pair *pair, struct crew *crew)
{
    crew_free(crew);
    switch_close(pair);
    sem_destroy(&pair->memory->wake);
    baton_close(&pair->baton);
    sem_close(pair->baton.sems[1]);
    sem_close(pair->baton.sems[0]);
    munmap(pair->memory, switch_bytes(pair->options));
    stop_release(crew->signal);
}

int
switch_run(const struct switch_options *options, struct switch_result *result)
{
    struct switch_pair pair = {.options = options};
    struct crew crew;

    setup(&pair, &crew);
    int started = start(&pair, &crew);
    int joined = join(&crew);
    result->elapsed_ns = pair.memory->elapsed_ns;
    result->switches = pair.memory->switches;
    teardown(&pair, &crew);
    return started != STATUS_HELD ? started : joined;
}
