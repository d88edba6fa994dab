/* expect: fails */

/* The size of a file depends on whether the other worker has written. */

#include <pthread.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
static int file;
static long size;
static void *
writer(void *unused)
{
    write(file, "text", 4);
    return unused;
}
static void *
asker(void *unused)
{
    struct stat status;
    fstat(file, &status);
    size = status.st_size;
    return unused;
}
int
main(void)
{
    pthread_t a, b;
    file = fileno(tmpfile());
    pthread_create(&a, NULL, writer, NULL);
    pthread_create(&b, NULL, asker, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return size == 4;
}
