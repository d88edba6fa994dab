/* expect: fails; says: A main  B first  C second */

/* Main meets a thread that it makes when the first one has ended. */

#include <pthread.h>
static volatile int told;
static void *
first(void *unused)
{
    return unused;
}
static void *
second(void *unused)
{
    told = 1;
    return unused;
}
int
main(void)
{
    pthread_t thread;

    if (pthread_create(&thread, NULL, first, NULL) != 0)
        return 2;
    pthread_join(thread, NULL);
    if (pthread_create(&thread, NULL, second, NULL) != 0)
        return 2;
    int seen = told;
    pthread_join(thread, NULL);
    return seen;
}
