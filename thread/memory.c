/* Whose memory is it, between threads?
 *
 * Each worker is a thread of this process, made by pthread_create. There is one
 * address space: nothing is copied. A thread brings its own stack and its own
 * thread-local variables, at addresses that any other thread could use, too. */

#include "memory.h"

#include "kit/clock.h"
#include "kit/memory.h"
#include "kit/must.h"
#include "kit/start.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdint.h>

/* All that is not listed is MEMORY_SHARED. */
enum memory_fate memory_promise[MEMORY_ROWS] = {
    [MEMORY_STACK] = MEMORY_OWN,
    [MEMORY_TLS] = MEMORY_OWN,
    [MEMORY_TID] = MEMORY_OWN,
    [MEMORY_STATE] = MEMORY_OWN,
    [MEMORY_NAME] = MEMORY_COPIED,
    [MEMORY_REGISTERS] = MEMORY_COPIED,
    [MEMORY_ERRNO] = MEMORY_OWN, /* it is a thread-local variable */
    [MEMORY_SIGNAL_MASK] = MEMORY_COPIED,
};

static struct memory memory;
static sem_t changed, leave; /* the worker has had its turn; it may return */

static pthread_t ids[MEMORY_WORKERS];

static void
await(void)
{
    MUST_ERRNO(sem_wait(&changed)); /* no thread can die alone */
}

static void
setup(const struct memory_options *options, unsigned char *stack)
{
    MUST_ERRNO(sem_init(&changed, PTHREAD_PROCESS_PRIVATE, 0));
    MUST_ERRNO(sem_init(&leave, PTHREAD_PROCESS_PRIVATE, 0));
    memory_open(&memory, options, memory_shared, stack);
}

static void *
worker(void *index)
{
    unsigned char stack[memory_room_bytes()]; /* on the thread's own stack */

    memory_work(&memory, (int)(intptr_t)index, memory_page_in(stack));
    MUST_ERRNO(sem_post(&changed));
    MUST_ERRNO(sem_wait(&leave));
    return NULL;
}

static void
start(int workers)
{
    for (int i = 0; i < workers; i++) {
        memory_before(&memory, i);
        int code = pthread_create(&ids[i], NULL, worker, (void *)(intptr_t)i);
        if (code != 0)
            start_refused("pthread_create", code, i);
        await();
        memory_after(&memory, i);
    }
}

static void
join(int workers)
{
    for (int i = 0; i < workers; i++)
        MUST_ERRNO(sem_post(&leave));
    for (int i = 0; i < workers; i++)
        MUST(pthread_join(ids[i], NULL));
}

void
memory_run(const struct memory_options *options, struct memory_result *result)
{
    unsigned char stack[memory_room_bytes()]; /* on main's stack */

    setup(options, stack);
    start((int)options->workers);
    clock_sleep_ns(memory_hold_ns(&memory));
    join((int)options->workers);
    memory_collect(&memory, result);
}
