/* expect: holds; options: --faults=alloc:3 */

/* malloc, calloc and realloc say that there is no memory; what was given before
 * is still there. */

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
static int done;
static void *
worker(void *unused)
{
    int *one = malloc(sizeof(int)), *two = calloc(2, sizeof(int)), *three;
    assert((one != NULL && two != NULL) || errno == ENOMEM);
    if (one != NULL) {
        *one = 1;
        three = realloc(one, 100000 * sizeof(int));
        assert(three != NULL || errno == ENOMEM);
        assert(*(three != NULL ? three : one) == 1);
        free(three != NULL ? three : one);
    }
    free(two);
    __sync_fetch_and_add(&done, 1);
    return unused;
}
int
main(void)
{
    pthread_t p;
    if (pthread_create(&p, NULL, worker, NULL) != 0)
        return 0;
    pthread_join(p, NULL);
    return done != 1;
}
