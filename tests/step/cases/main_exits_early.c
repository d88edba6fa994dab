/* expect: holds */

/* main ends by pthread_exit, without a wait: its thread goes on alone. */

#include <pthread.h>
#include <stdio.h>
static void *
worker(void *unused)
{
    puts("done");
    return unused;
}
int
main(void)
{
    pthread_t t;
    pthread_create(&t, NULL, worker, NULL);
    pthread_exit(NULL);
}
