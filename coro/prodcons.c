/* Producers and consumers as coroutines.
 *
 * The buffer stands in the memory that all share. Who finds it full or empty
 * sleeps on a semaphore of our own: one of the kernel's would put the only
 * thread to sleep, and with it whoever could post. */

#include "prodcons.h"

#include "coro.h"

#include "kit/die.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char prodcons_default_sync[] = "cond";
const bool prodcons_dies_alone = false;

struct monitor {
    struct coro_mutex mutex;
    struct coro_cond not_full, not_empty;
};

struct guard {
    struct coro_sem *empty; /* free slots */
    struct coro_sem *full;  /* slots in use */
    struct coro_sem *lock;  /* 1, or 0 while somebody uses the buffer */
    struct monitor *monitor;
};

struct seat {
    const struct prodcons *prodcons;
    int index;
    char name[24];
};

struct crew {
    struct coro **ids;
    struct seat *seats;
    int started;
};

static void *
new_memory(size_t bytes)
{
    void *memory = calloc(1, bytes);

    if (memory == NULL)
        die(STATUS_CANNOT, "calloc: %m: cannot have %zu bytes", bytes);
    return memory;
}

static struct coro_sem *
new_sem(const char *name, long value)
{
    struct coro_sem *sem = new_memory(sizeof(*sem));

    coro_sem_init(sem, name, value);
    return sem;
}

static struct monitor *
new_monitor(void)
{
    struct monitor *monitor = new_memory(sizeof(*monitor));

    coro_mutex_init(&monitor->mutex, "buffer", CORO_MUTEX_NORMAL);
    coro_cond_init(&monitor->not_full, "not full");
    coro_cond_init(&monitor->not_empty, "not empty");
    return monitor;
}

struct guard *
prodcons_new_guard(const struct prodcons_options *options)
{
    struct guard *guard = new_memory(sizeof(*guard));

    guard->empty = new_sem("empty", options->slots);
    guard->full = new_sem("full", 0);
    guard->lock = new_sem("lock", 1);
    guard->monitor = new_monitor();
    return guard;
}

void
prodcons_free_guard(struct guard *guard)
{
    free(guard->monitor);
    free(guard->lock);
    free(guard->full);
    free(guard->empty);
    free(guard);
}

static void
must(int code, const char *what)
{
    if (code != 0)
        die(STATUS_BROKEN, "%s: %s: a worker cannot go on", what,
            strerror(code));
}

static void
down(struct coro_sem *sem)
{
    coro_sem_wait(sem);
}

static void
up(struct coro_sem *sem)
{
    coro_sem_post(sem);
}

/* Dijkstra's solution (EWD 123, 1965). First a slot, then the lock: the other
 * way round, whoever found the buffer full would sleep with the lock in hand.
 */
static void
put_sem(const struct prodcons *prodcons, const struct prodcons_item *item)
{
    const struct guard *guard = prodcons->guard;

    down(guard->empty);
    down(guard->lock);
    prodcons_insert(prodcons, item);
    up(guard->lock);
    up(guard->full);
}

static void
take_sem(const struct prodcons *prodcons, struct prodcons_item *item)
{
    const struct guard *guard = prodcons->guard;

    down(guard->full);
    down(guard->lock);
    prodcons_remove(prodcons, item);
    up(guard->lock);
    up(guard->empty);
}

/* Hoare's monitor (1974) as pthreads have it, and we: after a wait the
 * condition must be looked at again, since another may have come first. */
static void
put_cond(const struct prodcons *prodcons, const struct prodcons_item *item)
{
    struct monitor *monitor = prodcons->guard->monitor;

    must(coro_mutex_lock(&monitor->mutex), "coro_mutex_lock");
    while (prodcons->memory->count == prodcons->options->slots)
        coro_cond_wait(&monitor->not_full, &monitor->mutex);
    prodcons_insert(prodcons, item);
    coro_cond_signal(&monitor->not_empty);
    must(coro_mutex_unlock(&monitor->mutex), "coro_mutex_unlock");
}

static void
take_cond(const struct prodcons *prodcons, struct prodcons_item *item)
{
    struct monitor *monitor = prodcons->guard->monitor;

    must(coro_mutex_lock(&monitor->mutex), "coro_mutex_lock");
    while (prodcons->memory->count == 0)
        coro_cond_wait(&monitor->not_empty, &monitor->mutex);
    prodcons_remove(prodcons, item);
    coro_cond_signal(&monitor->not_full);
    must(coro_mutex_unlock(&monitor->mutex), "coro_mutex_unlock");
}

void
prodcons_put(const struct prodcons *prodcons, const struct prodcons_item *item)
{
    if (prodcons->options->sync == PRODCONS_SEM)
        put_sem(prodcons, item);
    else
        put_cond(prodcons, item);
}

void
prodcons_take(const struct prodcons *prodcons, struct prodcons_item *item)
{
    if (prodcons->options->sync == PRODCONS_SEM)
        take_sem(prodcons, item);
    else
        take_cond(prodcons, item);
}

void
prodcons_operate(const struct prodcons *prodcons, char operation)
{
    const struct guard *guard = prodcons->guard;
    char name = (char)tolower(operation);
    struct coro_sem *sem = name == 'e'   ? guard->empty
                           : name == 'f' ? guard->full
                                         : guard->lock;

    if (operation == name)
        up(sem);
    else
        down(sem);
}

void
prodcons_sleep_ns(long ns)
{
    coro_sleep_ns(ns);
}

static void
setup(struct prodcons *prodcons, struct crew *crew)
{
    const struct prodcons_options *options = prodcons->options;
    size_t workers = (size_t)prodcons_workers(options);

    prodcons->bytes = prodcons_memory_bytes(options);
    prodcons->memory = new_memory(prodcons->bytes);
    prodcons_memory_init(prodcons->memory, options, GATE_OPEN);
    prodcons->guard = prodcons_new_guard(options);
    crew->ids = new_memory(workers * sizeof(struct coro *));
    crew->seats = new_memory(workers * sizeof(*crew->seats));
    crew->started = 0;
}

static void
worker(void *argument)
{
    const struct seat *seat = argument;

    prodcons_work(seat->prodcons, seat->index);
}

static int
start(const struct prodcons *prodcons, struct crew *crew)
{
    for (int i = 0; i < prodcons_workers(prodcons->options); i++) {
        struct seat *seat = &crew->seats[i];
        *seat = (struct seat){.prodcons = prodcons, .index = i};
        snprintf(seat->name, sizeof(seat->name), "worker %d", i);
        crew->ids[i] = coro_spawn(seat->name, worker, seat);
        if (crew->ids[i] == NULL) {
            complain("coro_spawn: %m: only %d workers could be started: ask "
                     "for fewer",
                i);
            gate_call_off(&prodcons->memory->gate, i);
            return STATUS_CANNOT;
        }
        crew->started++;
    }
    return STATUS_HELD;
}

static int
join(struct crew *crew)
{
    for (int i = 0; i < crew->started; i++)
        coro_join(crew->ids[i]);
    return STATUS_HELD;
}

static void
teardown(struct prodcons *prodcons, struct crew *crew)
{
    free(crew->seats);
    free(crew->ids);
    prodcons_free_guard(prodcons->guard);
    free(prodcons->memory);
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
