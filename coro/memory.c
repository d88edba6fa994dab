/* Whose memory is it, between coroutines?
 *
 * Each worker is a coroutine of this one thread, made by coro_spawn. Nothing is
 * copied, and the kernel sees one task: all that it keeps for a task, there is
 * once. A coroutine brings a stack, and the registers that the switch saves. */

#include "memory.h"

#include "coro.h"

#include "kit/memory.h"
#include "kit/start.h"

#include <stdint.h>
#include <string.h>

enum { STACK_BYTES = 65536 };

/* All that is not listed is MEMORY_SHARED, even the thread-local variables, and
 * so errno: there is one thread. */
enum memory_fate memory_promise[MEMORY_ROWS] = {
    [MEMORY_STACK] = MEMORY_OWN,
    [MEMORY_REGISTERS] = MEMORY_COPIED,
};

static struct memory memory;
/* The worker has had its turn; it may return. */
static struct coro_sem changed, leave;

static struct coro *ids[MEMORY_WORKERS];

static void
await(void)
{
    coro_sem_wait(&changed); /* no coroutine can die alone */
}

/* What a switch saves depends on how it was built: see coro/switch_*. */
static void
setup(const struct memory_options *options, unsigned char *stack)
{
    if (strcmp(coro_switch_name, "ucontext") == 0)
        memory_promise[MEMORY_SIGNAL_MASK] = MEMORY_COPIED;
    if (strcmp(coro_switch_name, "aarch64") == 0)
        memory_promise[MEMORY_REGISTERS] = MEMORY_SHARED; /* not this one */
    coro_stacks(STACK_BYTES + memory_room_bytes(), CORO_GUARD_INSTALL);
    coro_sem_init(&changed, "changed", 0);
    coro_sem_init(&leave, "leave", 0);
    memory_open(&memory, options, memory_shared, stack);
}

static void
worker(void *index)
{
    unsigned char stack[memory_room_bytes()]; /* on the coroutine's own stack */

    memory_work(&memory, (int)(intptr_t)index, memory_page_in(stack));
    coro_sem_post(&changed);
    coro_sem_wait(&leave);
}

static void
start(int workers)
{
    for (int i = 0; i < workers; i++) {
        memory_before(&memory, i);
        ids[i] = coro_spawn(coro_worker_name(i), worker, (void *)(intptr_t)i);
        if (ids[i] == NULL)
            start_refused("coro_spawn", errno, i);
        errno = ERANGE; /* coro_spawn may have used it */
        await();
        memory_after(&memory, i);
    }
}

static void
join(int workers)
{
    for (int i = 0; i < workers; i++)
        coro_sem_post(&leave);
    for (int i = 0; i < workers; i++)
        coro_join(ids[i]);
}

void
memory_run(const struct memory_options *options, struct memory_result *result)
{
    unsigned char stack[memory_room_bytes()]; /* on main's stack */

    setup(options, stack);
    start((int)options->workers);
    coro_sleep_ns(memory_hold_ns(&memory));
    join((int)options->workers);
    memory_collect(&memory, result);
}
