/* expect: holds; says: "...hello from thread 0 */

/* The outcomes are long, and begin alike: with what main prints before the
 * threads do. They can be told apart. */

#include <pthread.h>
#include <stdio.h>

static void *
hello(void *number)
{
    printf("hello from thread %ld\n", (long)number);
    return NULL;
}

int
main(void)
{
    pthread_t threads[2];

    for (long i = 0; i < 2; i++) {
        printf("main is going to create thread %ld\n", i);
        if (pthread_create(&threads[i], NULL, hello, (void *)i) != 0)
            return 2;
    }
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    return 0;
}
