/* expect: crashes; options: --spurious=1; says: returns unsignalled */

/* Processes wait for a condition as threads do. */

#include <assert.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
static struct page {
    pthread_mutex_t m;
    pthread_cond_t c;
    int ready;
} * page;
int
main(void)
{
    pthread_mutexattr_t locks;
    pthread_condattr_t conditions;
    int status;
    page = mmap(NULL, sizeof(*page), PROT_READ | PROT_WRITE,
        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pthread_mutexattr_init(&locks);
    pthread_mutexattr_setpshared(&locks, PTHREAD_PROCESS_SHARED);
    pthread_mutex_init(&page->m, &locks);
    pthread_condattr_init(&conditions);
    pthread_condattr_setpshared(&conditions, PTHREAD_PROCESS_SHARED);
    pthread_cond_init(&page->c, &conditions);
    if (fork() == 0) {
        pthread_mutex_lock(&page->m);
        if (!page->ready)
            pthread_cond_wait(&page->c, &page->m);
        assert(page->ready);
        pthread_mutex_unlock(&page->m);
        _exit(0);
    }
    pthread_mutex_lock(&page->m);
    page->ready = 1;
    pthread_cond_signal(&page->c);
    pthread_mutex_unlock(&page->m);
    wait(&status);
    return status != 0;
}
