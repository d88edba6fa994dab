/* The outcome of a run: the tallies, the invariant, and the note. */

#include "prodcons.h"
#include "prodcons/parts.h"

#include "kit/clock.h"
#include "kit/die.h"
#include "kit/model.h"
#include "kit/scenario.h"

#include <stdio.h>
#include <string.h>

enum { UNKNOWN = -1 };

static void
tell_stored(
    const struct prodcons_options *options, struct prodcons_result *result)
{
    result->in_sink = (struct prodcons_stored){.batch = options->batch,
        .rows = result->stored,
        .crash_consumer = options->crash_consumer,
        .crash_committed = options->crash_committed,
        .in_hand = ledger->in_hand,
        .found = ledger->found,
        .replaced = ledger->replaced};
    strcpy(result->in_sink.kind, sink_place.kind->name);
    result->sink = &result->in_sink;
}

static void
tell_queue(
    const struct prodcons_options *options, struct prodcons_result *result)
{
    static const char *const ways[] = {"adaptive", "spin", "block"};

    result->in_queue.publish = options->publish;
    result->in_queue.deaths = atomic_load(&ledger->deaths);
    if (options->sync == PRODCONS_ROBUST)
        result->in_queue.repairs = survive_repairs();
    strcpy(result->in_queue.wait,
        model_is_preemptive ? ways[options->wait] : "yield");
    result->queue = &result->in_queue;
}

/* How many items of a producer must arrive: with --sync=robust, of one that
 * died those that were in the buffer for certain. */
static long
sent_by(const struct prodcons_options *options, int producer)
{
    const struct tally *tally = &ledger->tallies[producer];

    return options->sync == PRODCONS_ROBUST ? tally->acknowledged : tally->sent;
}

static void
count_arrivals(
    const struct prodcons_options *options, struct prodcons_result *result)
{
    const atomic_uint *arrivals = ledger_arrivals();

    for (int i = 0; i < options->producers; i++)
        for (long j = 0; j < item_share(options, i); j++) {
            unsigned times = atomic_load(arrivals++);
            result->lost += times == 0 && j < sent_by(options, i);
            result->duplicated += times > 1 ? (long)times - 1 : 0;
        }
}

void
prodcons_tally(struct prodcons_result *result)
{
    const struct prodcons_options *options = ledger->options;

    if (options->sink != NULL)
        batch_read_back();
    if (queues_bytes(options) > 0)
        tell_queue(options, result);
    struct tally sum = ledger_sum();
    for (int i = 0; i < options->producers; i++)
        result->sent += sent_by(options, i);
    result->stored = sum.stored;
    result->damaged = sum.damaged;
    result->out_of_order = sum.out_of_order;
    result->high_water = ledger->high_water;
    if (options->check == PRODCONS_UNCHECKED) {
        result->lost = result->duplicated = result->damaged =
            result->out_of_order = UNKNOWN;
        return;
    }
    result->duplicated = atomic_load(&ledger->refused);
    count_arrivals(options, result);
    if (options->sink != NULL)
        tell_stored(options, result);
    if (options->shutdown == PRODCONS_ARTICLE || options->crash_consumer > 0)
        result->log = diary_lines(&ledger->diary, false);
}

void
prodcons_collect(struct prodcons_result *result)
{
    prodcons_tally(result);
    result->elapsed_ns = gate_elapsed_ns(&prodcons->gate);
    result->left = prodcons_count();
}

/* What did not arrive is in the buffer: that has kept its promise. */
static bool
keeps_lost(const struct prodcons_result *result)
{
    return result->lost > 0 && result->lost <= result->left &&
           result->duplicated <= result->in_queue.deaths &&
           result->damaged == 0 && result->out_of_order == 0;
}

static void
write_note(
    const struct prodcons_options *options, struct prodcons_result *result)
{
    const struct prodcons_stored *sink = result->sink;
    long deaths = result->in_queue.deaths;
    const char *where =
        sink != NULL && *sink->kind == 's' ? "database" : "file";
    size_t size = sizeof(result->note);

    if (result->died)
        snprintf(result->note, size,
            "a consumer was killed, and with it all the others: they are one "
            "process; of %ld items sent, the %s has %ld",
            result->sent, where, result->stored);
    else if (options->shutdown == PRODCONS_ARTICLE && !result->ok)
        snprintf(result->note, size,
            "%ld left in the buffer, in every run: the consumers had seen the "
            "event and an empty buffer, and had returned when the producers "
            "put the last item that each still held",
            result->left);
    else if (!result->ok && options->check == PRODCONS_UNCHECKED)
        snprintf(result->note, size,
            "%ld items went in, and %ld came out: the buffer broke its promise",
            result->sent, result->stored);
    else if (options->check == PRODCONS_UNCHECKED)
        snprintf(result->note, size,
            "as many items came out as went in; whether each came once, whole "
            "and in order was not checked");
    else if (deaths > 0 && result->lost == 0 && result->sent < options->items)
        snprintf(result->note, size,
            "%ld of %ld items were sent, since a producer died and was not "
            "replaced; all of these arrived",
            result->sent, options->items);
    else if (deaths > 0 && keeps_lost(result))
        snprintf(result->note, size,
            "all consumers were killed and not replaced: of %ld items sent, "
            "%ld are still in the buffer, and nobody has processed them",
            result->sent, result->lost);
    else if (result->ok && deaths > 0)
        snprintf(result->note, size,
            "every item arrived, whole and in order; workers that died: %ld, "
            "of these with the lock: %ld; items that came twice: %ld",
            deaths, result->in_queue.repairs, result->duplicated);
    else if (!result->ok)
        snprintf(result->note, size, "%s broke its promise",
            sink != NULL ? "the buffer, or the sink," : "the buffer");
    else if (sink != NULL && sink->replaced)
        snprintf(result->note, size,
            "every item is in the %s once, whole: a consumer died with a batch "
            "of %ld, and its successor wrote them again: %ld were there "
            "already",
            where, sink->in_hand, sink->found);
    else if (sink != NULL)
        snprintf(result->note, size,
            "every item was read back from the %s once, whole", where);
    else
        snprintf(
            result->note, size, "every item arrived once, whole and in order");
}

int
prodcons_judge(const void *from, void *into)
{
    const struct prodcons_options *options = from;
    struct prodcons_result *result = into;
    long loss = article_loss(options);
    long deaths = result->in_queue.deaths;
    bool good = result->duplicated <= deaths && result->damaged == 0 &&
                result->out_of_order == 0;
    bool all_sent = result->sent == options->items;
    bool lesson =
        good && (result->died ||
                    (options->shutdown == PRODCONS_ARTICLE && all_sent &&
                        result->lost == result->left && result->lost == loss));

    if (result->elapsed_ns > 0)
        result->items_per_second = (long)((double)result->stored * NS_PER_S /
                                          (double)result->elapsed_ns);
    result->ok = all_sent && (options->check == PRODCONS_FULL
                                     ? good && result->lost == 0
                                     : result->stored == result->sent);
    write_note(options, result);
    if (result->ok || (lesson && options->expect == SCENARIO_LESSON))
        return STATUS_HELD;
    return STATUS_BROKEN;
}
