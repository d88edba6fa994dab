/* Processes that meet at a barrier, round after round. */
#include <err.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MAX_ROUNDS = 1000 };
struct barrier {
    pthread_mutex_t lock;    /* guards waiting and round */
    pthread_cond_t all_here; /* signalled when the last one has arrived */
    int waiting, round;      /* arrived in this round; rounds that are over */
    atomic_int arrived[MAX_ROUNDS], too_early; /* witnesses: see main */
};

static void
check(int code, const char *call) /* 0, or the number of an error */
{
    if (code != 0)
        errx(1, "%s: %s", call, strerror(code));
}

static void
meet(struct barrier *b, int workers)
{
    /* task 2: Return when all workers have called this, in each of the rounds.
     */
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
    /* end: (void)b, (void)workers, (void)check; */
}

int
main(int argc, char **argv)
{
    int workers = argc > 2 ? atoi(argv[1]) : 0;
    int rounds = argc > 2 ? atoi(argv[2]) : 0;
    int late = argc > 3 ? atoi(argv[3]) : 0; /* the first one's delay, in ms */
    if (workers < 1 || rounds < 1 || rounds > MAX_ROUNDS || late < 0)
        errx(2, "usage: proc WORKERS ROUNDS [MILLISECONDS]");
    struct barrier *b = mmap(NULL, sizeof(*b), PROT_READ | PROT_WRITE,
        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (b == MAP_FAILED)
        err(1, "mmap");
    /* task 1: Initialise b->lock and b->all_here, both for several processes.
     */
    /* solution */
    pthread_mutexattr_t lock;
    pthread_condattr_t cond;
    check(pthread_mutexattr_init(&lock), "lock");
    check(pthread_mutexattr_setpshared(&lock, PTHREAD_PROCESS_SHARED), "lock");
    check(pthread_mutex_init(&b->lock, &lock), "lock");
    check(pthread_condattr_init(&cond), "cond");
    check(pthread_condattr_setpshared(&cond, PTHREAD_PROCESS_SHARED), "cond");
    check(pthread_cond_init(&b->all_here, &cond), "cond");
    /* end */
    for (int i = 0; i < workers; i++) {
        pid_t child = fork();
        if (child == -1)
            err(1, "fork");
        for (int j = 0; child == 0 && j < rounds; j++) {
            if (i == 0 && late > 0)
                usleep(late * 1000);
            b->arrived[j]++;
            meet(b, workers);
            if (b->arrived[j] != workers)
                b->too_early++;
        }
        if (child == 0)
            _exit(0);
    }
    for (int i = 0, status; i < workers; i++)
        if (wait(&status) == -1 || status != 0)
            errx(1, "a child failed");
    printf("%d met, %d times, %d too early\n", workers, b->round, b->too_early);
}
