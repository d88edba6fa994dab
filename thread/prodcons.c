/* Producers and consumers as threads.
 *
 * The buffer stands in the memory that all threads share; the three semaphores
 * need no names. */

#include "prodcons.h"

#include "kit/clock.h"
#include "kit/die.h"

#include <ctype.h>
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>
#include <string.h>

const char prodcons_default_sync[] = "cond";
const bool prodcons_dies_alone = false;

struct monitor {
    pthread_mutex_t mutex;
    pthread_cond_t not_full, not_empty;
};

struct guard {
    sem_t *empty; /* free slots */
    sem_t *full;  /* slots in use */
    sem_t *lock;  /* 1, or 0 while somebody uses the buffer */
    struct monitor *monitor;
};

struct seat {
    const struct prodcons *prodcons;
    int index;
};

struct crew {
    pthread_t *ids;
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

static sem_t *
new_sem(long value)
{
    sem_t *sem = malloc(sizeof(*sem));

    if (sem == NULL || sem_init(sem, PTHREAD_PROCESS_PRIVATE, (unsigned)value))
        die(STATUS_CANNOT, "sem_init: %m: no semaphore to be had");
    return sem;
}

static struct monitor *
new_monitor(void)
{
    struct monitor *monitor = new_memory(sizeof(*monitor));
    pthread_mutexattr_t mutex;
    pthread_condattr_t cond;
    int code;

    if ((code = pthread_mutexattr_init(&mutex)) != 0 ||
        (code = pthread_mutexattr_setpshared(
             &mutex, PTHREAD_PROCESS_PRIVATE)) != 0 ||
        (code = pthread_mutex_init(&monitor->mutex, &mutex)) != 0)
        die(STATUS_CANNOT, "pthread_mutex_init: %s", strerror(code));
    if ((code = pthread_condattr_init(&cond)) != 0 ||
        (code = pthread_condattr_setpshared(&cond, PTHREAD_PROCESS_PRIVATE)) !=
            0 ||
        (code = pthread_cond_init(&monitor->not_full, &cond)) != 0 ||
        (code = pthread_cond_init(&monitor->not_empty, &cond)) != 0)
        die(STATUS_CANNOT, "pthread_cond_init: %s", strerror(code));
    pthread_mutexattr_destroy(&mutex);
    pthread_condattr_destroy(&cond);
    return monitor;
}

struct guard *
prodcons_new_guard(const struct prodcons_options *options)
{
    struct guard *guard = new_memory(sizeof(*guard));

    guard->empty = new_sem(options->slots);
    guard->full = new_sem(0);
    guard->lock = new_sem(1);
    guard->monitor = new_monitor();
    return guard;
}

void
prodcons_free_guard(struct guard *guard)
{
    pthread_cond_destroy(&guard->monitor->not_empty);
    pthread_cond_destroy(&guard->monitor->not_full);
    pthread_mutex_destroy(&guard->monitor->mutex);
    free(guard->monitor);
    sem_destroy(guard->lock);
    free(guard->lock);
    sem_destroy(guard->full);
    free(guard->full);
    sem_destroy(guard->empty);
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
down(sem_t *sem)
{
    while (sem_wait(sem) == -1)
        if (errno != EINTR)
            die(STATUS_BROKEN, "sem_wait: %m: a worker cannot go on");
}

static void
up(sem_t *sem)
{
    if (sem_post(sem) == -1)
        die(STATUS_BROKEN, "sem_post: %m: a worker cannot go on");
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

/* Hoare's monitor (1974) as pthreads have it: after a wait the condition must
 * be looked at again, since another may have come first. */
static void
put_cond(const struct prodcons *prodcons, const struct prodcons_item *item)
{
    struct monitor *monitor = prodcons->guard->monitor;

    must(pthread_mutex_lock(&monitor->mutex), "pthread_mutex_lock");
    while (prodcons->memory->count == prodcons->options->slots)
        must(pthread_cond_wait(&monitor->not_full, &monitor->mutex),
            "pthread_cond_wait");
    prodcons_insert(prodcons, item);
    must(pthread_cond_signal(&monitor->not_empty), "pthread_cond_signal");
    must(pthread_mutex_unlock(&monitor->mutex), "pthread_mutex_unlock");
}

static void
take_cond(const struct prodcons *prodcons, struct prodcons_item *item)
{
    struct monitor *monitor = prodcons->guard->monitor;

    must(pthread_mutex_lock(&monitor->mutex), "pthread_mutex_lock");
    while (prodcons->memory->count == 0)
        must(pthread_cond_wait(&monitor->not_empty, &monitor->mutex),
            "pthread_cond_wait");
    prodcons_remove(prodcons, item);
    must(pthread_cond_signal(&monitor->not_full), "pthread_cond_signal");
    must(pthread_mutex_unlock(&monitor->mutex), "pthread_mutex_unlock");
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
    sem_t *sem = name == 'e'   ? guard->empty
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
    clock_sleep_ns(ns);
}

static void
setup(struct prodcons *prodcons, struct crew *crew)
{
    const struct prodcons_options *options = prodcons->options;
    size_t workers = (size_t)prodcons_workers(options);

    prodcons->bytes = prodcons_memory_bytes(options);
    prodcons->memory = new_memory(prodcons->bytes);
    prodcons_memory_init(prodcons->memory, options, PTHREAD_PROCESS_PRIVATE);
    prodcons->guard = prodcons_new_guard(options);
    crew->ids = new_memory(workers * sizeof(*crew->ids));
    crew->seats = new_memory(workers * sizeof(*crew->seats));
    crew->started = 0;
}

static void *
worker(void *argument)
{
    const struct seat *seat = argument;

    prodcons_work(seat->prodcons, seat->index);
    return NULL;
}

static int
start(const struct prodcons *prodcons, struct crew *crew)
{
    for (int i = 0; i < prodcons_workers(prodcons->options); i++) {
        crew->seats[i] = (struct seat){prodcons, i};
        int code = pthread_create(&crew->ids[i], NULL, worker, &crew->seats[i]);
        if (code != 0) {
            complain("pthread_create: %s: only %d workers could be started: "
                     "see 'ulimit -u', or ask for fewer",
                strerror(code), i);
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
    for (int i = 0; i < crew->started; i++) {
        int code = pthread_join(crew->ids[i], NULL);
        if (code != 0)
            die(STATUS_BROKEN, "pthread_join: %s: worker %d is out of sight",
                strerror(code), i);
    }
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
