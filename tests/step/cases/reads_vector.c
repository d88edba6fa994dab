/* expect: fails */

/* The kernel reads where the vector is, and then where that points: who comes
 * first, the one who changes it or the call, decides what is written. */

#include <pthread.h>
#include <sys/uio.h>
#include <unistd.h>
static char old[] = "old", new[] = "new";
static struct iovec piece = {old, 3};
static int ends[2];
static void *
prepare(void *unused)
{
    piece.iov_base = new;
    return unused;
}
static void *
call(void *unused)
{
    writev(ends[1], &piece, 1);
    return unused;
}
int
main(void)
{
    pthread_t one, two;

    if (pipe(ends) != 0)
        return 2;
    pthread_create(&one, NULL, prepare, NULL);
    pthread_create(&two, NULL, call, NULL);
    pthread_join(one, NULL);
    pthread_join(two, NULL);
    char seen = 0;
    read(ends[0], &seen, 1);
    return seen == *old;
}
