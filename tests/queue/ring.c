/* Ours: the ring of --sync=ring, item by item, many published at once, and in
 * place. The same source for processes and for threads. */

#include "prodcons/ring.h"

#include "peer.h"

static size_t
size(const struct course *course)
{
    return ring_bytes((uint32_t)course->slots, (uint32_t)course->bytes);
}

static bool
open_with(void *queue, const struct course *course, uint32_t publish,
    enum bell_wait wait)
{
    ring_init(
        queue, (uint32_t)course->slots, (uint32_t)course->bytes, publish, wait);
    return true;
}

static bool
open_one(void *queue, const struct course *course)
{
    return open_with(queue, course, 1, BELL_SPIN);
}

static bool
open_32(void *queue, const struct course *course)
{
    return course->slots > 32 && open_with(queue, course, 32, BELL_SPIN);
}

static bool
open_64(void *queue, const struct course *course)
{
    return course->slots > 64 && open_with(queue, course, 1, BELL_SPIN);
}

static bool
open_adaptive(void *queue, const struct course *course)
{
    return open_with(queue, course, 1, BELL_ADAPTIVE);
}

/* ---- One by one: the waiting is the loop's. ---- */

static inline bool
push(struct ring *ring, const uint64_t *item, size_t bytes)
{
    void *slot = ring_reserve(ring, 0);

    if (slot == NULL)
        return false;
    memcpy(slot, item, bytes);
    ring_commit(ring, 1);
    return true;
}

static inline bool
pop(struct ring *ring, uint64_t *item, size_t bytes)
{
    const void *slot = ring_peek(ring, 0);

    if (slot == NULL)
        return false;
    memcpy(item, slot, bytes);
    ring_release(ring, 1);
    return true;
}

#define push_one(queue, item) push(queue, item, sizeof(item))
#define pop_one(queue, item)  pop(queue, item, sizeof(item))
LOOPS(one, push_one, pop_one)

/* ---- Many at once: what is held back is published before a wait, and at the
 * end. ---- */

#define MANY(words)                                                            \
    static void many_produce_##words(struct work *work)                        \
    {                                                                          \
        struct ring *ring = work->queue;                                       \
        for (long i = 0; i < work->count; i++) {                               \
            uint64_t *slot;                                                    \
            while ((slot = ring_reserve(ring, 0)) == NULL) {                   \
                ring_publish_items(ring);                                      \
                work_wait(work);                                               \
            }                                                                  \
            item_make(slot, words, (uint64_t)(work->first + i));               \
            ring_commit(ring, 1);                                              \
        }                                                                      \
        ring_publish_items(ring);                                              \
    }                                                                          \
    static void many_consume_##words(struct work *work)                        \
    {                                                                          \
        struct ring *ring = work->queue;                                       \
        struct work mine = *work;                                              \
        for (long i = 0; i < mine.count; i++) {                                \
            const uint64_t *slot;                                              \
            while ((slot = ring_peek(ring, 0)) == NULL) {                      \
                ring_publish_slots(ring);                                      \
                work_wait(&mine);                                              \
            }                                                                  \
            item_check(slot, words, &mine);                                    \
            ring_release(ring, 1);                                             \
        }                                                                      \
        *work = mine;                                                          \
    }

MANY(1)
MANY(4)
MANY(8)

/* ---- In place, up to 64 at a time. ---- */

enum { BULK = 64 };

#define BULKS(words)                                                           \
    static void bulk_produce_##words(struct work *work)                        \
    {                                                                          \
        struct ring *ring = work->queue;                                       \
        for (long i = 0; i < work->count;) {                                   \
            uint32_t n = 0, most = BULK;                                       \
            uint64_t *slot;                                                    \
            if (work->count - i < most)                                        \
                most = (uint32_t)(work->count - i);                            \
            for (; n < most && (slot = ring_reserve(ring, n)) != NULL; n++)    \
                item_make(slot, words, (uint64_t)(work->first + i + n));       \
            if (n == 0)                                                        \
                work_wait(work);                                               \
            else                                                               \
                ring_commit(ring, n);                                          \
            i += n;                                                            \
        }                                                                      \
    }                                                                          \
    static void bulk_consume_##words(struct work *work)                        \
    {                                                                          \
        struct ring *ring = work->queue;                                       \
        struct work mine = *work;                                              \
        for (long i = 0; i < mine.count;) {                                    \
            uint32_t n = 0;                                                    \
            const uint64_t *slot;                                              \
            for (; n < BULK && (slot = ring_peek(ring, n)) != NULL; n++)       \
                item_check(slot, words, &mine);                                \
            if (n == 0)                                                        \
                work_wait(&mine);                                              \
            else                                                               \
                ring_release(ring, n);                                         \
            i += n;                                                            \
        }                                                                      \
        *work = mine;                                                          \
    }

BULKS(1)
BULKS(4)
BULKS(8)

/* ---- With the waiting of prodcons: it spins, yields and sleeps. ---- */

static inline bool
push_await(struct ring *ring, const uint64_t *item, size_t bytes)
{
    while (!push(ring, item, bytes))
        ring_await_free(ring);
    return true;
}

static inline bool
pop_await(struct ring *ring, uint64_t *item, size_t bytes)
{
    while (!pop(ring, item, bytes))
        ring_await_item(ring);
    return true;
}

#define put_one(queue, item)  push_await(queue, item, sizeof(item))
#define take_one(queue, item) pop_await(queue, item, sizeof(item))
LOOPS(wait, put_one, take_one)

const struct peer ring_peers[] = {
    {"ring", NULL, false, size, open_one, NULL, LOOPS_OF(one)},
    {"ring publish=32", NULL, false, size, open_32, NULL, LOOPS_OF(many)},
    {"ring in place by 64", NULL, false, size, open_64, NULL, LOOPS_OF(bulk)},
    {"ring adaptive", NULL, false, size, open_adaptive, NULL, LOOPS_OF(wait)},
    {.name = NULL}};
