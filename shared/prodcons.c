/* The bounded buffer, and what the workers of all models do with it. How it is
 * guarded is in the twins: prodcons_put_sem, prodcons_put_cond. */

#include "prodcons.h"
#include "prodcons/parts.h"

#include "kit/clock.h"
#include "kit/memory.h"
#include "kit/model.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct prodcons *prodcons;

static const struct prodcons_way guarded[] = {
    [PRODCONS_SEM] = {prodcons_put_sem, prodcons_take_sem, NULL, NULL, NULL},
    [PRODCONS_COND] = {prodcons_put_cond, prodcons_take_cond, NULL, NULL, NULL},
};

static const struct prodcons_way *
way_of(const struct prodcons_options *options)
{
    if (options->mutate != 0)
        return &mutate_way;
    if (options->sync == PRODCONS_RING)
        return &ring_way;
    if (options->sync == PRODCONS_ROBUST)
        return &robust_way;
    return options->sync == PRODCONS_MPMC ? &mpmc_way : &guarded[options->sync];
}

size_t
prodcons_bytes(const struct prodcons_options *options)
{
    bool is_ours = queues_bytes(options) == 0;

    return sizeof(struct prodcons) +
           (is_ours ? (size_t)options->slots * item_bytes(options) : 0);
}

void
prodcons_init(const struct prodcons_options *options,
    void *(*place)(size_t bytes), int sharing)
{
    prodcons = place(prodcons_bytes(options));
    prodcons->options = options;
    prodcons->way = way_of(options);
    queues_init(options, place, sharing);
    /* At the gate all would wait for one that is dead. */
    gate_init(&prodcons->gate, prodcons_workers(options),
        options->sync == PRODCONS_ROBUST ? GATE_OPEN : sharing);
    atomic_init(&prodcons->producers_left, options->producers);
}

/* ---- The bounded buffer. ---- */

static struct prodcons_item *
slot_at(long slot)
{
    return (
        void *)(prodcons->slots + (size_t)slot * item_bytes(prodcons->options));
}

bool
prodcons_is_full(void)
{
    return prodcons->count == prodcons->options->slots;
}

bool
prodcons_is_empty(void)
{
    return prodcons->count == 0;
}

void
prodcons_insert(const struct prodcons_item *item)
{
    long slots = prodcons->options->slots;
    /* Where takers do not wait (--mutate), the count falls below 0. */
    long tail = ((prodcons->head + prodcons->count) % slots + slots) % slots;

    memcpy(slot_at(tail), item, item_bytes(prodcons->options));
    prodcons->count++;
    if (item->producer != PRODCONS_END)
        ledger_filled(prodcons->count);
}

void
prodcons_remove(struct prodcons_item *item)
{
    memcpy(item, slot_at(prodcons->head), item_bytes(prodcons->options));
    prodcons->head = (prodcons->head + 1) % prodcons->options->slots;
    prodcons->count--;
}

long
prodcons_count(void)
{
    return prodcons->way->count != NULL ? prodcons->way->count()
                                        : prodcons->count;
}

/* ---- Producers. ---- */

void
prodcons_send(struct prodcons_item *item, long producer, long sequence)
{
    const struct prodcons_options *options = prodcons->options;

    if (options->check == PRODCONS_FULL)
        item_fill(item, producer, sequence, options->size);
    else
        item_number(item, producer, sequence);
    atomic_store_explicit(
        &ledger->tallies[producer].sent, sequence + 1, memory_order_relaxed);
    prodcons->way->put(item);
    if (options->gap_us > 0 && (sequence + 1) % options->burst == 0) {
        prodcons_flush();
        model_sleep_ns(options->gap_us * NS_PER_US);
    }
}

/* A consumer has processed what it took. */
static void
done(void)
{
    if (prodcons->way->done != NULL)
        prodcons->way->done();
}

void
prodcons_flush(void)
{
    if (prodcons->way->flush != NULL)
        prodcons->way->flush();
}

/* The last producer to end puts in an end mark for each consumer: by then, its
 * own items and all others' are in the buffer. */
static void
close_buffer(struct prodcons_item *item)
{
    if (atomic_fetch_sub(&prodcons->producers_left, 1) != 1)
        return;
    item->producer = PRODCONS_END;
    for (long i = 0; i < prodcons->options->consumers; i++)
        prodcons->way->put(item);
    prodcons_flush();
}

static void
produce(struct prodcons_item *item, long index)
{
    const struct prodcons_options *options = prodcons->options;

    if (options->shutdown == PRODCONS_ARTICLE) {
        article_produce(item, index);
        return;
    }
    for (long i = atomic_load(&ledger->tallies[index].acknowledged);
         i < item_share(options, index); i++)
        prodcons_send(item, index, i);
    close_buffer(item);
}

/* ---- Consumers. ---- */

/* Take the next item; false when no more will come. */
static bool
next_item(struct prodcons_item *item)
{
    bool article = prodcons->options->shutdown == PRODCONS_ARTICLE;

    if (article && !article_goes_on())
        return false;
    prodcons->way->take(item);
    return item->producer != PRODCONS_END;
}

/* What was taken is counted, or it stays in the batch until it is committed. */
static void
store(struct consumer *self, const struct prodcons_item *item)
{
    if (prodcons->options->check == PRODCONS_UNCHECKED) {
        tally_add(&self->tally->stored);
        return;
    }
    bool whole = item_is_whole(item);
    if (whole) {
        long *next = &self->next[item->producer];
        bool again = item->sequence == *next - 1 && ledger->deaths > 0;
        if (item->sequence < *next && !again)
            tally_add(&self->tally->out_of_order);
        else
            *next = item->sequence + 1;
    }
    if (self->item == NULL)
        batch_add(self);
    else
        item_arrived(self->tally, item->producer, item->sequence, whole);
}

static void
consume(struct consumer *self)
{
    const struct prodcons_options *options = prodcons->options;

    /* No consumer gets more than all items and an end mark; a broken buffer may
     * give some twice, and would do so for ever. */
    for (long taken = 0; taken <= options->items; taken++) {
        struct prodcons_item *item =
            self->item != NULL ? self->item
                               : ledger_batch(self->index, self->held);
        if (!next_item(item)) {
            item->producer = PRODCONS_NONE;
            break;
        }
        store(self, item);
        done();
        if (options->work_us > 0)
            model_sleep_ns(options->work_us * NS_PER_US);
    }
    if (options->shutdown == PRODCONS_ARTICLE)
        diary_write(&ledger->diary, "Consumer %ld received event. Exiting",
            self->index);
    atomic_fetch_add(&ledger->returned, 1);
    batch_commit(self);
}

/* ---- Workers. ---- */

int
prodcons_workers(const struct prodcons_options *options)
{
    return (int)(options->producers + options->consumers);
}

/* A successor does not wait at the gate, which is open by then. */
static void
enter(int index)
{
    if (!crash_is_successor(index))
        gate_enter(&prodcons->gate);
}

static void
work_as_producer(int index)
{
    struct prodcons_item *item = item_new(prodcons->options);

    enter(index);
    produce(item, index);
    gate_leave(&prodcons->gate);
    free(item);
}

static void
work_as_consumer(int index)
{
    const struct prodcons_options *options = prodcons->options;
    struct consumer self = {
        .index = index - options->producers, .tally = &ledger->tallies[index]};

    self.next = memory_heap(
        (size_t)options->producers * sizeof(*self.next), "a consumer");
    if (options->sink == NULL)
        self.item = item_new(options);
    else
        batch_begin(&self);
    enter(index);
    consume(&self);
    gate_leave(&prodcons->gate);
    if (options->sink != NULL)
        self.sink.kind->close(&self.sink);
    free(self.rows);
    free(self.item);
    free(self.next);
}

/* A worker takes what it needs for itself before the gate; after that it meets
 * the others at the buffer, and nowhere else. */
void
prodcons_work(int index)
{
    atomic_store(&ledger->process_of[index], getpid());
    if (index < prodcons->options->producers)
        work_as_producer(index);
    else
        work_as_consumer(index);
    atomic_store(&ledger->process_of[index], 0);
}
