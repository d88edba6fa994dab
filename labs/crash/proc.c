/* Processes fill a list; any of them may be killed at any instruction. */
#include <err.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MAX_WORKERS = 8, ITEMS = 100 };
struct queue {
    pthread_mutex_t lock;          /* to be held when using the rest */
    atomic_int count, sum;         /* of the items that are in */
    int item[MAX_WORKERS * ITEMS]; /* 100, 101... of worker 1 */
    int known[MAX_WORKERS + 1];    /* items that each knows to be in */
} * queue;

static void
check(int failed, const char *what)
{
    if (failed)
        errx(1, "%s: failed", what);
}

static void
lock(void)
{
    /* task 1: Lock. If the last owner has died, repair what it left. */
    /* solution */
    int code = pthread_mutex_lock(&queue->lock);
    if (code == EOWNERDEAD) {
        for (int i = queue->sum = 0; i < queue->count; i++)
            queue->sum += queue->item[i];
        code = pthread_mutex_consistent(&queue->lock);
    }
    check(code, "pthread_mutex_lock");
    /* end */
}

static void
put(int item)
{
    lock();
    /* task 2: Put it in completely or not at all: which order? Then unlock. */
    /* solution */
    queue->item[queue->count] = item;
    queue->count++; /* from here on it is in; the sum can be repaired */
    queue->sum += item;
    check(pthread_mutex_unlock(&queue->lock), "pthread_mutex_unlock");
    /* end: queue->item[queue->count++] = item, queue->sum += item; */
}

int
main(int argc, char **argv)
{
    int workers = argc == 3 ? atoi(argv[1]) : 0, sum = 0;
    int items = argc == 3 ? atoi(argv[2]) : 0, got[MAX_WORKERS + 1] = {-1};
    pthread_mutexattr_t kind;
    if (workers < 1 || workers > MAX_WORKERS || items < 1 || items > ITEMS)
        errx(2, "usage: proc WORKERS ITEMS");
    queue = mmap(NULL, sizeof(*queue), PROT_READ | PROT_WRITE,
        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    check(queue == MAP_FAILED, "mmap");
    pthread_mutexattr_init(&kind);
    pthread_mutexattr_setpshared(&kind, PTHREAD_PROCESS_SHARED);
    /* task 3: Make the mutex report that its owner has died. */
    /* solution */
    pthread_mutexattr_setrobust(&kind, PTHREAD_MUTEX_ROBUST);
    /* end */
    check(pthread_mutex_init(&queue->lock, &kind), "pthread_mutex_init");
    for (int me = 1; me <= workers; me++) {
        pid_t child = fork();
        check(child == -1, "fork");
        for (int i = 0; child == 0 && i < items; queue->known[me] = ++i)
            put(me * ITEMS + i);
        if (child == 0)
            _exit(0);
    }
    while (wait(NULL) > 0)
        continue;
    lock();
    for (int i = 0; i < queue->count; sum += queue->item[i++])
        check(queue->item[i] % ITEMS != got[queue->item[i] / ITEMS]++, "once");
    for (int me = 1; me <= workers; me++) /* killed before it knew: 1 more */
        check((unsigned)(got[me] - queue->known[me]) > 1, "what it knows");
    check(sum != queue->sum, "the sum of all items");
    printf("%d workers: nothing is lost, nothing is twice\n", workers);
}
