/* A ring of slots that is guarded: by three semaphores, or by a mutex and two
 * condition variables, as in the twins of prodcons. */

#include "peer.h"

#include "kit/must.h"

#include <pthread.h>
#include <semaphore.h>

struct guarded {
    sem_t empty, full, lock;
    pthread_mutex_t mutex;
    pthread_cond_t not_full, not_empty;
    size_t slots, bytes, head, count;
    _Alignas(128) unsigned char slot[];
};

static size_t
size(const struct course *course)
{
    return sizeof(struct guarded) +
           (size_t)course->slots * (size_t)course->bytes;
}

static bool
open_guarded(void *queue, const struct course *course)
{
    struct guarded *guarded = queue;
    pthread_mutexattr_t mutex;
    pthread_condattr_t cond;
    int sharing =
        course->processes ? PTHREAD_PROCESS_SHARED : PTHREAD_PROCESS_PRIVATE;

    guarded->slots = (size_t)course->slots;
    guarded->bytes = (size_t)course->bytes;
    MUST_ERRNO(sem_init(&guarded->empty, sharing, (unsigned)course->slots));
    MUST_ERRNO(sem_init(&guarded->full, sharing, 0));
    MUST_ERRNO(sem_init(&guarded->lock, sharing, 1));
    MUST(pthread_mutexattr_init(&mutex));
    MUST(pthread_mutexattr_setpshared(&mutex, sharing));
    MUST(pthread_mutex_init(&guarded->mutex, &mutex));
    MUST(pthread_condattr_init(&cond));
    MUST(pthread_condattr_setpshared(&cond, sharing));
    MUST(pthread_cond_init(&guarded->not_full, &cond));
    MUST(pthread_cond_init(&guarded->not_empty, &cond));
    return true;
}

static inline void
insert(struct guarded *guarded, const uint64_t *item)
{
    size_t tail = (guarded->head + guarded->count++) % guarded->slots;

    memcpy(guarded->slot + tail * guarded->bytes, item, guarded->bytes);
}

static inline void
take_out(struct guarded *guarded, uint64_t *item)
{
    memcpy(
        item, guarded->slot + guarded->head * guarded->bytes, guarded->bytes);
    guarded->head = (guarded->head + 1) % guarded->slots;
    guarded->count--;
}

static bool
put_sem(struct guarded *guarded, const uint64_t *item)
{
    MUST_ERRNO(sem_wait(&guarded->empty));
    MUST_ERRNO(sem_wait(&guarded->lock));
    insert(guarded, item);
    MUST_ERRNO(sem_post(&guarded->lock));
    MUST_ERRNO(sem_post(&guarded->full));
    return true;
}

static bool
take_sem(struct guarded *guarded, uint64_t *item)
{
    MUST_ERRNO(sem_wait(&guarded->full));
    MUST_ERRNO(sem_wait(&guarded->lock));
    take_out(guarded, item);
    MUST_ERRNO(sem_post(&guarded->lock));
    MUST_ERRNO(sem_post(&guarded->empty));
    return true;
}

static bool
put_cond(struct guarded *guarded, const uint64_t *item)
{
    MUST(pthread_mutex_lock(&guarded->mutex));
    while (guarded->count == guarded->slots)
        MUST(pthread_cond_wait(&guarded->not_full, &guarded->mutex));
    insert(guarded, item);
    MUST(pthread_cond_signal(&guarded->not_empty));
    MUST(pthread_mutex_unlock(&guarded->mutex));
    return true;
}

static bool
take_cond(struct guarded *guarded, uint64_t *item)
{
    MUST(pthread_mutex_lock(&guarded->mutex));
    while (guarded->count == 0)
        MUST(pthread_cond_wait(&guarded->not_empty, &guarded->mutex));
    take_out(guarded, item);
    MUST(pthread_cond_signal(&guarded->not_full));
    MUST(pthread_mutex_unlock(&guarded->mutex));
    return true;
}

LOOPS(sem, put_sem, take_sem)
LOOPS(cond, put_cond, take_cond)

const struct peer guarded_peers[] = {
    {"three semaphores", NULL, true, size, open_guarded, NULL, LOOPS_OF(sem)},
    {"mutex and conditions", NULL, true, size, open_guarded, NULL,
        LOOPS_OF(cond)},
    {.name = NULL}};
