/* expect: fails */

/* A function of the library that calls one of the program's goes on after that,
 * step by step: each of two puts its node where it has seen none. */

#include <pthread.h>
#include <search.h>
#include <stddef.h>

static int keys[] = {1, 2, 5};
static void *root;

static int
compare(const void *left, const void *right)
{
    return *(const int *)left - *(const int *)right;
}

static void *
insert(void *key)
{
    return tsearch(key, &root, compare);
}

int
main(void)
{
    pthread_t one, two;

    insert(&keys[2]);
    pthread_create(&one, NULL, insert, &keys[0]);
    pthread_create(&two, NULL, insert, &keys[1]);
    pthread_join(one, NULL);
    pthread_join(two, NULL);
    return tfind(&keys[0], &root, compare) == NULL ||
           tfind(&keys[1], &root, compare) == NULL;
}
