/* expect: holds */

/* A process may ask about itself, and change its folder and its mask: all of
 * its threads see that, and the kernel does it. */

#include <pthread.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static pthread_mutex_t one = PTHREAD_MUTEX_INITIALIZER;

static void *
worker(void *folder)
{
    char here[16];
    struct rlimit files;

    pthread_mutex_lock(&one);
    umask(022);
    if (chdir(folder) != 0 || getcwd(here, sizeof(here)) == NULL ||
        strcmp(here, folder) != 0 || getrlimit(RLIMIT_NOFILE, &files) != 0)
        _exit(1);
    pthread_mutex_unlock(&one);
    return NULL;
}

int
main(void)
{
    pthread_t first, second;

    pthread_create(&first, NULL, worker, "/");
    pthread_create(&second, NULL, worker, "/proc");
    pthread_join(first, NULL);
    pthread_join(second, NULL);
    return 0;
}
