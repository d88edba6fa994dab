/* expect: refused; says: calls mkdir */

/* What stays on the disk when the program starts anew. */

#include <pthread.h>
#include <sys/stat.h>

static void *
worker(void *unused)
{
    mkdir("/proc/none", 0700);
    return unused;
}

int
main(void)
{
    pthread_t thread;

    pthread_create(&thread, NULL, worker, NULL);
    pthread_join(thread, NULL);
    return 0;
}
