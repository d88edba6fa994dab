/* Producer and consumer as a program: its options, and its result. */

#include "prodcons.h"
#include "prodcons/bell.h"
#include "prodcons/parts.h"

#include "kit/die.h"
#include "kit/scenario.h"

#include <stdio.h>

enum { MAX_ITEMS = 100000000, MAX_SLOTS = 1000000, MAX_PAUSE_US = 10000000 };
enum { MAX_BATCH = 1000, USUAL_BATCH = 50 };

static const char *const syncs[] = {
    "sem", "cond", "ring", "mpmc", "robust", NULL};
static const char *const waits[] = {"adaptive", "spin", "block", NULL};
static const char *const shutdowns[] = {"closed", "article", NULL};

static const char *const checks[] = {"full", "none", NULL};

static const struct option_row options_table[] = {
    OPTION("producers", struct prodcons_options, producers, NULL, 1,
        PRODCONS_MAX_SIDE, .help = "how many put items in: 2, with ring 1"),
    OPTION("consumers", struct prodcons_options, consumers, NULL, 1,
        PRODCONS_MAX_SIDE, .help = "how many take them out: 2, with ring 1"),
    OPTION("items", struct prodcons_options, items, "100000", 1, MAX_ITEMS,
        .help = "of all producers together"),
    OPTION("size", struct prodcons_options, size, "64", 8, 4096,
        .help = "bytes of payload in an item"),
    OPTION("slots", struct prodcons_options, slots, "16", 1, MAX_SLOTS,
        .help = "what the buffer holds"),
    OPTION("sync", struct prodcons_options, sync, prodcons_default_sync,
        .words = syncs, .help = "what guards the buffer"),
    OPTION("wait", struct prodcons_options, wait, "adaptive", .words = waits,
        .silent = true, .help = "ring, mpmc, robust: how a worker waits"),
    OPTION("publish", struct prodcons_options, publish, NULL, 1, MAX_SLOTS,
        .silent = true, .help = "ring: items published at once: 1"),
    OPTION("respawn", struct prodcons_options, respawn, .silent = true,
        .help = "robust: replace a worker that is killed"),
    OPTION("check", struct prodcons_options, check, "full", .words = checks,
        .help = "check each item, or only count them"),
    OPTION("burst", struct prodcons_options, burst, "1", 1, MAX_ITEMS,
        .help = "items sent without a pause"),
    OPTION("gap-us", struct prodcons_options, gap_us, "0", 0, MAX_PAUSE_US,
        .help = "a producer's pause after a burst"),
    OPTION("work-us", struct prodcons_options, work_us, "0", 0, MAX_PAUSE_US,
        .help = "a consumer's time to store one"),
    OPTION("shutdown", struct prodcons_options, shutdown, "closed",
        .words = shutdowns,
        .help = "an end mark for each consumer, or an event"),
    OPTION("sink", struct prodcons_options, sink, .silent = true,
        .help = "store in a file, or a database: sqlite:FILE"),
    OPTION("batch", struct prodcons_options, batch, NULL, 1, MAX_BATCH,
        .silent = true, .help = "items in each commit to the sink: 50"),
    OPTION("crash-consumer", struct prodcons_options, crash_consumer, NULL, 1,
        MAX_ITEMS, .silent = true,
        .help = "the consumer of the N-th item kills itself"),
    OPTION("crash-committed", struct prodcons_options, crash_committed,
        .silent = true, .help = "it does so just after the commit, not before"),
    OPTION("mutate", struct prodcons_options, mutate, "none",
        .words = mutate_words, .silent = true,
        .help = "a mistake with --sync=sem"),
    OPTION_EXPECT(
        struct prodcons_options, .help = "exact: any loss is status 1"),
    OPTIONS_END(struct prodcons_options)};

#define OBJECT struct prodcons_stored
static const struct field stored_fields[] = {FIELD(kind), FIELD(batch),
    FIELD(rows), FIELD(crash_consumer), FIELD(crash_committed), FIELD(in_hand),
    FIELD(found), FIELD(replaced), FIELDS_END};

#undef OBJECT
#define OBJECT struct prodcons_queue
static const struct field queue_fields[] = {
    FIELD(wait), FIELD(publish), FIELD(deaths), FIELD(repairs), FIELDS_END};

#undef OBJECT
#define OBJECT struct prodcons_result
static const struct field result_fields[] = {FIELD(sent), FIELD(stored),
    FIELD(lost), FIELD(duplicated), FIELD(damaged), FIELD(out_of_order),
    FIELD(high_water), FIELD(elapsed_ns), FIELD(items_per_second), FIELD(ok),
    FIELD_IN(queue, queue_fields), FIELD_IN(sink, stored_fields), FIELD(log),
    FIELD(note), FIELDS_END};

static void
settle_robust(const struct prodcons_options *options)
{
    if (options->sync != PRODCONS_ROBUST && options->respawn)
        die(STATUS_USAGE, "--respawn: only with --sync=robust a death leaves "
                          "the buffer whole");
    if (options->sync != PRODCONS_ROBUST)
        return;
    if (options->shutdown == PRODCONS_ARTICLE || options->sink != NULL)
        die(STATUS_USAGE,
            "--sync=robust: it ends in its own way, and keeps nothing: leave "
            "--shutdown=article and --sink out");
    if (!model_is_preemptive || (options->respawn && !model_dies_alone))
        die(STATUS_CANNOT, "%s: none of the %s can be killed alone",
            options->respawn ? "--respawn" : "--sync=robust", model_workers);
}

static void
settle_queue(struct prodcons_options *options)
{
    bool is_ring = options->sync == PRODCONS_RING;
    long usual = is_ring ? 1 : 2;

    if (options->producers == 0)
        options->producers = usual;
    if (options->consumers == 0)
        options->consumers = usual;
    if (is_ring && (options->producers > 1 || options->consumers > 1))
        die(STATUS_USAGE,
            "--sync=ring: each of its indices has one writer: take "
            "--producers=1 and --consumers=1, or --sync=mpmc");
    if (options->publish > 0 && !is_ring)
        die(STATUS_USAGE, "--publish: only --sync=ring holds items back");
    if (options->publish == 0)
        options->publish = 1;
    if (options->wait == BELL_ADAPTIVE)
        return;
    if (options->sync < PRODCONS_RING)
        die(STATUS_USAGE,
            "--wait: what guards the buffer here waits in its own way: take "
            "--sync=ring, mpmc or robust");
    if (!model_is_preemptive)
        die(STATUS_CANNOT,
            "--wait: a coroutine that spins or sleeps stops all the others, so "
            "it yields: leave the option out");
}

/* Refuse what would have no effect, or no end. */
static void
settle(void *from)
{
    struct prodcons_options *options = from;
    bool article = options->shutdown == PRODCONS_ARTICLE;

    settle_robust(options);
    settle_queue(options);
    if (options->sink == NULL && options->batch > 0)
        die(STATUS_USAGE, "--batch: nothing is committed without a --sink");
    if (options->sink == NULL && options->crash_consumer > 0)
        die(STATUS_USAGE,
            "--crash-consumer: without a --sink nothing of what was taken is "
            "kept: name one");
    if (options->crash_consumer == 0 && options->crash_committed)
        die(STATUS_USAGE, "--crash-committed: say which with --crash-consumer");
    if (options->crash_consumer > options->items)
        die(STATUS_USAGE, "--crash-consumer: only %ld --items will come",
            options->items);
    if (article && options->crash_consumer > 0)
        die(STATUS_USAGE,
            "--crash-consumer: with --shutdown=article all wait for each other "
            "once: leave one of the two out");
    if (article && options->slots < article_loss(options))
        die(STATUS_USAGE,
            "--shutdown=article: each producer puts an item that no consumer "
            "takes, and the last would wait for ever: give at least %ld "
            "--slots",
            article_loss(options));
    if (options->mutate != 0 &&
        (options->sync != PRODCONS_SEM || options->sink != NULL || article ||
            options->gap_us > 0 || options->work_us > 0))
        die(STATUS_USAGE,
            "--mutate: the mistakes are made with --sync=sem, and without "
            "--sink, --shutdown=article, --gap-us and --work-us");
    if (options->check == PRODCONS_UNCHECKED &&
        (options->sink != NULL || article || options->mutate != 0))
        die(STATUS_USAGE,
            "--check=none: --sink, --shutdown=article and --mutate are about "
            "what becomes of each item: leave it out");
    if (options->sink != NULL && options->batch == 0)
        options->batch = USUAL_BATCH;
}

static void
claim_sink(const struct prodcons_options *options)
{
    char title[128];

    snprintf(title, sizeof(title),
        "%s/prodcons, %ld items of %ld producers, %ld bytes each", twin_model,
        options->items, options->producers, options->size);
    sink_claim(&sink_place, options->sink, title);
}

static int
run(const void *from, void *into)
{
    const struct prodcons_options *options = from;

    ledger_open(options);
    if (options->mutate != 0)
        mutate_watch();
    if (options->sink != NULL)
        claim_sink(options);
    if (options->crash_consumer > 0 && !model_dies_alone)
        return crash_run_watched(options, into);
    prodcons_run(options);
    prodcons_collect(into);
    return STATUS_HELD;
}

const struct scenario scenario = {
    .name = "prodcons",
    .question = "Does every item arrive exactly once, and in order?",
    .options = options_table,
    .fields = result_fields,
    .options_bytes = sizeof(struct prodcons_options),
    .result_bytes = sizeof(struct prodcons_result),
    .variants = {"--sync=sem"},
    .stepping = {{"--sync=sem", "--producers=1", "--consumers=1", "--items=2",
                     "--slots=1", "--size=8"},
        NULL, "lose, double or damage an item",
        "loses, doubles or damages an item"},
    .settle = settle,
    .run = run,
    .judge = prodcons_judge,
};
