/* expect: holds */

/* A read sleeps until another worker writes, and returns into memory that the
 * writer has cleared before. */

#include <pthread.h>
#include <unistd.h>
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static int ends[2];
static char buffer[8];
static void *
reader(void *unused)
{
    read(ends[0], buffer, 2);
    pthread_mutex_lock(&m);
    buffer[2] = buffer[0];
    pthread_mutex_unlock(&m);
    return unused;
}
static void *
writer(void *unused)
{
    pthread_mutex_lock(&m);
    buffer[0] = buffer[2] = 0;
    pthread_mutex_unlock(&m);
    write(ends[1], "hi", 2);
    return unused;
}
int
main(void)
{
    pthread_t a, b;
    pipe(ends);
    pthread_create(&a, NULL, reader, NULL);
    pthread_create(&b, NULL, writer, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    return buffer[0] != 'h' || buffer[1] != 'i' || buffer[2] != 'h';
}
