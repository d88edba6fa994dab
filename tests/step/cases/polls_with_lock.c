/* expect: holds */

/* Each item is handed over in a loop that locks, looks and yields: many more
 * items than preemptions. Who polls is not preempted where another goes on. */

#include <pthread.h>
#include <sched.h>

enum { ITEMS = 6 };

static pthread_mutex_t one = PTHREAD_MUTEX_INITIALIZER;
static int item, taken;

static void
lock_when(int is_there)
{
    pthread_mutex_lock(&one);
    while ((item != 0) != is_there) {
        pthread_mutex_unlock(&one);
        sched_yield();
        pthread_mutex_lock(&one);
    }
}

static void *
worker(void *unused)
{
    for (int i = 0; i < ITEMS; i++) {
        lock_when(1);
        item = 0;
        taken++;
        pthread_mutex_unlock(&one);
    }
    return unused;
}

int
main(void)
{
    pthread_t thread;

    pthread_create(&thread, NULL, worker, NULL);
    for (int i = 0; i < ITEMS; i++) {
        lock_when(0);
        item = 1;
        pthread_mutex_unlock(&one);
    }
    pthread_join(thread, NULL);
    return taken != ITEMS;
}
