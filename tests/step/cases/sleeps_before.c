/* expect: unended; options: --max-seconds=1; says: no schedule began */

/* A main that sleeps for long before it makes a task: nothing was tried, and
 * fewer iterations would not help. */

#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

static void *
worker(void *unused)
{
    return unused;
}

int
main(void)
{
    pthread_t thread;

    sleep(1000);
    if (pthread_create(&thread, NULL, worker, NULL) != 0)
        abort();
    return pthread_join(thread, NULL);
}
