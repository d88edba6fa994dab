/* expect: unproved; says: store buffers */

/* The one reads more at once than the other writes, the other writes more than
 * the one reads, and allocates memory in between. */

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
static volatile union {
    int32_t half[2];
    int64_t whole;
} left;
static char right[64] __attribute__((aligned(64)));
static void *
go_left(void *unused)
{
    left.half[1] = 1;
    return *(volatile char *)(right + 40) != 0 ? right : unused;
}
static void *
go_right(void *unused)
{
    void *volatile memory = malloc(24); /* the first one takes a lock */
    free(memory);
    memset(right, 1, sizeof(right));
    memory = malloc(24);
    int64_t seen = left.whole;
    free(memory);
    return seen != 0 ? right : unused;
}
int
main(void)
{
    pthread_t one, two;
    void *saw_right, *saw_left;
    pthread_create(&one, NULL, go_left, NULL);
    pthread_create(&two, NULL, go_right, NULL);
    pthread_join(one, &saw_right);
    pthread_join(two, &saw_left);
    return saw_right == NULL && saw_left == NULL;
}
