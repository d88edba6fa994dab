/* expect: holds; lacks: without LOCK */

/* The C library counts the locks of a stream without LOCK, since it holds that
 * lock: nothing that a student could do about it. */

#include <pthread.h>
#include <stdio.h>

static FILE *file;

static void *
worker(void *unused)
{
    fputs("line\n", file);
    return unused;
}

int
main(void)
{
    pthread_t one, two;

    file = tmpfile();
    if (file == NULL)
        return 0;
    pthread_create(&one, NULL, worker, NULL);
    pthread_create(&two, NULL, worker, NULL);
    pthread_join(one, NULL);
    pthread_join(two, NULL);
    return fclose(file) == 0 ? 0 : 1;
}
