/* expect: holds */

/* The program has a function of its own that is named as the library's. */

#include <pthread.h>
static int calls;
void backtrace(int row);
void
backtrace(int row)
{
    calls++;
    if (row > 0)
        backtrace(row - 1);
}
static void *
worker(void *unused)
{
    pthread_exit(unused);
}
int
main(void)
{
    pthread_t a, b;
    pthread_create(&a, NULL, worker, NULL);
    pthread_create(&b, NULL, worker, NULL);
    pthread_join(a, NULL);
    pthread_join(b, NULL);
    backtrace(2);
    return calls != 3;
}
