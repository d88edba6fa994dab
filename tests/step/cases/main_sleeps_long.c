/* expect: holds; lacks: time was up */

/* A main that sleeps, instead of joining, for longer than anybody waits. */

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

    for (int i = 0; i < 2; i++)
        if (pthread_create(&thread, NULL, worker, NULL) != 0 ||
            pthread_detach(thread) != 0)
            abort();
    sleep(1000);
    return 0;
}
