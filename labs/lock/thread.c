/* Two threads and a counter, behind one of three locks made by hand. */
#include <err.h>
#include <linux/futex.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

atomic_int taken;          /* lock 1: 0 free, 1 taken */
atomic_int wants[2], turn; /* lock 2: who wants in; who goes first then */
atomic_int state;          /* lock 3: 0 free, 1 taken, 2 with waiters */
int kind, workers, rounds; /* which lock; 1 or 2; how often each locks */
long total;                /* changed under the lock only */

static void
lock(int me, int you)
{
    if (kind == 1) {
        /* task 1: Set `taken`; if it was set already, try again. */
        /* solution */
        while (atomic_exchange(&taken, 1) == 1)
            continue;
        /* end */
    } else if (kind == 2) {
        /* task 2: Peterson's lock. Where must atomic_thread_fence stand? */
        /* solution */
        atomic_store_explicit(&wants[me], 1, memory_order_release);
        atomic_store_explicit(&turn, you, memory_order_release);
        atomic_thread_fence(memory_order_seq_cst); /* stores before loads */
        while (atomic_load_explicit(&wants[you], memory_order_acquire) &&
               atomic_load_explicit(&turn, memory_order_acquire) == you)
            continue;
        /* end: (void)me, (void)you; */
    } else {
        /* task 3: Take it, or say in `state` that you wait, and FUTEX_WAIT. */
        /* solution */
        int seen = 0;
        if (!atomic_compare_exchange_strong(&state, &seen, 1))
            while (atomic_exchange(&state, 2) != 0)
                syscall(SYS_futex, &state, FUTEX_WAIT, 2, NULL, NULL, 0);
        /* end */
    }
}

static void
unlock(int me)
{
    /* task 4: Unlock each of the three. Wake a worker that may be asleep. */
    /* solution */
    if (kind == 1)
        atomic_store(&taken, 0);
    else if (kind == 2)
        atomic_store_explicit(&wants[me], 0, memory_order_release);
    else if (atomic_exchange(&state, 0) == 2)
        syscall(SYS_futex, &state, FUTEX_WAKE, 1, NULL, NULL, 0);
    /* end: (void)me; */
}

static void *
work(void *argument)
{
    int me = argument != NULL; /* 0 or 1 */
    for (int i = 0; i < rounds; i++) {
        lock(me, 1 - me);
        total = total + 1;
        unlock(me);
    }
    return NULL;
}

int
main(int argc, char **argv)
{
    pthread_t thread[2];
    if (argc != 4 || (kind = atoi(argv[1])) < 1 || kind > 3 ||
        (workers = atoi(argv[2])) < 1 || workers > 2)
        errx(2, "usage: thread LOCK (1 to 3) WORKERS (1 or 2) ROUNDS");
    rounds = atoi(argv[3]);
    for (int i = 0; i < workers; i++)
        if (pthread_create(&thread[i], NULL, work, i ? &total : NULL) != 0)
            errx(1, "pthread_create failed");
    for (int i = 0; i < workers; i++)
        if (pthread_join(thread[i], NULL) != 0)
            errx(1, "pthread_join failed");
    printf("total %ld\n", total);
}
