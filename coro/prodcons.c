/* Producers and consumers as coroutines.
 *
 * The buffer, and what guards it, are ordinary memory. The semaphores are our
 * own: one of the kernel's would put the only thread to sleep, and with it
 * every coroutine that could post. */

#include "prodcons.h"

#include "coro.h"

#include "kit/die.h"
#include "kit/memory.h"
#include "kit/must.h"

#include <ctype.h>
#include <errno.h>
#include <stdint.h>

const char prodcons_default_sync[] = "cond";

static struct coro_sem empty, full, lock; /* as in thread/prodcons.c */

static struct coro_mutex mutex = {.name = "buffer"};
static struct coro_cond not_full = {.name = "not full"};
static struct coro_cond not_empty = {.name = "not empty"};

static struct coro *ids[PRODCONS_MAX_WORKERS];
static int started, status;

/* Dijkstra's solution (EWD 123, 1965). First a slot, then the lock: the other
 * way round, a producer that finds the buffer full would sleep holding it. */
void
prodcons_put_sem(const struct prodcons_item *item)
{
    coro_sem_wait(&empty);
    coro_sem_wait(&lock);
    prodcons_insert(item);
    coro_sem_post(&lock);
    coro_sem_post(&full);
}

void
prodcons_take_sem(struct prodcons_item *item)
{
    coro_sem_wait(&full);
    coro_sem_wait(&lock);
    prodcons_remove(item);
    coro_sem_post(&lock);
    coro_sem_post(&empty);
}

/* A monitor with Mesa semantics (Lampson & Redell 1980): after a wait the
 * condition must be tested again, since another may have come first. */
void
prodcons_put_cond(const struct prodcons_item *item)
{
    MUST(coro_mutex_lock(&mutex));
    while (prodcons_is_full())
        coro_cond_wait(&not_full, &mutex);
    prodcons_insert(item);
    coro_cond_signal(&not_empty);
    MUST(coro_mutex_unlock(&mutex));
}

void
prodcons_take_cond(struct prodcons_item *item)
{
    MUST(coro_mutex_lock(&mutex));
    while (prodcons_is_empty())
        coro_cond_wait(&not_empty, &mutex);
    prodcons_remove(item);
    coro_cond_signal(&not_full);
    MUST(coro_mutex_unlock(&mutex));
}

/* --mutate: one operation of a wrong put or take. */
void
prodcons_operate(char letter)
{
    struct coro_sem *const sems[] = {
        ['e'] = &empty, ['f'] = &full, ['l'] = &lock};
    struct coro_sem *sem = sems[tolower(letter)];

    isupper(letter) ? coro_sem_wait(sem) : coro_sem_post(sem);
}

static void
setup(const struct prodcons_options *options)
{
    prodcons = memory_new(prodcons_bytes(options));
    coro_sem_init(&empty, "empty", options->slots);
    coro_sem_init(&full, "full", 0);
    coro_sem_init(&lock, "lock", 1);
    prodcons_init(options, GATE_OPEN);
}

static void
worker(void *index)
{
    prodcons_work((int)(intptr_t)index);
}

static void
start(int index)
{
    ids[index] =
        coro_spawn(coro_worker_name(index), worker, (void *)(intptr_t)index);
    if (ids[index] == NULL)
        status = gate_short(&prodcons->gate, index, "coro_spawn", errno);
    else
        started++;
}

static void
join(void)
{
    for (int i = 0; i < started; i++)
        coro_join(ids[i]);
}

int
prodcons_run(
    const struct prodcons_options *options, struct prodcons_result *result)
{
    setup(options);
    for (int i = 0; i < prodcons_workers(options) && status == STATUS_HELD; i++)
        start(i);
    join();
    if (status == STATUS_HELD)
        prodcons_collect(result);
    return status;
}
