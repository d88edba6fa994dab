/* expect: holds; options: --max-seconds=60 */

/* Main's stack grows for long, and so does that of a thread, which has all of
 * it from the start. What stands there is still there on the way back. */

#include <pthread.h>
#include <stdlib.h>

enum { DEPTH = 300 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int total;

static int
go_down(int depth)
{
    volatile int here[512];
    int wrong = 0;

    for (int i = 0; i < 512; i++)
        here[i] = depth + i;
    if (depth < DEPTH)
        wrong += go_down(depth + 1);
    for (int i = 0; i < 512; i++)
        wrong += here[i] != depth + i;
    return wrong;
}

static void *
worker(void *unused)
{
    if (go_down(0) > 0)
        abort();
    pthread_mutex_lock(&lock);
    total++;
    pthread_mutex_unlock(&lock);
    return unused;
}

int
main(void)
{
    pthread_t thread;

    pthread_create(&thread, NULL, worker, NULL);
    worker(NULL);
    pthread_join(thread, NULL);
    return total != 2;
}
