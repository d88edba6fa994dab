/* expect: refused; says: system call 9999 at unknown_call.c */

/* A system call that step has never heard of. */

#include <pthread.h>
#include <unistd.h>

static void *
worker(void *unused)
{
    syscall(9999);
    return unused;
}

int
main(void)
{
    pthread_t first, second;

    pthread_create(&first, NULL, worker, NULL);
    pthread_create(&second, NULL, worker, NULL);
    pthread_join(first, NULL);
    pthread_join(second, NULL);
    return 0;
}
