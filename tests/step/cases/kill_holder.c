/* expect: deadlocks; options: --faults=kill; says: is killed */

/* A worker that is killed while it holds a lock that is not robust holds it for
 * ever. */

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
static struct page {
    pthread_mutex_t m;
    volatile int a, b;
} * page;
int
main(void)
{
    pthread_mutexattr_t robust;
    int status;
    page = mmap(NULL, sizeof(*page), PROT_READ | PROT_WRITE,
        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pthread_mutexattr_init(&robust);
    pthread_mutexattr_setpshared(&robust, PTHREAD_PROCESS_SHARED);
    pthread_mutex_init(&page->m, &robust);
    if (fork() == 0) {
        pthread_mutex_lock(&page->m);
        page->a++;
        page->b++;
        pthread_mutex_unlock(&page->m);
        _exit(0);
    }
    if (pthread_mutex_lock(&page->m) == EOWNERDEAD) {
        page->b = page->a;
        pthread_mutex_consistent(&page->m);
    }
    assert(page->a == page->b);
    pthread_mutex_unlock(&page->m);
    wait(&status);
    assert(status == 0 || (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL));
}
