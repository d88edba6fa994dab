/* expect: fails; options: --expect-output=1; says: it prints "" */

/* Main has closed its stdout before there are workers: nobody reads the 1. */

#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

static int value;

static void *
worker(void *unused)
{
    value++;
    return unused;
}

int
main(void)
{
    pthread_t thread;

    close(STDOUT_FILENO);
    pthread_create(&thread, NULL, worker, NULL);
    pthread_join(thread, NULL);
    printf("%d\n", value);
    return 0;
}
