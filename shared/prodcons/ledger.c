/* The ledger: what the workers did and counted, then their batches, and how
 * often each item has arrived. */

#include "prodcons.h"
#include "prodcons/parts.h"

#include "kit/memory.h"

struct ledger *ledger;

/* Anonymous and shared: a child has the same, and not a copy. */
void
ledger_open(const struct prodcons_options *options)
{
    size_t places = (size_t)(options->consumers * options->batch);
    size_t bytes = sizeof(*ledger) + places * item_bytes(options) +
                   (size_t)options->items * sizeof(atomic_uint);

    memory_need(
        (double)(bytes + prodcons_bytes(options) + queues_bytes(options)),
        "the buffer with its tallies", "ask for fewer --slots or --items");
    ledger = memory_shared(bytes);
    ledger->options = options;
    ledger->victim = -1;
    atomic_init(&ledger->tickets, options->items - article_loss(options));
    for (size_t i = 0; i < places; i++)
        ledger_batch(0, (long)i)->producer = PRODCONS_NONE;
    diary_begin(&ledger->diary, DIARY_USUAL);
}

struct tally
ledger_sum(void)
{
    struct tally sum = {0};

    for (int i = 0; i < prodcons_workers(ledger->options); i++) {
        const struct tally *tally = &ledger->tallies[i];
        sum.sent += tally->sent;
        sum.stored += tally->stored;
        sum.damaged += tally->damaged;
        sum.out_of_order += tally->out_of_order;
    }
    return sum;
}

/* Most calls change nothing, and then only read. */
void
ledger_filled(long items)
{
    long most = atomic_load_explicit(&ledger->high_water, memory_order_relaxed);

    while (items > most &&
           !atomic_compare_exchange_weak_explicit(&ledger->high_water, &most,
               items, memory_order_relaxed, memory_order_relaxed))
        ;
}

struct prodcons_item *
ledger_batch(long consumer, long i)
{
    size_t place = (size_t)(consumer * ledger->options->batch + i);

    return (
        void *)(ledger->batches_arrivals + place * item_bytes(ledger->options));
}

atomic_uint *
ledger_arrivals(void)
{
    return (void *)ledger_batch(ledger->options->consumers, 0);
}
