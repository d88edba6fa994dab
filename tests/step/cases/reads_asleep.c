/* expect: refused; says: sleeps in write, and another writes to the memory */

/* A full pipe: the kernel reads the rest of the text when there is room, after
 * who knows what. */

#include <pthread.h>
#include <unistd.h>
enum { BYTES = 80000 };
static char text[BYTES], seen[BYTES];
static int ends[2];
static void *
prepare(void *unused)
{
    text[BYTES - 1] = 1;
    return unused;
}
static void *
call(void *unused)
{
    write(ends[1], text, BYTES);
    return unused;
}
int
main(void)
{
    pthread_t one, two;
    ssize_t bytes = 0;

    if (pipe(ends) != 0)
        return 2;
    pthread_create(&one, NULL, prepare, NULL);
    pthread_create(&two, NULL, call, NULL);
    while (bytes < BYTES)
        bytes += read(ends[0], seen + bytes, (size_t)(BYTES - bytes));
    pthread_join(one, NULL);
    pthread_join(two, NULL);
    return seen[BYTES - 1] > 1;
}
