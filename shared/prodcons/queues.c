/* --sync=ring and --sync=mpmc: the queues that need no lock, as two more ways
 * to put and to take. */

#include "prodcons.h"
#include "prodcons/mpmc.h"
#include "prodcons/parts.h"
#include "prodcons/ring.h"
#include "prodcons/robust.h"

#include <string.h>

static struct ring *ring;
static struct mpmc *mpmc;

size_t
queues_bytes(const struct prodcons_options *options)
{
    if (options->sync == PRODCONS_RING)
        return ring_bytes(
            (uint32_t)options->slots, (uint32_t)item_bytes(options));
    if (options->sync == PRODCONS_MPMC)
        return mpmc_bytes(options->slots, item_bytes(options));
    if (options->sync == PRODCONS_ROBUST)
        return robust_bytes(options->slots, item_bytes(options));
    return 0;
}

void
queues_init(const struct prodcons_options *options,
    void *(*place)(size_t bytes), int sharing)
{
    enum bell_wait wait = (enum bell_wait)options->wait;

    if (options->sync == PRODCONS_RING) {
        ring = place(queues_bytes(options));
        ring_init(ring, (uint32_t)options->slots, (uint32_t)item_bytes(options),
            (uint32_t)options->publish, wait);
    }
    if (options->sync == PRODCONS_ROBUST)
        survive_init(options, place, sharing);
    if (options->sync == PRODCONS_MPMC) {
        mpmc = place(queues_bytes(options));
        mpmc_init(mpmc, options->slots, item_bytes(options), wait);
    }
}

/* ---- The ring. ---- */

static void
put_ring(const struct prodcons_item *item)
{
    void *slot;

    while ((slot = ring_reserve(ring, 0)) == NULL)
        ring_await_free(ring);
    memcpy(slot, item, item_bytes(prodcons->options));
    ring_commit(ring, 1);
}

/* The end mark, which follows the last item, does not count as one. */
static void
take_ring(struct prodcons_item *item)
{
    const struct prodcons_options *options = prodcons->options;
    const void *slot;

    while ((slot = ring_peek(ring, 0)) == NULL)
        ring_await_item(ring);
    long known = ring_known(ring);
    bool end = ring->consumer.seen - RING_FIRST > options->items;
    ledger_filled(known - end);
    memcpy(item, slot, item_bytes(options));
    ring_release(ring, 1);
}

static void
flush_ring(void)
{
    ring_publish_items(ring);
}

static long
count_ring(void)
{
    return ring_count(ring);
}

const struct prodcons_way ring_way = {
    put_ring, take_ring, NULL, flush_ring, count_ring};

/* ---- The queue for many. ---- */

static void
put_mpmc(const struct prodcons_item *item)
{
    mpmc_put(mpmc, item);
}

/* Read before, the tail is at most `slots` ahead of the item's position. The
 * end marks, after the last item, are none. */
static void
take_mpmc(struct prodcons_item *item)
{
    long items = prodcons->options->items;
    long tail = (long)atomic_load(&mpmc->tail.value);
    long position = (long)mpmc_take(mpmc, item);

    ledger_filled((tail < items ? tail : items) - position);
    if (position < items)
        ledger_filled(1);
}

static long
count_mpmc(void)
{
    return mpmc_count(mpmc);
}

const struct prodcons_way mpmc_way = {
    put_mpmc, take_mpmc, NULL, NULL, count_mpmc};
