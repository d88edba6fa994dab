#include "prodcons/mpmc.h"

#include <string.h>

static size_t
slot_bytes(size_t item_bytes)
{
    size_t align = _Alignof(struct mpmc_slot);

    return sizeof(struct mpmc_slot) + (item_bytes + align - 1) / align * align;
}

static struct mpmc_slot *
slot_at(struct mpmc *mpmc, uint64_t position)
{
    uint64_t index =
        mpmc->mask != 0 ? position & mpmc->mask : position % mpmc->slots;

    return (void *)(mpmc->slot + index * mpmc->slot_bytes);
}

size_t
mpmc_bytes(long slots, size_t item_bytes)
{
    return sizeof(struct mpmc) + (size_t)slots * slot_bytes(item_bytes);
}

void
mpmc_init(struct mpmc *mpmc, long slots, size_t item_bytes, enum bell_wait wait)
{
    mpmc->slots = (uint64_t)slots;
    mpmc->mask = (slots & (slots - 1)) == 0 ? (uint64_t)slots - 1 : 0;
    mpmc->item_bytes = item_bytes;
    mpmc->slot_bytes = slot_bytes(item_bytes);
    for (uint64_t i = 0; i < mpmc->slots; i++)
        atomic_init(&slot_at(mpmc, i)->sequence, 2 * i);
    bell_init(&mpmc->not_full, wait);
    bell_init(&mpmc->not_empty, wait);
}

/* Claim the next position at `end`, if its slot has come to that: `filled` is 1
 * to take, and 0 to put. NULL if not: the queue is empty, or full.
 *
 * Acquire: whoever had the slot before is done with it once we see its number.
 * Without it, we might write over an item that is still being read, or read one
 * before it is written. The position itself carries nothing, it only gives each
 * slot to one of us: relaxed. */
static struct mpmc_slot *
claim(struct mpmc *mpmc, struct mpmc_position *end, uint64_t filled,
    uint64_t *position)
{
    uint64_t next = atomic_load_explicit(&end->value, memory_order_relaxed);

    for (;;) {
        struct mpmc_slot *slot = slot_at(mpmc, next);
        int64_t ahead = (int64_t)(atomic_load_explicit(
                                      &slot->sequence, memory_order_acquire) -
                                  (2 * next + filled));
        if (ahead < 0)
            return NULL;
        if (ahead > 0) /* another has claimed it meanwhile */
            next = atomic_load_explicit(&end->value, memory_order_relaxed);
        else if (atomic_compare_exchange_weak_explicit(&end->value, &next,
                     next + 1, memory_order_relaxed, memory_order_relaxed)) {
            *position = next;
            return slot;
        }
    }
}

/* Release: the item is in the slot, or read from it, before another can see the
 * new number. Without it, that one would find half an item, or overwrite it. */
static void
hand_on(struct mpmc_slot *slot, uint64_t sequence, struct bell *bell)
{
    atomic_store_explicit(&slot->sequence, sequence, memory_order_release);
    bell_ring(bell);
}

/* Has the slot at this end come to it? */
static bool
has_come(struct mpmc *mpmc, struct mpmc_position *end, uint64_t filled)
{
    uint64_t next = atomic_load_explicit(&end->value, memory_order_relaxed);
    uint64_t sequence = atomic_load_explicit(
        &slot_at(mpmc, next)->sequence, memory_order_acquire);

    return (int64_t)(sequence - (2 * next + filled)) >= 0;
}

static bool
is_free(void *queue)
{
    struct mpmc *mpmc = queue;

    return has_come(mpmc, &mpmc->tail, 0);
}

static bool
is_item(void *queue)
{
    struct mpmc *mpmc = queue;

    return has_come(mpmc, &mpmc->head, 1);
}

uint64_t
mpmc_put(struct mpmc *mpmc, const void *item)
{
    struct mpmc_slot *slot;
    uint64_t position;

    while ((slot = claim(mpmc, &mpmc->tail, 0, &position)) == NULL)
        bell_wait(&mpmc->not_full, is_free, mpmc);
    memcpy(slot->item, item, mpmc->item_bytes);
    hand_on(slot, 2 * position + 1, &mpmc->not_empty);
    return position;
}

uint64_t
mpmc_take(struct mpmc *mpmc, void *item)
{
    struct mpmc_slot *slot;
    uint64_t position;

    while ((slot = claim(mpmc, &mpmc->head, 1, &position)) == NULL)
        bell_wait(&mpmc->not_empty, is_item, mpmc);
    memcpy(item, slot->item, mpmc->item_bytes);
    hand_on(slot, 2 * (position + mpmc->slots), &mpmc->not_full);
    return position;
}

long
mpmc_count(const struct mpmc *mpmc)
{
    uint64_t head = atomic_load(&mpmc->head.value);

    return (long)(atomic_load(&mpmc->tail.value) - head);
}
