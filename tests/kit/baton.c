/* Does the baton go from one worker to the other, in every way, and never
 * otherwise? */

#include "kit/baton.h"

#include "../harness/check.h"

#include "kit/clock.h"

#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { ROUNDS = 500 };

static struct baton_memory memory;
static struct baton baton;
static sem_t sems[2];
static pthread_barrier_t joined;
static long laps; /* not atomic: only the holder of the baton may access it */

static void
open_baton(int way, int process_shared)
{
    memset(&memory, 0, sizeof(memory));
    for (int i = 0; i < 2; i++)
        if (sem_init(&sems[i], process_shared, 0) == -1)
            abort();
    baton = (struct baton){.memory = &memory, .sems = {&sems[0], &sems[1]}};
    baton_init(&baton, (enum baton_way)way, process_shared);
    pthread_barrier_init(&joined, NULL, 2);
    laps = 0;
}

static void
close_baton(void)
{
    pthread_barrier_destroy(&joined);
    sem_destroy(&sems[0]);
    sem_destroy(&sems[1]);
}

/* In the first laps each turn is slow: so a partner that does not wait for its
 * end is always caught. */
static void
take_time(int lap)
{
    if (lap < 3)
        clock_sleep_ns(2000000);
}

/* The baton is at worker 1 after the odd laps. */
static void *
follow(void *odd_laps_only)
{
    bool *good = odd_laps_only;

    baton_join(&baton, 1);
    pthread_barrier_wait(&joined);
    for (int i = 0; i < ROUNDS; i++) {
        baton_await(&baton, 1);
        *good = *good && laps % 2 == 1;
        take_time(i);
        laps++;
        baton_pass(&baton, 0);
    }
    return NULL;
}

static void
run_both(void)
{
    pthread_t id;
    bool good = true;

    if (pthread_create(&id, NULL, follow, &good) != 0)
        abort();
    baton_join(&baton, 0);
    pthread_barrier_wait(&joined);
    for (int i = 0; i < ROUNDS; i++) {
        CU_ASSERT_EQUAL_FATAL(laps, 2 * i);
        take_time(i);
        laps++;
        baton_pass(&baton, 1);
        baton_await(&baton, 0);
    }
    pthread_join(id, NULL);
    CU_ASSERT(good);
    CU_ASSERT_EQUAL(laps, 2 * ROUNDS);
}

/* Do two workers take turns, in every way, shared and private? */
TEST(two_take_turns)
{
    for (int way = 0; baton_ways[way] != NULL; way++) {
        open_baton(way, PTHREAD_PROCESS_SHARED);
        run_both();
        close_baton();
        open_baton(way, PTHREAD_PROCESS_PRIVATE);
        run_both();
        close_baton();
    }
}

/* Can a worker hand the baton to itself? */
TEST(worker_hands_to_itself)
{
    for (int way = 0; baton_ways[way] != NULL; way++) {
        open_baton(way, PTHREAD_PROCESS_SHARED);
        baton_join(&baton, 0);
        for (int i = 0; i < ROUNDS; i++) {
            baton_pass(&baton, 0);
            baton_await(&baton, 0);
        }
        close_baton();
    }
}

static void *
pass_late(void *unused)
{
    (void)unused;
    baton_join(&baton, 0);
    pthread_barrier_wait(&joined);
    clock_sleep_ns(20000000); /* time for a wrong signal to pass as the baton */
    laps++;
    baton_pass(&baton, 1);
    return NULL;
}

static void
await_among_foreign_signals(void)
{
    pthread_t id;

    open_baton(BATON_SIGNAL, PTHREAD_PROCESS_SHARED);
    baton_join(&baton, 1);
    for (int i = 0; i < 3; i++)
        if (syscall(SYS_tgkill, getpid(), memory.tasks[1], SIGRTMIN) == -1)
            abort();
    if (pthread_create(&id, NULL, pass_late, NULL) != 0)
        abort();
    pthread_barrier_wait(&joined);
    baton_await(&baton, 1);
    CU_ASSERT_EQUAL(laps, 1);
    pthread_join(id, NULL);
    close_baton();
}

/* Is a signal from another sender ignored? Ten times: whoever takes it for the
 * baton must be kept from the CPU for 20 ms, each time, not to be caught. */
TEST(foreign_signal_is_ignored)
{
    for (int i = 0; i < 10; i++)
        await_among_foreign_signals();
}
