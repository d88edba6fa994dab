/* expect: holds */

/* A worker joins another, which ends by a system call of its own. */

#include <pthread.h>
#include <sys/syscall.h>
#include <unistd.h>

static pthread_t first, second;
static pthread_barrier_t born;
static int total;

static void *
worker(void *joins)
{
    pthread_barrier_wait(&born);
    if (joins == NULL) {
        total = 1;
        syscall(SYS_exit, 0);
    }
    pthread_join(first, NULL);
    total++;
    return NULL;
}

int
main(void)
{
    pthread_barrier_init(&born, NULL, 2);
    pthread_create(&first, NULL, worker, NULL);
    pthread_create(&second, NULL, worker, &first);
    pthread_join(second, NULL);
    return total != 2;
}
