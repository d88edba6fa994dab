/* Threads that each add 1 to three counters, ROUNDS times. */
#include <err.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_WORKERS = 16, MAX_ROUNDS = 1000000 };

long rounds;
long locked;           /* changed under the guard only */
atomic_long counted;   /* changed by atomic operations only */
long own[MAX_WORKERS]; /* one for each thread; */
long summed;           /* and their sum */
pthread_mutex_t guard = PTHREAD_MUTEX_INITIALIZER;

static long
number(const char *text, long max)
{
    char *end;
    long value = strtol(text, &end, 10);

    if (value < 1 || value > max || *end != '\0')
        errx(2, "%s: not a number from 1 to %ld", text, max);
    return value;
}

static void
check(int code, const char *call) /* 0, or the number of an error */
{
    if (code != 0)
        errx(1, "%s: %s", call, strerror(code));
}

static void
add_locked(void)
{
    /* task 1: Lock the guard before the read, unlock it after the write. */
    /* solution */
    check(pthread_mutex_lock(&guard), "pthread_mutex_lock");
    locked = locked + 1;
    check(pthread_mutex_unlock(&guard), "pthread_mutex_unlock");
    /* end: locked = locked + 1; */
}

static void *
work(void *argument)
{
    long *mine = argument;

    for (long i = 0; i < rounds; i++) {
        add_locked();
        /* task 2: Here the read and the write are two atomic steps. Make the
         * addition one atomic operation. */
        /* solution */
        atomic_fetch_add(&counted, 1);
        /* end: counted = counted + 1; */
        /* task 3: Count in *mine, which is this thread's own and needs no
         * guard. main must add them up: where? */
        /* solution */
        *mine = *mine + 1;
        /* end: summed = summed + 1; */
    }
    return mine;
}

int
main(int argc, char **argv)
{
    pthread_t thread[MAX_WORKERS];

    if (argc != 3)
        errx(2, "usage: thread WORKERS ROUNDS");
    long workers = number(argv[1], MAX_WORKERS);
    rounds = number(argv[2], MAX_ROUNDS);
    for (int i = 0; i < workers; i++)
        check(pthread_create(&thread[i], NULL, work, &own[i]), "create");
    for (int i = 0; i < workers; i++) {
        check(pthread_join(thread[i], NULL), "pthread_join");
        /* solution */
        summed = summed + own[i];
        /* end */
    }
    printf("locked %ld, atomic %ld, own %ld\n", locked, counted, summed);
}
