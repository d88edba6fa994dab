/* make bench-queue: our queues beside others, with the same loop, the same item
 * and the same check.
 *
 * Each queue is a peer, in a file of its own, where the loop is compiled into
 * it (LOOPS): so none pays for a call that another does not. A course is one
 * measurement: a queue with so many slots, so many bytes to an item, workers of
 * a model on one core or two. */
#pragma once

#include <sched.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

struct course {
    int slots, bytes; /* of an item: 8, 32 or 64 */
    int pairs;        /* a producer and a consumer each */
    bool one_core;
    bool processes; /* or threads */
};

/* One worker's part of it. */
struct work {
    void *queue;
    long first, count; /* producers send first, first + 1, ... */
    bool one_core;
    uint64_t sum, damaged; /* consumers: of the numbers that came */
};

struct peer {
    const char *name;
    const char *remark; /* NULL, or what is different about it */
    bool many;          /* for more than one pair */
    /* Memory for it, zeroed, and made there; false: this machine, or this
     * queue, cannot run that course. */
    size_t (*size)(const struct course *course);
    bool (*open)(void *queue, const struct course *course);
    void (*close)(void *queue); /* NULL: nothing to do */
    /* By the bytes of an item: 8, 32, 64. */
    void (*produce[3])(struct work *work);
    void (*consume[3])(struct work *work);
};

/* Up to one without a name. Those that were found when it was built. */
extern const struct peer ring_peers[], mpmc_peers[], textbook_peers[],
    guarded_peers[], kernel_peers[];
extern const struct peer ck_peers[] __attribute__((weak));
extern const struct peer boost_peers[] __attribute__((weak));

/* ---- The item: a number, what it carries, and a sum over both. ---- */

static inline uint64_t
item_mix(uint64_t sum, uint64_t word)
{
    sum += word * 14029467366897019727u;
    sum = sum << 31 | sum >> 33;
    return sum * 11400714785074694791u;
}

static inline void
item_make(uint64_t *word, int words, uint64_t number)
{
    uint64_t sum = item_mix(1, number);

    word[0] = number;
    for (int i = 1; i < words - 1; i++)
        sum = item_mix(sum, word[i] = number + (uint64_t)i);
    if (words > 1)
        word[words - 1] = sum;
}

static inline void
item_check(const uint64_t *word, int words, struct work *work)
{
    uint64_t sum = item_mix(1, word[0]);

    work->sum += word[0];
    for (int i = 1; i < words - 1; i++)
        sum = item_mix(sum, word[i]);
    if (words > 1)
        work->damaged |= sum ^ word[words - 1];
}

/* ---- The loop. ---- */

static inline void
work_wait(const struct work *work)
{
    if (work->one_core)
        sched_yield();
#if defined(__x86_64__)
    else
        __builtin_ia32_pause();
#elif defined(__aarch64__)
    else
        __asm__ volatile("yield");
#endif
}

/* push(queue, item) and pop(queue, item) return false where it is full, or
 * empty. A macro may tell the sizes apart: there sizeof(item) is that of the
 * item. */
#define LOOPS(name, push, pop)                                                 \
    LOOPS_FOR(name, 1, push, pop)                                              \
    LOOPS_FOR(name, 4, push, pop)                                              \
    LOOPS_FOR(name, 8, push, pop)

#define LOOPS_FOR(name, words, push, pop)                                      \
    static void name##_produce_##words(struct work *work)                      \
    {                                                                          \
        uint64_t item[words];                                                  \
        for (long i = 0; i < work->count; i++) {                               \
            item_make(item, words, (uint64_t)(work->first + i));               \
            while (!push(work->queue, item))                                   \
                work_wait(work);                                               \
        }                                                                      \
    }                                                                          \
    static void name##_consume_##words(struct work *work)                      \
    {                                                                          \
        uint64_t item[words];                                                  \
        struct work mine = *work;                                              \
        for (long i = 0; i < mine.count; i++) {                                \
            while (!pop(mine.queue, item))                                     \
                work_wait(&mine);                                              \
            item_check(item, words, &mine);                                    \
        }                                                                      \
        *work = mine;                                                          \
    }

#define LOOPS_OF(name)                                                         \
    {name##_produce_1, name##_produce_4, name##_produce_8},                    \
    {                                                                          \
        name##_consume_1, name##_consume_4, name##_consume_8                   \
    }

#ifdef __cplusplus
}
#endif
