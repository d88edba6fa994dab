/* Threads that meet at a barrier, round after round. */
#include <err.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MAX_WORKERS = 16, MAX_ROUNDS = 1000 };

struct barrier {
    pthread_mutex_t lock;    /* guards what follows */
    pthread_cond_t all_here; /* signalled when the last one has arrived */
    int waiting;             /* how many have arrived in this round */
    int round;               /* how many rounds are over */
} barrier = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0, 0};

int workers, rounds, late;
atomic_int arrived[MAX_ROUNDS]; /* a witness: how many arrived in each round, */
atomic_int too_early;           /* and how many went on too early */

static void
check(int code, const char *call) /* 0, or the number of an error */
{
    if (code != 0)
        errx(1, "%s: %s", call, strerror(code));
}

static void
meet(struct barrier *b)
{
    /* task: Return when all workers have called this, in each round. A
     * condition wait may return although nobody has signalled. */
    /* solution */
    check(pthread_mutex_lock(&b->lock), "lock");
    int round = b->round;
    if (++b->waiting == workers) {
        b->waiting = 0;
        b->round++;
        check(pthread_cond_broadcast(&b->all_here), "broadcast");
    }
    while (b->round == round)
        check(pthread_cond_wait(&b->all_here, &b->lock), "wait");
    check(pthread_mutex_unlock(&b->lock), "unlock");
    /* end: (void)b; */
}

static void *
work(void *delay)
{
    for (int i = 0; i < rounds; i++) {
        if (delay != NULL)
            usleep(late * 1000);
        arrived[i]++;
        meet(&barrier);
        if (arrived[i] != workers)
            too_early++;
    }
    return NULL;
}

int
main(int argc, char **argv)
{
    pthread_t thread[MAX_WORKERS];

    workers = argc > 2 ? atoi(argv[1]) : 0;
    rounds = argc > 2 ? atoi(argv[2]) : 0;
    late = argc > 3 ? atoi(argv[3]) : 0; /* the first one's delay, in ms */
    if (workers < 1 || workers > MAX_WORKERS || rounds < 1 ||
        rounds > MAX_ROUNDS || late < 0)
        errx(2, "usage: thread WORKERS ROUNDS [MILLISECONDS]");
    for (int i = 0; i < workers; i++)
        check(pthread_create(
                  &thread[i], NULL, work, i == 0 && late > 0 ? &late : NULL),
            "create");
    for (int i = 0; i < workers; i++)
        check(pthread_join(thread[i], NULL), "join");
    printf(
        "%d met, %d times, %d too early\n", workers, barrier.round, too_early);
}
