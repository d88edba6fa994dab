/* Producers and consumers as coroutines. What guards the buffer is our own: a
 * semaphore of the kernel would put the only thread to sleep, and with it every
 * coroutine that could post. */

#include "prodcons.h"

#include "coro.h"

#include "kit/memory.h"
#include "kit/must.h"
#include "kit/start.h"

const char prodcons_default_sync[] = "cond";

static struct coro_sem empty, full, lock; /* as in thread/prodcons.c */
static struct coro_mutex mutex = {.name = "buffer"};
static struct coro_cond not_full = {.name = "not full"};
static struct coro_cond not_empty = {.name = "not empty"};

static struct coro *ids[PRODCONS_MAX_WORKERS];

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

static void
setup(const struct prodcons_options *options)
{
    coro_sem_init(&empty, "empty", options->slots);
    coro_sem_init(&full, "full", 0);
    coro_sem_init(&lock, "lock", 1);
    prodcons_name_sems(&empty, &full, &lock);
    prodcons_init(options, memory_new, GATE_OPEN);
}

static void
worker(void *index)
{
    prodcons_work((int)(intptr_t)index);
}

static void
start(int i)
{
    ids[i] = coro_spawn(coro_worker_name(i), worker, (void *)(intptr_t)i);
    if (ids[i] == NULL)
        start_refused("coro_spawn", errno, i);
}

static void
join(int workers)
{
    for (int i = 0; i < workers; i++)
        coro_join(ids[i]);
}

void
prodcons_run(const struct prodcons_options *options)
{
    setup(options);
    for (int i = 0; i < prodcons_workers(options); i++)
        start(i);
    join(prodcons_workers(options));
}
