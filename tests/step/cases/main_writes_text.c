/* expect: holds; says: 2 outcomes */

/* What the first thread prints is in memory that main changes after it has made
 * that thread. */

#include <pthread.h>
#include <stdio.h>
static char text[] = "a";
static void *
worker(void *other)
{
    if (other == NULL)
        puts(text);
    return NULL;
}
int
main(void)
{
    pthread_t one, two;

    pthread_create(&one, NULL, worker, NULL);
    text[0] = 'b';
    pthread_create(&two, NULL, worker, &one);
    pthread_join(one, NULL);
    pthread_join(two, NULL);
    return 0;
}
