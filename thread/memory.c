/* Whose memory is it, between threads?
 *
 * Each worker is a thread of this process, made by pthread_create. There is one
 * address space: nothing is copied. A thread brings its own stack and its own
 * thread-local variables, at addresses that any other thread could use, too. */

#include "memory.h"

#include "kit/clock.h"
#include "kit/die.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { NS_PER_MS = 1000000 };

enum memory_fate memory_promise[MEMORY_ROWS] = {
    [MEMORY_TEXT] = MEMORY_SHARED,
    [MEMORY_DATA] = MEMORY_SHARED,
    [MEMORY_BSS] = MEMORY_SHARED,
    [MEMORY_HEAP] = MEMORY_SHARED,
    [MEMORY_STACK] = MEMORY_OWN,
    [MEMORY_TLS] = MEMORY_OWN,
    [MEMORY_MAPPING] = MEMORY_SHARED,
    [MEMORY_PID] = MEMORY_SHARED,
    [MEMORY_TID] = MEMORY_OWN,
    [MEMORY_STATE] = MEMORY_OWN,
    [MEMORY_NAME] = MEMORY_COPIED,
    [MEMORY_REGISTERS] = MEMORY_COPIED,
    [MEMORY_ERRNO] = MEMORY_OWN, /* it is a thread-local variable */
    [MEMORY_SIGNAL_MASK] = MEMORY_COPIED,
    [MEMORY_SIGNAL_HANDLER] = MEMORY_SHARED,
    [MEMORY_OPEN_FILES] = MEMORY_SHARED,
    [MEMORY_FILE_OFFSET] = MEMORY_SHARED,
    [MEMORY_DIRECTORY] = MEMORY_SHARED,
    [MEMORY_UMASK] = MEMORY_SHARED,
};

/* The worker has done its part; it may go home. */
static sem_t *changed, *leave;

struct seat {
    struct memory *memory;
    int index;
};

struct crew {
    pthread_t ids[MEMORY_WORKERS];
    struct seat seats[MEMORY_WORKERS];
    int started;
};

static void *
new_mapping(size_t bytes)
{
    void *mapping = mmap(
        NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    if (mapping == MAP_FAILED)
        die(STATUS_CANNOT, "mmap: %m: cannot map %zu bytes", bytes);
    return mapping;
}

static sem_t *
new_sem(void)
{
    sem_t *sem = malloc(sizeof(*sem));

    if (sem == NULL || sem_init(sem, PTHREAD_PROCESS_PRIVATE, 0) == -1)
        die(STATUS_CANNOT, "sem_init: %m: no semaphore to be had");
    return sem;
}

static int
await(struct crew *crew)
{
    (void)crew; /* no worker can die alone */
    while (sem_wait(changed) == -1)
        if (errno != EINTR)
            die(STATUS_BROKEN, "sem_wait: %m: cannot wait for a worker");
    return STATUS_HELD;
}

static void
hold(const struct memory *memory, struct crew *crew)
{
    (void)crew;
    clock_sleep_ns(memory->options->hold_ms * NS_PER_MS);
}

static void
setup(struct memory *memory, unsigned char *stack, struct crew *crew)
{
    memory_open(
        memory, new_mapping(memory_mapping_bytes(memory->options)), stack);
    changed = new_sem();
    leave = new_sem();
    crew->started = 0;
}

static void *
worker(void *argument)
{
    const struct seat *seat = argument;
    unsigned char stack[memory_room_bytes()]; /* on the thread's own stack */

    memory_work(seat->memory, seat->index, memory_page_in(stack));
    if (sem_post(changed) == -1)
        die(STATUS_BROKEN, "sem_post: %m: a worker cannot go on");
    while (sem_wait(leave) == -1)
        if (errno != EINTR)
            die(STATUS_BROKEN, "sem_wait: %m: a worker cannot go on");
    return NULL;
}

static int
start(struct memory *memory, struct crew *crew)
{
    for (int i = 0; i < memory->options->workers; i++) {
        memory_before(memory, i);
        crew->seats[i] = (struct seat){memory, i};
        int code = pthread_create(&crew->ids[i], NULL, worker, &crew->seats[i]);
        if (code != 0) {
            complain("pthread_create: %s: only %d workers could be started: "
                     "see 'ulimit -u', or ask for fewer --workers",
                strerror(code), i);
            return STATUS_CANNOT;
        }
        crew->started++;
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
    for (int i = 0; i < crew->started; i++)
        if (sem_post(leave) == -1)
            die(STATUS_BROKEN, "sem_post: %m: the workers cannot leave");
    for (int i = 0; i < crew->started; i++) {
        int code = pthread_join(crew->ids[i], NULL);
        if (code != 0)
            die(STATUS_BROKEN, "pthread_join: %s: worker %d is out of sight",
                strerror(code), i);
    }
    return STATUS_HELD;
}

static void
teardown(struct memory *memory, struct crew *crew)
{
    (void)crew;
    sem_destroy(leave);
    free(leave);
    sem_destroy(changed);
    free(changed);
    munmap(memory->mapping, memory_mapping_bytes(memory->options));
    memory_close(memory);
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
