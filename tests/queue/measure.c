#include "measure.h"

#include "kit/clock.h"
#include "kit/cpus.h"
#include "kit/die.h"
#include "kit/memory.h"
#include "kit/must.h"

#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MAX_WORKERS = 8, TRIAL = 2000, COURSE_NS = 2000000, LEAST = 500 };

struct worker {
    struct work work;
    void (*run)(struct work *work);
    int cpu;
    long begin_ns, end_ns;
};

/* Shared by all workers, whatever the model. */
static struct {
    atomic_int ready;
    int workers;
    struct worker worker[MAX_WORKERS];
} * run;

struct cores
measure_cores(void)
{
    return (struct cores){cpus_nth(0), cpus_nth(1)};
}

static void *
go(void *argument)
{
    struct worker *self = argument;

    cpus_pin(self->cpu);
    atomic_fetch_add(&run->ready, 1);
    while (atomic_load(&run->ready) < run->workers)
        sched_yield();
    self->begin_ns = clock_ns();
    self->run(&self->work);
    self->end_ns = clock_ns();
    return NULL;
}

static void
run_threads(void)
{
    pthread_t ids[MAX_WORKERS];

    for (int i = 0; i < run->workers; i++)
        MUST(pthread_create(&ids[i], NULL, go, &run->worker[i]));
    for (int i = 0; i < run->workers; i++)
        MUST(pthread_join(ids[i], NULL));
}

static void
run_processes(void)
{
    int wait_status;

    for (int i = 0; i < run->workers; i++) {
        pid_t id = fork();
        if (id == -1)
            die(STATUS_CANNOT, "fork: %m");
        if (id == 0) {
            prctl(PR_SET_PDEATHSIG, SIGKILL);
            go(&run->worker[i]);
            _exit(STATUS_HELD);
        }
    }
    for (int i = 0; i < run->workers; i++) {
        MUST_ERRNO(wait(&wait_status));
        if (wait_status != 0)
            die(STATUS_BROKEN, "a worker has failed");
    }
}

static void
prepare(const struct peer *peer, const struct course *course, void *queue,
    long each)
{
    struct cores cores = measure_cores();
    int size = course->bytes == 8 ? 0 : course->bytes == 32 ? 1 : 2;

    run->workers = 2 * course->pairs;
    atomic_store(&run->ready, 0);
    for (int i = 0; i < run->workers; i++)
        run->worker[i] = (struct worker){.work = {.queue = queue,
                                             .first = i / 2 * each,
                                             .count = each,
                                             .one_core = course->one_core},
            .run = i % 2 == 0 ? peer->produce[size] : peer->consume[size],
            .cpu = i % 2 == 0 || course->one_core ? cores.first : cores.second};
}

/* All numbers below `total` have arrived if their sum is right and none is
 * damaged: nearly, since two mistakes may make up for each other. */
static double
read_off(const struct peer *peer, long each)
{
    uint64_t total = (uint64_t)(each * run->workers / 2), sum = 0, damaged = 0;
    long begin_ns = run->worker[0].begin_ns, end_ns = 0;

    for (int i = 0; i < run->workers; i++) {
        const struct worker *worker = &run->worker[i];
        sum += worker->work.sum;
        damaged |= worker->work.damaged;
        if (worker->begin_ns < begin_ns)
            begin_ns = worker->begin_ns;
        if (worker->end_ns > end_ns)
            end_ns = worker->end_ns;
    }
    if (damaged != 0 || sum != total * (total - 1) / 2)
        die(STATUS_BROKEN, "%s has lost, doubled or damaged an item",
            peer->name);
    return (double)(end_ns - begin_ns) / (double)total;
}

static double
run_course(const struct peer *peer, const struct course *course, long each)
{
    size_t bytes = peer->size(course);
    int kind = course->processes ? MAP_SHARED : MAP_PRIVATE;
    double each_ns = NAN;

    if (run == NULL)
        run = memory_shared(sizeof(*run));
    void *queue =
        mmap(NULL, bytes, PROT_READ | PROT_WRITE, kind | MAP_ANONYMOUS, -1, 0);
    if (queue == MAP_FAILED)
        die(STATUS_CANNOT, "mmap: %m");
    if (peer->open(queue, course)) {
        prepare(peer, course, queue, each);
        if (course->processes)
            run_processes();
        else
            run_threads();
        each_ns = read_off(peer, each);
        if (peer->close != NULL)
            peer->close(queue);
    }
    munmap(queue, bytes);
    return each_ns;
}

double
measure(const struct peer *peer, const struct course *course)
{
    if (course->pairs > 1 && !peer->many)
        return NAN;
    double trial_ns = run_course(peer, course, TRIAL / course->pairs);
    if (isnan(trial_ns))
        return NAN;
    long each = (long)(COURSE_NS / trial_ns) / course->pairs;
    return run_course(peer, course, each < LEAST ? LEAST : each);
}

/* ---- The line. ---- */

enum { TURNS = 20000 };

static struct {
    _Alignas(128) atomic_int turn;
} line;

static void *
answer(void *cpu)
{
    cpus_pin(*(int *)cpu);
    for (int i = 0; i < TURNS; i++) {
        while (
            atomic_load_explicit(&line.turn, memory_order_acquire) != 2 * i + 1)
            ;
        atomic_store_explicit(&line.turn, 2 * i + 2, memory_order_release);
    }
    return NULL;
}

static void *
ask(void *cpu)
{
    static double each_ns;

    cpus_pin(*(int *)cpu);
    long begin_ns = clock_ns();
    for (int i = 0; i < TURNS; i++) {
        atomic_store_explicit(&line.turn, 2 * i + 1, memory_order_release);
        while (
            atomic_load_explicit(&line.turn, memory_order_acquire) != 2 * i + 2)
            ;
    }
    each_ns = (double)(clock_ns() - begin_ns) / TURNS / 2;
    return &each_ns;
}

double
measure_line(void)
{
    struct cores cores = measure_cores();
    pthread_t asker, answerer;
    void *each_ns;

    if (cores.first == cores.second)
        return NAN;
    atomic_store(&line.turn, 0);
    MUST(pthread_create(&asker, NULL, ask, &cores.first));
    MUST(pthread_create(&answerer, NULL, answer, &cores.second));
    MUST(pthread_join(asker, &each_ns));
    MUST(pthread_join(answerer, NULL));
    return *(double *)each_ns;
}
