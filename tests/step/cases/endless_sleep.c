/* expect: deadlocks; says: B goes round in a loop that nobody ends */
/* There is no value that anybody could write. */
#include <pthread.h>
#include <stddef.h>
#include <unistd.h>

static void *
work(void *argument)
{
    for (;;)
        sleep(100);
    return argument;
}

int
main(void)
{
    pthread_t thread;

    pthread_create(&thread, NULL, work, NULL);
    pthread_join(thread, NULL);
    return 0;
}
