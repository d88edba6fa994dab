/* expect: holds; says: 3 outcomes; lacks: counted once */

/* An alarm may end the program before any step of a worker that meets nobody.
 */

#include <pthread.h>
#include <unistd.h>
static void *
worker(void *unused)
{
    if (write(STDOUT_FILENO, "a", 1) == 1)
        alarm(0);
    return unused;
}
int
main(void)
{
    pthread_t t;
    alarm(9);
    pthread_create(&t, NULL, worker, NULL);
    pthread_join(t, NULL);
}
