/* expect: fails */

/* The kernel reads the path: who comes first, the one who changes it or the
 * call, decides which file is opened. */

#include <fcntl.h>
#include <pthread.h>
static char path[] = "/dev/null";
static int found;
static void *
prepare(void *unused)
{
    path[1] = 'x';
    return unused;
}
static void *
call(void *unused)
{
    found = open(path, O_RDONLY) != -1;
    return unused;
}
int
main(void)
{
    pthread_t one, two;

    pthread_create(&one, NULL, prepare, NULL);
    pthread_create(&two, NULL, call, NULL);
    pthread_join(one, NULL);
    pthread_join(two, NULL);
    return found;
}
