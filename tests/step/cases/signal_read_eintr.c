/* expect: holds; says: eintr\n1 */

/* A signal ends a read that sleeps, unless its handler has SA_RESTART. */

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>
static int ends[2];
static void
on(int n)
{
    (void)n;
}
static void *
worker(void *unused)
{
    char byte;
    ssize_t bytes = read(ends[0], &byte, 1);
    if (bytes == -1 && errno == EINTR) {
        puts("eintr");
        bytes = read(ends[0], &byte, 1);
    }
    printf("%d\n", (int)bytes);
    return unused;
}
int
main(void)
{
    pthread_t t;
    struct sigaction action = {.sa_handler = on};
    sigaction(SIGUSR1, &action, NULL);
    if (pipe(ends) == -1)
        return 1;
    pthread_create(&t, NULL, worker, NULL);
    pthread_kill(t, SIGUSR1);
    if (write(ends[1], "x", 1) != 1)
        return 1;
    pthread_join(t, NULL);
}
