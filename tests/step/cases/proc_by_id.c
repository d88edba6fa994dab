/* expect: refused; says: are not in /proc */

/* The ids that workers see are those of the first start: later, /proc has no
 * folder by that name. */

#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

static void *
worker(void *good)
{
    char path[64];

    snprintf(path, sizeof(path), "/proc/%d/status", (int)getpid());
    sleep(0);
    *(int *)good = access(path, R_OK) == 0;
    return NULL;
}

int
main(void)
{
    int good;
    pthread_t one;

    pthread_create(&one, NULL, worker, &good);
    pthread_join(one, NULL);
    return !good;
}
