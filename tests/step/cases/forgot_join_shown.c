/* expect: fails; options: --expect-output=hi; says: main returns, ends B C */

/* Where main does not wait for its threads, whom does its return end? */

#include <pthread.h>
#include <stdio.h>
static void *
worker(void *unused)
{
    puts("hi");
    return unused;
}
int
main(void)
{
    pthread_t p, q;
    pthread_create(&p, NULL, worker, NULL);
    pthread_create(&q, NULL, worker, NULL);
    return 0;
}
