/* expect: refused; says: clock_nanosleep at reads_time.c:19 with an argument
 * that another worker writes */

/* Whether the time is valid decides what the call returns. */

#include <pthread.h>
#include <time.h>
static struct timespec moment = {0, 1000};
static int result;
static void *
prepare(void *unused)
{
    moment.tv_nsec = -1;
    return unused;
}
static void *
call(void *unused)
{
    result = nanosleep(&moment, NULL);
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
    return result == 0;
}
