/* Producers and consumers as threads.
 *
 * The buffer stands in the memory that all threads share; the three semaphores
 * need no names. */

#include "prodcons.h"

#include "kit/die.h"

#include <stdlib.h>
#include <string.h>

const char twin_model[] = "thread";
const char prodcons_default_sync[] = "cond";

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

static void
setup(struct prodcons *prodcons, struct crew *crew)
{
    const struct prodcons_options *options = prodcons->options;
    size_t workers = (size_t)prodcons_workers(options);

    prodcons->bytes = prodcons_memory_bytes(options);
    prodcons->memory = new_memory(prodcons->bytes);
    prodcons_memory_init(prodcons->memory, options, PTHREAD_PROCESS_PRIVATE);
    prodcons->empty = new_sem(options->slots);
    prodcons->full = new_sem(0);
    prodcons->lock = new_sem(1);
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
    sem_destroy(prodcons->lock);
    free(prodcons->lock);
    sem_destroy(prodcons->full);
    free(prodcons->full);
    sem_destroy(prodcons->empty);
    free(prodcons->empty);
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
