/* expect: refused; says: uses what its threads use */

/* What the child changes, another thread may read meanwhile. */

#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>
static int total;
static void *
worker(void *unused)
{
    total++;
    return unused;
}
int
main(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, worker, NULL);
    pid_t child = vfork();
    if (child == 0) {
        total++;
        _exit(0);
    }
    waitpid(child, NULL, 0);
    pthread_join(thread, NULL);
}
