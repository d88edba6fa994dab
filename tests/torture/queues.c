#include "queues.h"

#include "kit/must.h"
#include "prodcons/robust.h"

#include <pthread.h>
#include <semaphore.h>

struct account *account;

/* An item that is half one and half another has a wrong mark. */
struct item {
    uint64_t number, mark;
};

static struct item
item_of(uint64_t number)
{
    return (struct item){number, ~number * 0x9e3779b97f4a7c15u};
}

static uint64_t
process(struct item item)
{
    if (item.number >= MAX_NUMBERS || item_of(item.number).mark != item.mark)
        atomic_store(&account->corrupt, true);
    else
        atomic_fetch_add(&account->processed[item.number], 1);
    return item.number;
}

/* ---- Ours. ---- */

static struct robust *
robust(void)
{
    return (void *)account->queue;
}

static void
open_robust(void)
{
    robust_init(robust(), SLOTS, sizeof(struct item), BELL_BLOCK,
        PTHREAD_PROCESS_SHARED);
}

static bool
is_free(void *queue)
{
    return robust_count(queue) < SLOTS;
}

static bool
is_item(void *queue)
{
    return robust_count(queue) > 0;
}

static void
put_robust(uint64_t number)
{
    struct item item = item_of(number);

    while (!robust_put(robust(), &item))
        bell_wait(&robust()->not_full, is_free, robust());
}

static uint64_t
look_robust(void)
{
    struct item item;

    while (!robust_look(robust(), &item))
        bell_wait(&robust()->not_empty, is_item, robust());
    return process(item);
}

static void
done_robust(void)
{
    robust_done(robust());
}

/* First it is processed, and then it is gone. */
static uint64_t
take_robust(void)
{
    uint64_t number = look_robust();

    done_robust();
    return number;
}

static bool
is_empty_robust(void)
{
    return robust_count(robust()) == 0;
}

static void
mourn_robust(void)
{
    robust_mourn(robust());
}

static long
repairs_robust(void)
{
    return atomic_load(&robust()->repairs);
}

/* ---- Three semaphores, and a mutex: a slot is lost, or the lock. ---- */

struct guarded {
    sem_t empty, full, lock;
    pthread_mutex_t mutex;
    size_t head, count;
    struct item slot[SLOTS];
};

static struct guarded *
guarded(void)
{
    return (void *)account->queue;
}

static void
open_guarded(void)
{
    pthread_mutexattr_t kind;

    MUST_ERRNO(sem_init(&guarded()->empty, 1, SLOTS));
    MUST_ERRNO(sem_init(&guarded()->full, 1, 0));
    MUST_ERRNO(sem_init(&guarded()->lock, 1, 1));
    MUST(pthread_mutexattr_init(&kind));
    MUST(pthread_mutexattr_setpshared(&kind, PTHREAD_PROCESS_SHARED));
    MUST(pthread_mutex_init(&guarded()->mutex, &kind));
}

static void
insert(uint64_t number)
{
    size_t tail = (guarded()->head + guarded()->count) % SLOTS;

    guarded()->slot[tail] = item_of(number);
    guarded()->count++;
}

static struct item
take_out(void)
{
    struct item item = guarded()->slot[guarded()->head];

    guarded()->head = (guarded()->head + 1) % SLOTS;
    guarded()->count--;
    return item;
}

static void
put_sem(uint64_t number)
{
    MUST_ERRNO(sem_wait(&guarded()->empty));
    MUST_ERRNO(sem_wait(&guarded()->lock));
    insert(number);
    MUST_ERRNO(sem_post(&guarded()->lock));
    MUST_ERRNO(sem_post(&guarded()->full));
}

static uint64_t
take_sem(void)
{
    MUST_ERRNO(sem_wait(&guarded()->full));
    MUST_ERRNO(sem_wait(&guarded()->lock));
    struct item item = take_out();
    MUST_ERRNO(sem_post(&guarded()->lock));
    MUST_ERRNO(sem_post(&guarded()->empty));
    return process(item);
}

static void
put_mutex(uint64_t number)
{
    MUST_ERRNO(sem_wait(&guarded()->empty));
    MUST(pthread_mutex_lock(&guarded()->mutex));
    insert(number);
    MUST(pthread_mutex_unlock(&guarded()->mutex));
    MUST_ERRNO(sem_post(&guarded()->full));
}

static uint64_t
take_mutex(void)
{
    MUST_ERRNO(sem_wait(&guarded()->full));
    MUST(pthread_mutex_lock(&guarded()->mutex));
    struct item item = take_out();
    MUST(pthread_mutex_unlock(&guarded()->mutex));
    MUST_ERRNO(sem_post(&guarded()->empty));
    return process(item);
}

const struct tortured tortured[] = {
    {"robust", true, open_robust, put_robust, take_robust, look_robust,
        done_robust, is_empty_robust, mourn_robust, repairs_robust},
    {"semaphores", false, open_guarded, put_sem, take_sem, NULL, NULL, NULL,
        NULL, NULL},
    {"plain mutex", false, open_guarded, put_mutex, take_mutex, NULL, NULL,
        NULL, NULL, NULL},
    {.name = NULL}};
