/* The counter race between processes.
 *
 * Each worker is a process of its own, created by fork. Processes share no
 * writable memory unless they ask for it: the counter, and what guards it, are
 * in a segment of shared memory, mapped before fork, so that each child has it
 * at the same address. */

#include "counter.h"

#include "segment.h"

#include "kit/crew.h"
#include "kit/must.h"

#include <pthread.h>
#include <semaphore.h>
#include <sys/wait.h>
#include <unistd.h>

const char counter_default_sync[] = "sem";

static struct shared {
    struct counter counter;
    pthread_mutex_t mutex;
    pthread_barrier_t barrier;
} * shared;
static sem_t *sem; /* named, with a mapping of its own */

static struct crew crew;

/* --sync=mutex: one update in a critical section. */
long
counter_add_mutex(struct counter_turn turn)
{
    MUST(pthread_mutex_lock(&shared->mutex));
    long seen = counter_read(turn);
    counter_write(turn, seen + 1);
    MUST(pthread_mutex_unlock(&shared->mutex));
    return seen;
}

/* --sync=sem: the same with a semaphore initialised to 1. */
long
counter_add_sem(struct counter_turn turn)
{
    MUST_ERRNO(sem_wait(sem));
    long seen = counter_read(turn);
    counter_write(turn, seen + 1);
    MUST_ERRNO(sem_post(sem));
    return seen;
}

/* --gap-ms: sleep until all workers have read. */
void
counter_meet(void)
{
    int code = pthread_barrier_wait(&shared->barrier);

    if (code != 0 && code != PTHREAD_BARRIER_SERIAL_THREAD)
        must_fail("pthread_barrier_wait", code);
}

static void
setup(const struct counter_options *options)
{
    shared = segment_new(sizeof(*shared)); /* shm_open, mmap: segment.c */
    sem = segment_sem(1);                  /* sem_open, sem_unlink */
    segment_mutex(&shared->mutex, PTHREAD_MUTEX_STALLED);
    segment_barrier(&shared->barrier, options->workers);
    counter_init(&shared->counter, options, PTHREAD_PROCESS_SHARED);
    crew_init(&crew, (int)options->workers);
}

_Noreturn static void
worker(int index)
{
    stop_orphan(crew.parent); /* it is killed when its parent has ended */
    counter_work(index);
    _exit(STATUS_HELD); /* not exit: the stdio buffers are the parent's */
}

static void
start(int workers)
{
    for (int i = 0; i < workers; i++) {
        pid_t id = fork();
        if (id == -1)
            crew_refused(&crew);
        if (id == 0)
            worker(i); /* the child, which does not return */
        crew_started(&crew, id);
    }
}

static void
join(void)
{
    int wait_status = 0;

    while (crew.alive > 0) {
        pid_t id = waitpid(-1, &wait_status, WNOHANG);
        crew_reaped(&crew, id, wait_status); /* sleeps if none has ended */
    }
    crew_end(&crew);
}

void
counter_run(const struct counter_options *options)
{
    setup(options);
    start((int)options->workers);
    join();
}
