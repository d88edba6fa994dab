/* Whose memory is it, between processes?
 *
 * Each worker is a process of its own, made by fork: the whole address space
 * came along as a copy, which the kernel makes page by page, at the first write
 * to each (copy-on-write). Only what was mapped MAP_SHARED stays one. */

#include "memory.h"

#include "kit/crew.h"
#include "kit/die.h"
#include "kit/name.h"
#include "kit/stop.h"

#include <errno.h>
#include <fcntl.h>
#include <semaphore.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LOOK_NS = 1000000, NS_PER_MS = 1000000 };

enum memory_fate memory_promise[MEMORY_ROWS] = {
    [MEMORY_TEXT] = MEMORY_SHARED, /* nobody writes it: nobody copies it */
    [MEMORY_DATA] = MEMORY_COPIED,
    [MEMORY_BSS] = MEMORY_COPIED,
    [MEMORY_HEAP] = MEMORY_COPIED,
    [MEMORY_STACK] = MEMORY_COPIED,
    [MEMORY_TLS] = MEMORY_COPIED,
    [MEMORY_MAPPING] = MEMORY_SHARED,
    [MEMORY_PID] = MEMORY_OWN,
    [MEMORY_TID] = MEMORY_OWN,
    [MEMORY_STATE] = MEMORY_OWN,
    [MEMORY_NAME] = MEMORY_COPIED,
    [MEMORY_REGISTERS] = MEMORY_COPIED,
    [MEMORY_ERRNO] = MEMORY_COPIED,
    [MEMORY_SIGNAL_MASK] = MEMORY_COPIED,
    [MEMORY_SIGNAL_HANDLER] = MEMORY_COPIED,
    [MEMORY_OPEN_FILES] = MEMORY_COPIED,
    [MEMORY_FILE_OFFSET] = MEMORY_SHARED, /* one open file, in two tables */
    [MEMORY_DIRECTORY] = MEMORY_COPIED,
    [MEMORY_UMASK] = MEMORY_COPIED,
};

/* The worker has done its part; it may go home. */
static sem_t *changed, *leave;

static void *
new_mapping(size_t bytes)
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
    void *mapping =
        mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, segment, 0);
    if (mapping == MAP_FAILED)
        die(STATUS_CANNOT, "mmap: %m: cannot map %zu bytes", bytes);
    close(segment);
    return mapping;
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

/* A worker that has died will never post: so look for that as well. errno is
 * looked at afterwards, and must be what it was. */
static int
await(struct crew *crew)
{
    int wait_status, before = errno;

    while (crew->status == STATUS_HELD && crew->signal == 0 &&
           sem_trywait(changed) == -1) {
        pid_t id = waitpid(-1, &wait_status, WNOHANG);
        if (id == -1 && errno != EINTR)
            die(STATUS_BROKEN, "waitpid: %m: the workers are out of sight");
        if (id == 0)
            crew_stop(crew, stop_wait(LOOK_NS));
        else if (id > 0)
            crew_reaped(crew, id, wait_status);
    }
    errno = before;
    return crew->signal != 0 ? STATUS_BROKEN : crew->status;
}

static void
hold(const struct memory *memory, struct crew *crew)
{
    crew_stop(crew, stop_wait(memory->options->hold_ms * NS_PER_MS));
}

static void
setup(struct memory *memory, unsigned char *stack, struct crew *crew)
{
    stop_hold();
    memory_open(
        memory, new_mapping(memory_mapping_bytes(memory->options)), stack);
    changed = new_sem();
    leave = new_sem();
    crew_init(crew, (int)memory->options->workers);
}

_Noreturn static void
worker(struct memory *memory, int index)
{
    /* The starter's stack came along, at its old address. */
    memory_work(memory, index, memory->places[MEMORY_STACK]);
    if (sem_post(changed) == -1)
        die(STATUS_BROKEN, "sem_post: %m: a worker cannot go on");
    while (sem_wait(leave) == -1)
        if (errno != EINTR)
            die(STATUS_BROKEN, "sem_wait: %m: a worker cannot go on");
    _exit(STATUS_HELD); /* not exit: the stdio buffers are the parent's */
}

static int
start(struct memory *memory, struct crew *crew)
{
    pid_t parent = getpid();

    for (int i = 0; i < memory->options->workers; i++) {
        memory_before(memory, i);
        pid_t id = fork();
        if (id == -1) {
            complain("fork: %m: only %d workers could be started: see "
                     "'ulimit -u', or ask for fewer --workers",
                i);
            return STATUS_CANNOT;
        }
        if (id == 0) {
            stop_orphan(parent);
            worker(memory, i);
        }
        crew_started(crew, id);
        int status = await(crew);
        if (status != STATUS_HELD)
            return status;
        memory_after(memory, i);
    }
    return STATUS_HELD;
}

static int
join(struct crew *crew)
{
    int wait_status;

    for (int i = 0; i < crew->started; i++)
        if (sem_post(leave) == -1)
            die(STATUS_BROKEN, "sem_post: %m: the workers cannot leave");
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
teardown(struct memory *memory, struct crew *crew)
{
    crew_free(crew);
    sem_close(leave);
    sem_close(changed);
    munmap(memory->mapping, memory_mapping_bytes(memory->options));
    memory_close(memory);
    stop_release(crew->signal);
}

int
memory_run(const struct memory_options *options, struct memory_result *result)
{
    unsigned char stack[memory_room_bytes()];
    struct memory memory = {.options = options};
    struct crew crew;

    setup(&memory, stack, &crew);
    int started = start(&memory, &crew);
    if (started == STATUS_HELD && options->hold_ms > 0) {
        memory_tell_hold(&memory);
        hold(&memory, &crew);
    }
    int joined = join(&crew);
    if (started == STATUS_HELD && joined == STATUS_HELD)
        memory_collect(&memory, result);
    teardown(&memory, &crew);
    return started != STATUS_HELD ? started : joined;
}
