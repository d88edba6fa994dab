/* expect: holds */

/* A thread looks at its own attributes and CPUs, in each start. (The second
 * thread is made during the study, which then begins once more.) */

#define _GNU_SOURCE
#include <assert.h>
#include <pthread.h>
#include <sched.h>
static void *
worker(void *unused)
{
    pthread_attr_t attributes;
    cpu_set_t cpus;
    assert(pthread_getattr_np(pthread_self(), &attributes) == 0);
    assert(pthread_getaffinity_np(pthread_self(), sizeof(cpus), &cpus) == 0);
    pthread_attr_destroy(&attributes);
    return unused;
}
int
main(void)
{
    for (int i = 0; i < 2; i++) {
        pthread_t t;
        pthread_create(&t, NULL, worker, NULL);
        pthread_join(t, NULL);
    }
}
