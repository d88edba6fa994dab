/* Producers and consumers as processes.
 *
 * The buffer stands in a segment of shared memory; the three semaphores have
 * names of their own. Both kinds of names are gone as soon as we have opened
 * what they stand for. */

#include "prodcons.h"

#include "kit/crew.h"
#include "kit/die.h"
#include "kit/name.h"
#include "kit/stop.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

const char twin_model[] = "proc";
const char prodcons_default_sync[] = "sem";

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
new_sem(long value)
{
    char name[NAME_BYTES];

    name_fresh(name);
    sem_t *sem = sem_open(name, O_CREAT | O_EXCL, 0600, (unsigned)value);
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

static void
setup(struct prodcons *prodcons, struct crew *crew)
{
    const struct prodcons_options *options = prodcons->options;

    stop_hold();
    prodcons->bytes = prodcons_memory_bytes(options);
    prodcons->memory = new_memory(prodcons->bytes);
    prodcons_memory_init(prodcons->memory, options, PTHREAD_PROCESS_SHARED);
    prodcons->empty = new_sem(options->slots);
    prodcons->full = new_sem(0);
    prodcons->lock = new_sem(1);
    crew_init(crew, prodcons_workers(options));
}

_Noreturn static void
worker(const struct prodcons *prodcons, int index)
{
    prodcons_work(prodcons, index);
    _exit(STATUS_HELD);
}

static int
start(const struct prodcons *prodcons, struct crew *crew)
{
    pid_t parent = getpid();

    for (int i = 0; i < prodcons_workers(prodcons->options); i++) {
        pid_t id = fork();
        if (id == -1) {
            complain("fork: %m: only %d workers could be started: see "
                     "'ulimit -u', or ask for fewer",
                i);
            gate_call_off(&prodcons->memory->gate, i);
            return STATUS_CANNOT;
        }
        if (id == 0) {
            stop_orphan(parent);
            worker(prodcons, i);
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
teardown(struct prodcons *prodcons, struct crew *crew)
{
    crew_free(crew);
    sem_close(prodcons->lock);
    sem_close(prodcons->full);
    sem_close(prodcons->empty);
    munmap(prodcons->memory, prodcons->bytes);
    stop_release(crew->signal);
}

int
prodcons_run(
    const struct prodcons_options *options, struct prodcons_result *result)
{
    struct prodcons prodcons = {.options = options};
    struct crew crew;

    setup(&prodcons, &crew);
    int started = start(&prodcons, &crew);
    int joined = join(&crew);
    if (started == STATUS_HELD && joined == STATUS_HELD)
        prodcons_collect(&prodcons, result);
    teardown(&prodcons, &crew);
    return started != STATUS_HELD ? started : joined;
}
