/* What is in an item, and whether one that arrives is the one that was sent. */

#include "prodcons.h"
#include "prodcons/parts.h"

#include "kit/memory.h"

#include <string.h>

enum { ALIGNMENT = 8, ITEM_SEED = 1 };

size_t
item_bytes(const struct prodcons_options *options)
{
    size_t bytes = sizeof(struct prodcons_item) + (size_t)options->size;

    return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

struct prodcons_item *
item_new(const struct prodcons_options *options)
{
    return memory_heap(item_bytes(options), "an item");
}

long
item_share(const struct prodcons_options *options, long index)
{
    return options->items / options->producers +
           (index < options->items % options->producers);
}

/* Where the items of producer `index` begin among all. */
static long
first_of(const struct prodcons_options *options, long index)
{
    long rest = options->items % options->producers;

    return index * (options->items / options->producers) +
           (index < rest ? index : rest);
}

/* One round of xxHash64 (Collet), for 8 bytes at a time. For a given sum, two
 * words never give the same, and for a given word, two sums never do (both
 * factors are odd, and so have an inverse). So a change within one word is
 * always seen; of changes to several, one in 2^64 is not. */
static uint64_t
mix(uint64_t sum, uint64_t word)
{
    sum += word * 14029467366897019727u;
    sum = sum << 31 | sum >> 33;
    return sum * 11400714785074694791u;
}

/* Of the item's last word, too: after the payload its bytes are 0. */
static uint64_t
checksum(const struct prodcons_item *item, long size)
{
    uint64_t sum =
        mix(mix(ITEM_SEED, (uint64_t)item->producer), (uint64_t)item->sequence);

    for (long i = 0; i < size; i += ALIGNMENT) {
        uint64_t word;
        memcpy(&word, item->payload + i, sizeof(word));
        sum = mix(sum, word);
    }
    return sum;
}

void
item_number(struct prodcons_item *item, long producer, long sequence)
{
    item->producer = producer;
    item->sequence = sequence;
}

void
item_fill(struct prodcons_item *item, long producer, long sequence, long size)
{
    item_number(item, producer, sequence);
    memset(item->payload, (int)((producer + sequence) & 0xff), (size_t)size);
    item->checksum = checksum(item, size);
}

bool
item_is_whole(const struct prodcons_item *item)
{
    const struct prodcons_options *options = ledger->options;

    return item->checksum == checksum(item, options->size) &&
           item->producer >= 0 && item->producer < options->producers &&
           item->sequence >= 0 &&
           item->sequence < item_share(options, item->producer);
}

/* An item comes to one consumer; that it comes to two at once is what the count
 * must show, and so nobody's addition may be lost. With one consumer there is
 * nobody else. */
static void
count_arrival(atomic_uint *times)
{
    if (ledger->options->consumers > 1)
        atomic_fetch_add_explicit(times, 1, memory_order_relaxed);
    else
        atomic_store_explicit(times,
            atomic_load_explicit(times, memory_order_relaxed) + 1,
            memory_order_relaxed);
}

void
item_arrived(struct tally *tally, long producer, long sequence, bool whole)
{
    tally_add(&tally->stored);
    if (whole)
        count_arrival(
            &ledger_arrivals()[first_of(ledger->options, producer) + sequence]);
    else
        tally_add(&tally->damaged);
}
