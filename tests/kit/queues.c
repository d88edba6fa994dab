/* The queues of prodcons by themselves: where their indices wrap, in place,
 * moved to another address; and does nobody sleep for ever on a bell? */

#include "../harness/program.h"

#include "kit/memory.h"
#include "kit/must.h"
#include "prodcons/mpmc.h"
#include "prodcons/ring.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

static struct ring *
new_ring(uint32_t slots, uint32_t publish)
{
    struct ring *ring = memory_new(ring_bytes(slots, sizeof(uint64_t)));

    ring_init(ring, slots, sizeof(uint64_t), publish, BELL_BLOCK);
    return ring;
}

static bool
push(struct ring *ring, uint64_t value)
{
    uint64_t *slot = ring_reserve(ring, 0);

    if (slot == NULL)
        return false;
    *slot = value;
    ring_commit(ring, 1);
    return true;
}

/* 0: it is empty. */
static uint64_t
pop(struct ring *ring)
{
    const uint64_t *slot = ring_peek(ring, 0);
    uint64_t value = slot != NULL ? *slot : 0;

    if (slot != NULL)
        ring_release(ring, 1);
    return value;
}

/* Does it hold as many as it has slots, whatever their number, and give them
 * back in order, before the indices wrap at 2^32 and after? */
TEST(ring_goes_on_where_indices_wrap)
{
    static const uint32_t sizes[] = {1, 2, 3, 5, 16};

    for (int i = 0; i < COUNT(sizes); i++) {
        struct ring *ring = new_ring(sizes[i], 1);
        uint64_t in = 0, out = 0;
        for (int round = 0; round < 3; round++) {
            while (push(ring, in + 1))
                in++;
            CU_ASSERT_EQUAL(in - out, sizes[i]);
            CU_ASSERT_EQUAL(ring_count(ring), sizes[i]);
            for (uint64_t value; (value = pop(ring)) != 0; out++)
                CU_ASSERT_EQUAL(value, out + 1);
            CU_ASSERT_EQUAL(in, out);
            CU_ASSERT_EQUAL(ring_count(ring), 0);
        }
        CU_ASSERT(ring->in.value < RING_FIRST); /* it has wrapped */
    }
}

/* Is what is held back seen only when so many are there, or when it is
 * published by hand? On both sides. */
TEST(held_back_items_are_published_together)
{
    struct ring *ring = new_ring(4, 3);

    CU_ASSERT(push(ring, 1) && push(ring, 2));
    CU_ASSERT_EQUAL(pop(ring), 0);
    CU_ASSERT(push(ring, 3) && push(ring, 4));
    CU_ASSERT_EQUAL(ring_count(ring), 3);
    CU_ASSERT(pop(ring) == 1 && pop(ring) == 2);
    CU_ASSERT_FALSE(push(ring, 5));
    CU_ASSERT_EQUAL(pop(ring), 3);
    CU_ASSERT_EQUAL(pop(ring), 0);
    ring_publish_items(ring);
    CU_ASSERT_EQUAL(pop(ring), 4);
    CU_ASSERT_EQUAL(ring_count(ring), 0);
    CU_ASSERT(push(ring, 5) && push(ring, 6) && push(ring, 7));
    CU_ASSERT_FALSE(push(ring, 8));
    ring_publish_slots(ring);
    CU_ASSERT(push(ring, 8));
}

/* Can several slots be filled and read in place, and committed and released at
 * once? */
TEST(several_are_used_in_place)
{
    struct ring *ring = new_ring(5, 1);
    uint64_t *slot;
    uint32_t count = 0;

    for (int round = 0; round < 3; round++) {
        for (count = 0; (slot = ring_reserve(ring, count)) != NULL; count++)
            *slot = 100 + count;
        CU_ASSERT_EQUAL(count, 5);
        CU_ASSERT_EQUAL(ring_count(ring), 0);
        ring_commit(ring, count);
        for (count = 0; (slot = ring_peek(ring, count)) != NULL; count++)
            CU_ASSERT_EQUAL(*slot, 100 + count);
        CU_ASSERT_EQUAL(count, 5);
        CU_ASSERT_EQUAL(ring_count(ring), 5);
        ring_release(ring, count);
    }
}

/* Does a ring go on at another address, as another process may see it? */
TEST(ring_holds_no_address)
{
    struct ring *first = new_ring(3, 1), *second = new_ring(3, 1);

    CU_ASSERT(push(first, 1) && push(first, 2) && push(first, 3));
    CU_ASSERT_EQUAL(pop(first), 1);
    memcpy(second, first, ring_bytes(3, sizeof(uint64_t)));
    memset(first, 0xff, ring_bytes(3, sizeof(uint64_t)));
    CU_ASSERT(push(second, 4));
    CU_ASSERT_FALSE(push(second, 5));
    CU_ASSERT(pop(second) == 2 && pop(second) == 3 && pop(second) == 4);
}

/* Do those that each side writes lie so far apart that no core takes another's
 * line, nor the line beside it? */
TEST(sides_do_not_share_lines)
{
    static const size_t ring[] = {offsetof(struct ring, producer),
        offsetof(struct ring, consumer), offsetof(struct ring, in),
        offsetof(struct ring, out), offsetof(struct ring, not_full),
        offsetof(struct ring, not_empty), offsetof(struct ring, slot)};
    static const size_t mpmc[] = {offsetof(struct mpmc, tail),
        offsetof(struct mpmc, head), offsetof(struct mpmc, not_full),
        offsetof(struct mpmc, not_empty), offsetof(struct mpmc, slot)};

    CU_ASSERT(APART >= 128);
    for (int i = 0; i < COUNT(ring); i++)
        CU_ASSERT(ring[i] >= (size_t)(i + 1) * APART && ring[i] % APART == 0);
    for (int i = 0; i < COUNT(mpmc); i++)
        CU_ASSERT(mpmc[i] >= (size_t)(i + 1) * APART && mpmc[i] % APART == 0);
}

/* ---- Two threads that sleep at every turn. ---- */

enum { TURNS = 20000 };

static void *
ring_producer(void *ring)
{
    for (uint64_t i = 1; i <= TURNS; i++)
        while (!push(ring, i))
            ring_await_free(ring);
    ring_publish_items(ring);
    return NULL;
}

static void
consume_ring(struct ring *ring)
{
    uint64_t value;

    for (uint64_t i = 1; i <= TURNS; i++) {
        while ((value = pop(ring)) == 0)
            ring_await_item(ring);
        if (value != i)
            exit(STATUS_BROKEN);
    }
}

/* If each goes to sleep whenever it can, is it always woken: with a fence by
 * membarrier, and with one of its own? (In a child, since a sleeper that nobody
 * wakes would hang the test.) */
TEST_IN_CHILD(sleepers_are_woken)
{
    static const uint32_t publish[] = {1, 2, 100};

    for (int i = 0; i < 2 * COUNT(publish); i++) {
        struct ring *ring = new_ring(2, publish[i / 2]);
        pthread_t producer;
        ring->not_full.fence |= i % 2 != 0;
        ring->not_empty.fence |= i % 2 != 0;
        MUST(pthread_create(&producer, NULL, ring_producer, ring));
        consume_ring(ring);
        MUST(pthread_join(producer, NULL));
    }
}

/* ---- The queue for many. ---- */

enum { SIDE = 3 };

static void *
mpmc_producer(void *mpmc)
{
    for (uint64_t i = 1; i <= TURNS; i++)
        mpmc_put(mpmc, &i);
    return NULL;
}

static void *
mpmc_consumer(void *mpmc)
{
    uint64_t value, *sum = calloc(1, sizeof(*sum));

    for (int i = 0; i < TURNS && sum != NULL; i++) {
        mpmc_take(mpmc, &value);
        *sum += value;
    }
    return sum;
}

/* With several on each side, all asleep whenever they can be, are all woken,
 * and do the sums agree? */
TEST_IN_CHILD(many_are_woken)
{
    static const long slots[] = {1, 2, 3, 16};

    for (int i = 0; i < COUNT(slots); i++) {
        struct mpmc *mpmc = memory_new(mpmc_bytes(slots[i], sizeof(uint64_t)));
        pthread_t producers[SIDE], consumers[SIDE];
        uint64_t sum = 0;
        mpmc_init(mpmc, slots[i], sizeof(uint64_t), BELL_BLOCK);
        for (int j = 0; j < SIDE; j++) {
            MUST(pthread_create(&producers[j], NULL, mpmc_producer, mpmc));
            MUST(pthread_create(&consumers[j], NULL, mpmc_consumer, mpmc));
        }
        for (int j = 0; j < SIDE; j++) {
            void *part;
            MUST(pthread_join(producers[j], NULL));
            MUST(pthread_join(consumers[j], &part));
            sum += *(uint64_t *)part;
            free(part);
        }
        if (sum != SIDE * (uint64_t)TURNS * (TURNS + 1) / 2 ||
            mpmc_count(mpmc) != 0)
            exit(STATUS_BROKEN);
    }
}
