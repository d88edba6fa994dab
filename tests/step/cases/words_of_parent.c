/* expect: holds; options: --preemptions=1 */

/* A call of malloc takes in all words that workers contend for. The child's
 * reaches none of those that only its parent's threads have: they keep their
 * values. */

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int total;

static void *
add(void *unused)
{
    pthread_mutex_lock(&lock);
    total++;
    pthread_mutex_unlock(&lock);
    return unused;
}

int
main(void)
{
    pthread_t thread;
    int status;
    pid_t child = fork();

    if (child == 0) {
        free(malloc(10));
        _exit(0);
    }
    pthread_create(&thread, NULL, add, NULL);
    add(NULL);
    pthread_join(thread, NULL);
    waitpid(child, &status, 0);
    assert(total == 2);
    return status;
}
