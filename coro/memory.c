/* Whose memory is it, between coroutines?
 *
 * Each worker is a coroutine of this one thread, made by coro_spawn. Nothing is
 * copied, and the kernel sees one task: all that it keeps for a task, there is
 * once. A coroutine brings a stack, and the registers that the switch saves. */

#include "memory.h"

#include "coro.h"

#include "kit/die.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>

enum { NS_PER_MS = 1000000, STACK_BYTES = 65536 };

enum memory_fate memory_promise[MEMORY_ROWS] = {
    [MEMORY_TEXT] = MEMORY_SHARED,
    [MEMORY_DATA] = MEMORY_SHARED,
    [MEMORY_BSS] = MEMORY_SHARED,
    [MEMORY_HEAP] = MEMORY_SHARED,
    [MEMORY_STACK] = MEMORY_OWN,
    [MEMORY_TLS] = MEMORY_SHARED, /* there is one thread */
    [MEMORY_MAPPING] = MEMORY_SHARED,
    [MEMORY_PID] = MEMORY_SHARED,
    [MEMORY_TID] = MEMORY_SHARED,
    [MEMORY_STATE] = MEMORY_SHARED, /* that of the one task, to the kernel */
    [MEMORY_NAME] = MEMORY_SHARED,
    [MEMORY_REGISTERS] = MEMORY_COPIED,
    [MEMORY_ERRNO] = MEMORY_SHARED, /* a thread-local variable */
    [MEMORY_SIGNAL_MASK] = MEMORY_SHARED,
    [MEMORY_SIGNAL_HANDLER] = MEMORY_SHARED,
    [MEMORY_OPEN_FILES] = MEMORY_SHARED,
    [MEMORY_FILE_OFFSET] = MEMORY_SHARED,
    [MEMORY_DIRECTORY] = MEMORY_SHARED,
    [MEMORY_UMASK] = MEMORY_SHARED,
};

/* The worker has done its part; it may go home. */
static struct coro_sem changed, leave;

struct seat {
    struct memory *memory;
    int index;
};

struct crew {
    struct coro *ids[MEMORY_WORKERS];
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

static void
new_sem(struct coro_sem *sem, const char *name)
{
    coro_sem_init(sem, name, 0);
}

static int
await(struct crew *crew)
{
    (void)crew; /* no worker can die alone */
    coro_sem_wait(&changed);
    return STATUS_HELD;
}

static void
hold(const struct memory *memory, struct crew *crew)
{
    (void)crew;
    coro_sleep_ns(memory->options->hold_ms * NS_PER_MS);
}

/* What a switch saves is the program's own affair, and not the same in each:
 * see coro/switch_*. */
static void
setup(struct memory *memory, unsigned char *stack, struct crew *crew)
{
    if (strcmp(coro_switch_name, "ucontext") == 0)
        memory_promise[MEMORY_SIGNAL_MASK] = MEMORY_COPIED;
    if (strcmp(coro_switch_name, "aarch64") == 0)
        memory_promise[MEMORY_REGISTERS] = MEMORY_SHARED; /* not this one */
    coro_stacks(STACK_BYTES + memory_room_bytes(), CORO_GUARD_INSTALL);
    memory_open(
        memory, new_mapping(memory_mapping_bytes(memory->options)), stack);
    new_sem(&changed, "changed");
    new_sem(&leave, "leave");
    crew->started = 0;
}

static void
worker(void *argument)
{
    const struct seat *seat = argument;
    unsigned char stack[memory_room_bytes()]; /* on the coroutine's own stack */

    memory_work(seat->memory, seat->index, memory_page_in(stack));
    coro_sem_post(&changed);
    coro_sem_wait(&leave);
}

static int
start(struct memory *memory, struct crew *crew)
{
    for (int i = 0; i < memory->options->workers; i++) {
        memory_before(memory, i);
        crew->seats[i] = (struct seat){memory, i};
        crew->ids[i] = coro_spawn("worker", worker, &crew->seats[i]);
        if (crew->ids[i] == NULL) {
            complain("coro_spawn: %m: only %d workers could be started: ask "
                     "for fewer --workers",
                i);
            return STATUS_CANNOT;
        }
        crew->started++;
        errno = ERANGE; /* coro_spawn may have used it */
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
        coro_sem_post(&leave);
    for (int i = 0; i < crew->started; i++)
        coro_join(crew->ids[i]);
    return STATUS_HELD;
}

static void
teardown(struct memory *memory, struct crew *crew)
{
    (void)crew;
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
