/* --shutdown=article: the end by an event, as in producer_consumer_queue.py.
 *
 * The loops are the article's. When the event is set is up to us: there the
 * main thread sleeps for a moment, and here the event comes when every worker
 * has reached the race point. Each producer has seen that the event is not set,
 * and holds one more item; each consumer is about to test the event, and
 * nothing is left in the buffer. */

#include "prodcons.h"
#include "prodcons/parts.h"

#include "kit/model.h"

enum { MOMENT_NS = 1000000 };

long
article_loss(const struct prodcons_options *options)
{
    return options->items < options->producers ? options->items
                                               : options->producers;
}

static void
wait_until(const atomic_long *value, long at_least)
{
    while (atomic_load(value) < at_least)
        model_sleep_ns(MOMENT_NS);
}

static void
reach_race_point(void)
{
    if (atomic_fetch_add(&ledger->ready, 1) + 1 !=
        prodcons_workers(ledger->options))
        return;
    diary_write(&ledger->diary, "Main: about to set event");
    atomic_store(&ledger->event, 1);
}

/* It holds its last item, and waits until there is no consumer to take it. */
static void
hold_last(long index)
{
    prodcons_flush();
    reach_race_point();
    wait_until(&ledger->returned, ledger->options->consumers);
    diary_write(
        &ledger->diary, "Producer %ld puts its message, for nobody", index);
}

void
article_produce(struct prodcons_item *item, long index)
{
    long items = item_share(ledger->options, index);

    if (items == 0) {
        reach_race_point();
        wait_until(&ledger->event, 1);
    }
    for (long i = 0; atomic_load(&ledger->event) == 0; i++) {
        if (i == items - 1)
            hold_last(index);
        prodcons_send(item, index, i);
    }
    prodcons_flush();
    diary_write(&ledger->diary, "Producer %ld received event. Exiting", index);
}

/* A consumer goes on only as long as there is an item for it: otherwise it
 * would sleep in take, and no producer would wake it. (In the article's program
 * that can happen, too.) The last line is the article's own condition. */
bool
article_goes_on(void)
{
    if (atomic_fetch_sub(&ledger->tickets, 1) <= 0) {
        reach_race_point();
        wait_until(&ledger->event, 1);
    }
    return atomic_load(&ledger->event) == 0 || prodcons_count() > 0;
}
