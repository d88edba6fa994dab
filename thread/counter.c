/* The counter race between threads.
 *
 * Each worker is a thread of this process, made by pthread_create. Threads
 * share all memory without asking: the counter may stand anywhere. */

#include "counter.h"

#include "kit/clock.h"
#include "kit/die.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <stdlib.h>
#include <string.h>

const char twin_model[] = "thread";
const char counter_default_sync[] = "mutex";
const char counter_worker_noun[] = "Thread";
const bool counter_is_preemptive = true;

/* --memory=private: there is one of these, and all threads share it. */
static atomic_long private_value;

struct guard {
    sem_t sem;
    pthread_mutex_t mutex;
    pthread_barrier_t barrier;
};

struct seat {
    const struct counter *counter;
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

static void
init_sem(struct guard *guard)
{
    if (sem_init(&guard->sem, PTHREAD_PROCESS_PRIVATE, 1) == -1)
        die(STATUS_CANNOT, "sem_init: %m: no semaphore to be had");
}

static void
init_mutex(struct guard *guard)
{
    int code = pthread_mutex_init(&guard->mutex, NULL);

    if (code != 0)
        die(STATUS_CANNOT, "pthread_mutex_init: %s: no mutex to be had",
            strerror(code));
}

static void
init_barrier(struct guard *guard, long workers)
{
    int code = pthread_barrier_init(&guard->barrier, NULL, (unsigned)workers);

    if (code != 0)
        die(STATUS_CANNOT, "pthread_barrier_init: %s: no barrier to be had",
            strerror(code));
}

void
counter_lock(const struct counter *counter)
{
    if (counter->options->sync == COUNTER_MUTEX) {
        int code = pthread_mutex_lock(&counter->guard->mutex);
        if (code != 0)
            die(STATUS_BROKEN, "pthread_mutex_lock: %s: a worker cannot go on",
                strerror(code));
    } else {
        while (sem_wait(&counter->guard->sem) == -1)
            if (errno != EINTR)
                die(STATUS_BROKEN, "sem_wait: %m: a worker cannot go on");
    }
}

void
counter_unlock(const struct counter *counter)
{
    if (counter->options->sync == COUNTER_MUTEX) {
        int code = pthread_mutex_unlock(&counter->guard->mutex);
        if (code != 0)
            die(STATUS_BROKEN,
                "pthread_mutex_unlock: %s: a worker cannot go on",
                strerror(code));
    } else {
        if (sem_post(&counter->guard->sem) == -1)
            die(STATUS_BROKEN, "sem_post: %m: a worker cannot go on");
    }
}

void
counter_yield(void)
{
    sched_yield(); /* cannot fail */
}

void
counter_meet(const struct counter *counter)
{
    int code = pthread_barrier_wait(&counter->guard->barrier);

    if (code != 0 && code != PTHREAD_BARRIER_SERIAL_THREAD)
        die(STATUS_BROKEN, "pthread_barrier_wait: %s: a worker cannot go on",
            strerror(code));
}

void
counter_sleep_ns(long ns)
{
    clock_sleep_ns(ns);
}

static void
setup(struct counter *counter, struct crew *crew)
{
    const struct counter_options *options = counter->options;
    size_t workers = (size_t)options->workers;

    counter->bytes = counter_memory_bytes(options);
    counter->memory = new_memory(counter->bytes);
    counter_memory_init(counter->memory, options, PTHREAD_PROCESS_PRIVATE);
    counter->guard = new_memory(sizeof(*counter->guard));
    init_sem(counter->guard);
    init_mutex(counter->guard);
    init_barrier(counter->guard, options->workers);
    counter->value = options->memory == COUNTER_PRIVATE
                         ? &private_value
                         : &counter->memory->value;
    crew->ids = new_memory(workers * sizeof(*crew->ids));
    crew->seats = new_memory(workers * sizeof(*crew->seats));
    crew->started = 0;
}

static void *
worker(void *argument)
{
    const struct seat *seat = argument;

    counter_work(seat->counter, seat->index);
    return NULL;
}

static int
start(const struct counter *counter, struct crew *crew)
{
    for (int i = 0; i < counter->options->workers; i++) {
        crew->seats[i] = (struct seat){counter, i};
        int code = pthread_create(&crew->ids[i], NULL, worker, &crew->seats[i]);
        if (code != 0) {
            complain("pthread_create: %s: only %d workers could be started: "
                     "see 'ulimit -u', or ask for fewer --workers",
                strerror(code), i);
            gate_call_off(&counter->memory->gate, i);
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
teardown(struct counter *counter, struct crew *crew)
{
    free(crew->seats);
    free(crew->ids);
    pthread_barrier_destroy(&counter->guard->barrier);
    pthread_mutex_destroy(&counter->guard->mutex);
    sem_destroy(&counter->guard->sem);
    free(counter->guard);
    free(counter->memory);
}

int
counter_run(
    const struct counter_options *options, struct counter_result *result)
{
    struct counter counter = {.options = options};
    struct crew crew;
    long copies = 1;

    setup(&counter, &crew);
    int started = start(&counter, &crew);
    int joined = join(&crew);
    if (started == STATUS_HELD && joined == STATUS_HELD)
        counter_collect(&counter, copies, result);
    teardown(&counter, &crew);
    return started != STATUS_HELD ? started : joined;
}
