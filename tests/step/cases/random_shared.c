/* expect: holds; says: random -> 1804289383; lacks: cmpxchg */

/* Numbers that threads draw from one generator: which gets which depends on
 * their order. That the library locks the generator concerns nobody. */

#include <assert.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static int drawn[2];

static void *
worker(void *mine)
{
    *(int *)mine = rand();
    return NULL;
}

int
main(void)
{
    pthread_t one, two;

    srand(1);
    assert(pthread_create(&one, NULL, worker, &drawn[0]) == 0);
    assert(pthread_create(&two, NULL, worker, &drawn[1]) == 0);
    assert(pthread_join(one, NULL) == 0);
    assert(pthread_join(two, NULL) == 0);
    printf("%d\n", drawn[0] < drawn[1]);
    return drawn[0] == drawn[1];
}
