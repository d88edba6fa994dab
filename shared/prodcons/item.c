/* What is in an item, and whether one that arrives is the one that was sent. */

#include "prodcons.h"
#include "prodcons/parts.h"

#include "kit/memory.h"

#include <string.h>

enum { ALIGNMENT = 8 };

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

/* FNV-1a, 64 bits (Fowler, Noll, Vo; draft-eastlake-fnv). */
static uint64_t
checksum(const struct prodcons_item *item, long size)
{
    uint64_t sum = 14695981039346656037u ^ (uint64_t)item->producer;

    sum = (sum * 1099511628211u) ^ (uint64_t)item->sequence;
    for (long i = 0; i < size; i++)
        sum = (sum * 1099511628211u) ^ item->payload[i];
    return sum;
}

void
item_fill(struct prodcons_item *item, long producer, long sequence, long size)
{
    item->producer = producer;
    item->sequence = sequence;
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

void
item_arrived(long producer, long sequence, bool whole)
{
    atomic_fetch_add(&ledger->stored, 1);
    if (whole)
        atomic_fetch_add(
            &ledger_arrivals()[first_of(ledger->options, producer) + sequence],
            1);
    else
        atomic_fetch_add(&ledger->damaged, 1);
}
