/* expect: fails; says: exits with 3 */

/* Cancelled in a read from a pipe, asleep or not: what it has read may be lost
 * with it. */

#include <pthread.h>
#include <unistd.h>

static int ends[2];
static int got;

static void *
worker(void *unused)
{
    char byte;

    if (read(ends[0], &byte, 1) == 1)
        got = 1;
    return unused;
}

int
main(void)
{
    char byte;
    pthread_t t;

    if (pipe(ends) == -1)
        return 9;
    pthread_create(&t, NULL, worker, NULL);
    if (write(ends[1], "x", 1) != 1)
        return 9;
    pthread_cancel(t);
    pthread_join(t, NULL);
    close(ends[1]);
    if (got != 0)
        return 0;
    return read(ends[0], &byte, 1) == 1 ? 0 : 3;
}
