/* --sink: what a consumer has taken goes into its batch, and from there into
 * the sink. */

#include "prodcons.h"
#include "prodcons/parts.h"

#include "kit/die.h"
#include "kit/memory.h"
#include "kit/model.h"

#include <stdlib.h>
#include <string.h>

enum { MOMENT_NS = 1000000 };

struct sink_place sink_place;

/* The others may fail for the same reason, and wait for the end. */
_Noreturn void
batch_fail(const char *why)
{
    if (!atomic_exchange(&ledger->failed, true))
        die(STATUS_CANNOT, "%s", why);
    for (;;)
        model_sleep_ns(MOMENT_NS);
}

bool
batch_write(struct consumer *self, bool again, bool torn, long *passed)
{
    for (long i = 0; i < self->held; i++) {
        struct prodcons_item *item = ledger_batch(self->index, i);
        self->rows[i] = (struct sink_row){item->producer, item->sequence,
            item->checksum, item->payload, (size_t)ledger->options->size};
    }
    return self->sink.kind->write(
        &self->sink, self->rows, self->held, again, torn, passed);
}

/* First the commit, then the batch is emptied: a death in between leaves items
 * that are stored already, and whose key says so. The other way round it would
 * lose them. The last goes first, so that the rest is without a gap. */
static void
commit(struct consumer *self, bool again)
{
    long passed = 0;

    if (self->held == 0)
        return;
    if (!batch_write(self, again, false, &passed) ||
        !self->sink.kind->commit(&self->sink))
        batch_fail(self->sink.why);
    if (again) {
        ledger->found = passed;
        diary_write(&ledger->diary,
            "Consumer %ld: %ld once more, of which %ld were there", self->index,
            self->held, passed);
    } else {
        atomic_fetch_add(&ledger->refused, passed);
    }
    while (self->held > 0)
        ledger_batch(self->index, --self->held)->producer = PRODCONS_NONE;
}

void
batch_commit(struct consumer *self)
{
    commit(self, false);
}

void
batch_begin(struct consumer *self)
{
    long batch = ledger->options->batch;

    self->rows = memory_heap((size_t)batch * sizeof(*self->rows), "a consumer");
    if (!sink_open(&self->sink, &sink_place))
        batch_fail(self->sink.why);
    while (self->held < batch &&
           ledger_batch(self->index, self->held)->producer != PRODCONS_NONE)
        self->held++;
    commit(self, true);
}

void
batch_add(struct consumer *self)
{
    self->held++;
    if (atomic_fetch_add(&ledger->taken, 1) + 1 ==
        ledger->options->crash_consumer)
        crash_now(self);
    if (self->held == ledger->options->batch)
        commit(self, false);
}

/* A row of the sink: is it what was sent? */
static void
take_row(const struct sink_row *row, void *room)
{
    struct prodcons_item *sent = room;
    long size = ledger->options->size;

    item_fill(sent, row->producer, row->sequence, size);
    item_arrived(ledger->tallies, row->producer, row->sequence,
        item_is_whole(sent) && row->bytes == (size_t)size &&
            row->checksum == sent->checksum &&
            memcmp(row->payload, sent->payload, row->bytes) == 0);
}

void
batch_read_back(void)
{
    struct prodcons_item *room = item_new(ledger->options);
    struct sink sink;

    if (!sink_open(&sink, &sink_place) ||
        !sink.kind->read(&sink, take_row, room))
        die(STATUS_CANNOT, "%s", sink.why);
    sink.kind->close(&sink);
    free(room);
}
