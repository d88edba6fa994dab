/* What came of a run: the tallies, the invariant, and the note. */

#include "prodcons.h"
#include "prodcons/parts.h"

#include "kit/die.h"
#include "kit/model.h"
#include "kit/scenario.h"

#include <stdio.h>
#include <string.h>

#define NS_PER_S 1e9

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
    strcpy(result->in_sink.kind,
        sink_place.kind == SINK_SQLITE ? "sqlite" : "file");
    result->sink = &result->in_sink;
}

static void
tell_queue(
    const struct prodcons_options *options, struct prodcons_result *result)
{
    static const char *const ways[] = {"adaptive", "spin", "block"};

    result->in_queue.publish = options->publish;
    strcpy(result->in_queue.wait,
        model_is_preemptive ? ways[options->wait] : "yield");
    result->queue = &result->in_queue;
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
    result->sent = sum.sent;
    result->stored = sum.stored;
    result->damaged = sum.damaged;
    result->out_of_order = sum.out_of_order;
    result->high_water = ledger->high_water;
    if (options->check == PRODCONS_UNCHECKED) {
        result->lost = result->duplicated = result->damaged =
            result->out_of_order = UNKNOWN;
        return;
    }
    result->lost = result->sent;
    result->duplicated = atomic_load(&ledger->refused);
    for (long i = 0; i < options->items; i++) {
        unsigned times = atomic_load(&ledger_arrivals()[i]);
        result->lost -= times > 0;
        result->duplicated += times > 1 ? (long)times - 1 : 0;
    }
    if (options->sink != NULL)
        tell_stored(options, result);
    if (options->shutdown == PRODCONS_ARTICLE || options->crash_consumer > 0)
        result->log = diary_lines(&ledger->diary);
}

void
prodcons_collect(struct prodcons_result *result)
{
    prodcons_tally(result);
    result->elapsed_ns = gate_elapsed_ns(&prodcons->gate);
    result->left = prodcons_count();
}

static void
write_note(
    const struct prodcons_options *options, struct prodcons_result *result)
{
    const struct prodcons_stored *sink = result->sink;
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
    bool good = result->duplicated == 0 && result->damaged == 0 &&
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
