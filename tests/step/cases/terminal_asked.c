/* expect: holds */

/* Is standard output a terminal, and how wide? Under step it is a pipe: to ask
 * is a step that nobody else can tell. */

#include <errno.h>
#include <pthread.h>
#include <sys/ioctl.h>
#include <unistd.h>
static int total;
static void *
worker(void *unused)
{
    struct winsize size;

    (void)unused;
    if (isatty(STDOUT_FILENO) || ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 ||
        errno != ENOTTY)
        return NULL;
    __atomic_fetch_add(&total, 1, __ATOMIC_SEQ_CST);
    return NULL;
}
int
main(void)
{
    pthread_t one, two;

    pthread_create(&one, NULL, worker, NULL);
    pthread_create(&two, NULL, worker, NULL);
    pthread_join(one, NULL);
    pthread_join(two, NULL);
    return total != 2;
}
