/* expect: unended; options: --max-seconds 1 */

/* The one that is cancelled would print for ever. */

#include <pthread.h>
#include <stdio.h>
#include <unistd.h>
static void *
worker(void *unused)
{
    for (int i = 0;; i++) {
        printf("turn %d\n", i);
        sleep(1);
    }
    return unused;
}
int
main(void)
{
    pthread_t t;
    pthread_create(&t, NULL, worker, NULL);
    sleep(1);
    pthread_cancel(t);
    pthread_join(t, NULL);
}
