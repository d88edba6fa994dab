#include "prodcons.h"

#include "kit/clock.h"
#include "kit/crew.h"
#include "kit/diary.h"
#include "kit/die.h"
#include "kit/memory.h"
#include "kit/mistakes.h"
#include "kit/patience.h"
#include "kit/scenario.h"
#include "kit/sink.h"
#include "kit/stop.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MAX_SIDE = 512, MAX_ITEMS = 100000000, MAX_SLOTS = 1000000 };
enum { MAX_BATCH = 1000, USUAL_BATCH = 50 };
enum { NS_PER_US = 1000, MOMENT_NS = 1000000, ALIGNMENT = 8, PATIENCE_S = 5 };
#define NS_PER_S 1e9

static const char *const syncs[] = {"sem", "cond", NULL};
static const char *const shutdowns[] = {"closed", "article", NULL};
static const char *const expectations[] = {"lesson", "exact", NULL};

#define AT(member) offsetof(struct prodcons_options, member)
static const struct option_row options_table[] = {
    {"producers", OPTION_NUMBER, AT(producers), "2", 1, MAX_SIDE,
        .help = "how many put in"},
    {"consumers", OPTION_NUMBER, AT(consumers), "2", 1, MAX_SIDE,
        .help = "how many take out"},
    {"items", OPTION_NUMBER, AT(items), "100000", 1, MAX_ITEMS,
        .help = "of all producers together"},
    {"size", OPTION_NUMBER, AT(size), "64", 8, 4096,
        .help = "bytes of payload in an item"},
    {"slots", OPTION_NUMBER, AT(slots), "16", 1, MAX_SLOTS,
        .help = "what the buffer holds"},
    {"sync", OPTION_WORD, AT(sync), prodcons_default_sync, .words = syncs,
        .help = "what guards the buffer"},
    {"burst", OPTION_NUMBER, AT(burst), "1", 1, MAX_ITEMS,
        .help = "items sent without a pause"},
    {"gap-us", OPTION_NUMBER, AT(gap_us), "0", 0, 10000000,
        .help = "a producer's pause after a burst"},
    {"work-us", OPTION_NUMBER, AT(work_us), "0", 0, 10000000,
        .help = "a consumer's time to store one"},
    {"shutdown", OPTION_WORD, AT(shutdown), "closed", .words = shutdowns,
        .help = "an end mark for each consumer, or an event"},
    {"sink", OPTION_TEXT, AT(sink), .silent = true,
        .help = "store in a file, or a database: sqlite:FILE"},
    {"batch", OPTION_NUMBER, AT(batch), NULL, 1, MAX_BATCH, .silent = true,
        .help = "items to a commit of the sink: 50"},
    {"crash-consumer", OPTION_NUMBER, AT(crash_consumer), NULL, 1, MAX_ITEMS,
        .silent = true, .help = "who takes the N-th item kills itself"},
    {"crash-committed", OPTION_FLAG, AT(crash_committed), .silent = true,
        .help = "just after a commit, and not before"},
    {"mutate", OPTION_WORD, AT(mutate), "none", .words = mistake_words,
        .silent = true, .help = "a mistake with --sync=sem"},
    {"expect", OPTION_WORD, AT(expect), "lesson", .words = expectations,
        .silent = true, .help = "exact: any loss is status 1"},
    {"json", OPTION_FLAG, AT(json), .silent = true,
        .help = "print one JSON object"},
    {.name = NULL}};
#undef AT

#define AT(member) offsetof(struct prodcons_stored, member)
static const struct field stored_fields[] = {
    {"kind", FIELD_TEXT, AT(kind), NULL},
    {"batch", FIELD_INTEGER, AT(batch), NULL},
    {"rows", FIELD_INTEGER, AT(rows), NULL},
    {"crash_consumer", FIELD_INTEGER, AT(crash_consumer), NULL},
    {"crash_committed", FIELD_BOOL, AT(crash_committed), NULL},
    {"in_hand", FIELD_INTEGER, AT(in_hand), NULL},
    {"found", FIELD_INTEGER, AT(found), NULL},
    {"replaced", FIELD_BOOL, AT(replaced), NULL}, {.name = NULL}};
#undef AT

#define AT(member) offsetof(struct prodcons_result, member)
static const struct field result_fields[] = {
    {"sent", FIELD_INTEGER, AT(sent), NULL},
    {"stored", FIELD_INTEGER, AT(stored), NULL},
    {"lost", FIELD_INTEGER, AT(lost), NULL},
    {"duplicated", FIELD_INTEGER, AT(duplicated), NULL},
    {"damaged", FIELD_INTEGER, AT(damaged), NULL},
    {"out_of_order", FIELD_INTEGER, AT(out_of_order), NULL},
    {"high_water", FIELD_INTEGER, AT(high_water), NULL},
    {"elapsed_ns", FIELD_INTEGER, AT(elapsed_ns), NULL},
    {"items_per_second", FIELD_INTEGER, AT(items_per_second), NULL},
    {"ok", FIELD_BOOL, AT(ok), NULL},
    {"sink", FIELD_OBJECT, AT(sink), stored_fields},
    {"log", FIELD_LINES, AT(log), NULL}, {"note", FIELD_TEXT, AT(note), NULL},
    {.name = NULL}};
#undef AT

/* ---- Memory: the slots, the hands, then how often each item arrived. ---- */

/* What is known of a run, and must be known when its workers are dead: it lies
 * in memory that a child process shares, whatever the model. */
struct ledger {
    struct diary diary;
    long high_water; /* most items ever in the buffer; under the guard's lock */
    atomic_long sent, stored, damaged, out_of_order;
    atomic_long refused; /* by the sink: their key was there */
    atomic_bool failed;  /* somebody has said why the sink cannot go on */

    /* --mutate: of each worker that is at work; 0 before and after. */
    _Atomic pid_t process_of[2 * MAX_SIDE];

    /* --crash-consumer: */
    atomic_long taken; /* items, by all */
    atomic_bool crashed;
    int victim;    /* which worker, and */
    pid_t process; /* the process that it took along */
    long in_hand;  /* what it had taken and, as far as it knew, not stored */
    long found;    /* how many of these were in the sink all the same */
    bool replaced; /* it has been started again */
};

static struct ledger *ledger;

/* --shutdown=article: one item for each producer that has any. */
static long
in_hands(const struct prodcons_options *options)
{
    return options->items < options->producers ? options->items
                                               : options->producers;
}

/* Anonymous and shared: a child has the same, and not a copy. */
static void
open_ledger(void)
{
    const struct ledger clean = {.victim = -1};

    if (ledger == NULL)
        ledger = mmap(NULL, sizeof(*ledger), PROT_READ | PROT_WRITE,
            MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (ledger == MAP_FAILED)
        die(STATUS_CANNOT, "mmap: %m: no memory for the tallies");
    memcpy(ledger, &clean, sizeof(clean));
    diary_begin(&ledger->diary);
}

static size_t
item_bytes(const struct prodcons_options *options)
{
    size_t bytes = sizeof(struct prodcons_item) + (size_t)options->size;

    return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

static struct prodcons_item *
slot_at(const struct prodcons *prodcons, long slot)
{
    size_t offset = (size_t)slot * item_bytes(prodcons->options);

    return (void *)(prodcons->memory->slots_hands_arrivals + offset);
}

/* Item i in the hand of a consumer (from 0). */
static struct prodcons_item *
hand_at(const struct prodcons *prodcons, long consumer, long i)
{
    const struct prodcons_options *options = prodcons->options;

    return slot_at(prodcons, options->slots + consumer * options->batch + i);
}

static atomic_uint *
arrivals(const struct prodcons *prodcons)
{
    return (void *)hand_at(prodcons, prodcons->options->consumers, 0);
}

size_t
prodcons_memory_bytes(const struct prodcons_options *options)
{
    long places = options->slots + options->consumers * options->batch;
    size_t bytes = sizeof(struct prodcons_memory) +
                   (size_t)places * item_bytes(options) +
                   (size_t)options->items * sizeof(atomic_uint);

    memory_need((double)bytes, "the buffer with its tallies",
        "ask for fewer --slots or --items");
    return bytes;
}

void
prodcons_memory_init(struct prodcons_memory *memory,
    const struct prodcons_options *options, int sharing)
{
    struct prodcons prodcons = {.options = options, .memory = memory};

    open_ledger();
    gate_init(&memory->gate, prodcons_workers(options), sharing);
    atomic_init(&memory->producers_left, options->producers);
    atomic_init(&memory->tickets, options->items - in_hands(options));
    for (long i = 0; i < options->consumers * options->batch; i++)
        hand_at(&prodcons, 0, i)->producer = PRODCONS_NONE;
}

/* ---- The bounded buffer. ---- */

void
prodcons_insert(
    const struct prodcons *prodcons, const struct prodcons_item *item)
{
    struct prodcons_memory *memory = prodcons->memory;
    long slots = prodcons->options->slots;
    /* Where takers do not wait (--mutate), the count falls below 0. */
    long tail = ((memory->head + memory->count) % slots + slots) % slots;

    memcpy(slot_at(prodcons, tail), item, item_bytes(prodcons->options));
    memory->count++;
    if (item->producer != PRODCONS_END && memory->count > ledger->high_water)
        ledger->high_water = memory->count;
}

void
prodcons_remove(const struct prodcons *prodcons, struct prodcons_item *item)
{
    struct prodcons_memory *memory = prodcons->memory;

    memcpy(
        item, slot_at(prodcons, memory->head), item_bytes(prodcons->options));
    memory->head = (memory->head + 1) % prodcons->options->slots;
    memory->count--;
}

/* --mutate: as prodcons_put and prodcons_take, with a mistake in it. */
static void
operate(const struct prodcons *prodcons, struct prodcons_item *item,
    const char *operations)
{
    for (; *operations != '\0'; operations++)
        if (*operations == 'i')
            prodcons_insert(prodcons, item);
        else if (*operations == 'r')
            prodcons_remove(prodcons, item);
        else
            prodcons_operate(prodcons, *operations);
}

static void
put(const struct prodcons *prodcons, struct prodcons_item *item)
{
    int mutate = prodcons->options->mutate;

    if (mutate != 0)
        operate(prodcons, item, mistake_rows(mutate)->put);
    else
        prodcons_put(prodcons, item);
}

static void
take(const struct prodcons *prodcons, struct prodcons_item *item)
{
    int mutate = prodcons->options->mutate;

    if (mutate != 0)
        operate(prodcons, item, mistake_rows(mutate)->take);
    else
        prodcons_take(prodcons, item);
}

/* ---- Items. ---- */

/* How many items producer `index` sends; the first ones send the rest. */
static long
share(const struct prodcons_options *options, long index)
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

static struct prodcons_item *
new_item(const struct prodcons_options *options)
{
    struct prodcons_item *item = calloc(1, item_bytes(options));

    if (item == NULL)
        die(STATUS_CANNOT, "calloc: %m: no memory for an item");
    return item;
}

/* What a producer sends as its item of that number. */
static void
fill(struct prodcons_item *item, long producer, long sequence, long size)
{
    item->producer = producer;
    item->sequence = sequence;
    memset(item->payload, (int)((producer + sequence) & 0xff), (size_t)size);
    item->checksum = checksum(item, size);
}

/* Is there such an item? */
static bool
is_known(const struct prodcons_options *options, long producer, long sequence)
{
    return producer >= 0 && producer < options->producers && sequence >= 0 &&
           sequence < share(options, producer);
}

/* Take notice that it has arrived. */
static void
arrived(const struct prodcons *prodcons, long producer, long sequence)
{
    long place = first_of(prodcons->options, producer) + sequence;

    atomic_fetch_add(&arrivals(prodcons)[place], 1);
}

/* ---- The end by an event: producer_consumer_queue.py. ---- */

static void
wait_until(const atomic_long *value, long at_least)
{
    while (atomic_load(value) < at_least)
        prodcons_sleep_ns(MOMENT_NS);
}

/* The loops are the article's; when the event is set is up to us: main sleeps,
 * there, and here it wakes up when all are where it hurts. Each producer has
 * seen that the event is not set, and has one more item in its hand; each
 * consumer is about to look, and nothing is left in the buffer. */
static void
stand_where_it_hurts(const struct prodcons *prodcons)
{
    struct prodcons_memory *memory = prodcons->memory;

    if (atomic_fetch_add(&memory->ready, 1) + 1 !=
        prodcons_workers(prodcons->options))
        return;
    diary_write(&ledger->diary, "Main: about to set event");
    atomic_store(&memory->event, 1);
}

/* With its last item in the hand: nobody is there any more who would take it.
 */
static void
hold_last(const struct prodcons *prodcons, long index)
{
    struct prodcons_memory *memory = prodcons->memory;

    stand_where_it_hurts(prodcons);
    wait_until(&memory->gone_home, prodcons->options->consumers);
    diary_write(
        &ledger->diary, "Producer %ld puts its message, for nobody", index);
}

/* A consumer before its look: only as long as there is an item for each that
 * goes on, or it would go to sleep in take, and nobody would wake it. (In the
 * article's program that can happen, too.) */
static void
hold_before_look(const struct prodcons *prodcons)
{
    struct prodcons_memory *memory = prodcons->memory;

    if (atomic_fetch_sub(&memory->tickets, 1) > 0)
        return;
    stand_where_it_hurts(prodcons);
    wait_until(&memory->event, 1);
}

/* queue.empty() */
static bool
is_empty(const struct prodcons *prodcons)
{
    return prodcons->memory->count == 0;
}

/* ---- Producers. ---- */

static void
send(const struct prodcons *prodcons, struct prodcons_item *item, long producer,
    long sequence)
{
    const struct prodcons_options *options = prodcons->options;

    fill(item, producer, sequence, options->size);
    atomic_fetch_add(&ledger->sent, 1);
    put(prodcons, item);
    if (options->gap_us > 0 && (sequence + 1) % options->burst == 0)
        prodcons_sleep_ns(options->gap_us * NS_PER_US);
}

/* The last producer to end tells each consumer: its own items, and all others',
 * are in the buffer before. */
static void
close_buffer(const struct prodcons *prodcons, struct prodcons_item *item)
{
    if (atomic_fetch_sub(&prodcons->memory->producers_left, 1) != 1)
        return;
    item->producer = PRODCONS_END;
    for (long i = 0; i < prodcons->options->consumers; i++)
        put(prodcons, item);
}

static void
produce_until_event(
    const struct prodcons *prodcons, struct prodcons_item *item, long index)
{
    struct prodcons_memory *memory = prodcons->memory;
    long items = share(prodcons->options, index);

    if (items == 0) {
        stand_where_it_hurts(prodcons);
        wait_until(&memory->event, 1);
    }
    for (long i = 0; atomic_load(&memory->event) == 0; i++) {
        if (i == items - 1)
            hold_last(prodcons, index);
        send(prodcons, item, index, i);
    }
    diary_write(&ledger->diary, "Producer %ld received event. Exiting", index);
}

static void
produce(const struct prodcons *prodcons, struct prodcons_item *item, long index)
{
    const struct prodcons_options *options = prodcons->options;
    long items = share(options, index);

    if (options->shutdown == PRODCONS_ARTICLE) {
        produce_until_event(prodcons, item, index);
    } else {
        for (long i = 0; i < items; i++)
            send(prodcons, item, index, i);
        close_buffer(prodcons, item);
    }
}

/* ---- Consumers. ---- */

/* Where the rows go, for all workers. */
static struct sink_place sink_place;

struct consumer {
    const struct prodcons *prodcons;
    long index; /* from 0 */
    long *next; /* what it may see from each producer: this, or a later one */

    /* without a sink: */
    struct prodcons_item *item;

    /* with one: what it has taken lies in its hand, in the shared memory, and
     * stays there until it is committed: whoever comes after it finds it. */
    struct sink sink;
    struct sink_row *rows;
    long held; /* items in the hand */
};

static void *
new_array(long count, size_t bytes)
{
    void *array = calloc((size_t)count, bytes);

    if (array == NULL)
        die(STATUS_CANNOT, "calloc: %m: no memory for a consumer");
    return array;
}

/* The sink cannot go on, and so nobody can. One says so; the others may be here
 * with the same, and wait for the end. */
static _Noreturn void
fail(const char *why)
{
    if (!atomic_exchange(&ledger->failed, true))
        die(STATUS_CANNOT, "%s", why);
    for (;;)
        prodcons_sleep_ns(MOMENT_NS);
}

/* Its items as rows; true if they were written. */
static bool
write_hand(struct consumer *self, bool again, bool torn, long *passed)
{
    for (long i = 0; i < self->held; i++) {
        struct prodcons_item *item = hand_at(self->prodcons, self->index, i);
        self->rows[i] =
            (struct sink_row){item->producer, item->sequence, item->checksum,
                item->payload, (size_t)self->prodcons->options->size};
    }
    return sink_write(&self->sink, self->rows, self->held, again, torn, passed);
}

/* First the commit, then the hand is emptied: who dies in between leaves items
 * that are there already, and whose key says so. The other way round it would
 * leave none. The last goes first, so that the rest is without a gap. */
static void
commit_hand(struct consumer *self, bool again)
{
    long passed = 0;

    if (self->held == 0)
        return;
    if (!write_hand(self, again, false, &passed) || !sink_commit(&self->sink))
        fail(self->sink.why);
    if (again) {
        ledger->found = passed;
        diary_write(&ledger->diary,
            "Consumer %ld: %ld once more, of which %ld were there", self->index,
            self->held, passed);
    } else {
        atomic_fetch_add(&ledger->refused, passed);
    }
    while (self->held > 0)
        hand_at(self->prodcons, self->index, --self->held)->producer =
            PRODCONS_NONE;
}

/* It dies for good: nobody can catch SIGKILL. As far as that is possible it
 * does so in the middle of a batch. */
static _Noreturn void
crash(struct consumer *self)
{
    bool committed = self->prodcons->options->crash_committed;
    long passed = 0;

    if (!write_hand(self, false, !committed, &passed) ||
        (committed && !sink_commit(&self->sink)))
        fail(self->sink.why);
    ledger->victim = (int)(self->prodcons->options->producers + self->index);
    ledger->process = getpid();
    ledger->in_hand = self->held;
    diary_write(&ledger->diary, "Consumer %ld dies with %ld in its hand, %s",
        self->index, self->held, committed ? "committed" : "not committed");
    atomic_store(&ledger->crashed, true);
    kill(getpid(), SIGKILL);
    for (;;)
        pause();
}

/* What a predecessor has left in the hand. */
static long
found_in_hand(const struct prodcons *prodcons, long index)
{
    long held = 0;

    while (held < prodcons->options->batch &&
           hand_at(prodcons, index, held)->producer != PRODCONS_NONE)
        held++;
    return held;
}

static struct consumer
begin(const struct prodcons *prodcons, long index)
{
    const struct prodcons_options *options = prodcons->options;
    struct consumer self = {.prodcons = prodcons, .index = index};

    self.next = new_array(options->producers, sizeof(*self.next));
    if (options->sink == NULL) {
        self.item = new_item(options);
        return self;
    }
    self.rows = new_array(options->batch, sizeof(*self.rows));
    if (!sink_open(&self.sink, &sink_place))
        fail(self.sink.why);
    self.held = found_in_hand(prodcons, index);
    commit_hand(&self, true);
    return self;
}

static void
end(struct consumer *self)
{
    if (self->item == NULL)
        sink_close(&self->sink);
    free(self->rows);
    free(self->item);
    free(self->next);
}

/* Take the next item; false when no more will come. */
static bool
next_item(struct consumer *self, struct prodcons_item *item)
{
    const struct prodcons *prodcons = self->prodcons;

    if (prodcons->options->shutdown == PRODCONS_CLOSED) {
        take(prodcons, item);
        return item->producer != PRODCONS_END;
    }
    hold_before_look(prodcons);
    if (atomic_load(&prodcons->memory->event) != 0 && is_empty(prodcons))
        return false;
    take(prodcons, item);
    return true;
}

static void
check_order(struct consumer *self, const struct prodcons_item *item)
{
    long *next = &self->next[item->producer];

    if (item->sequence < *next)
        atomic_fetch_add(&ledger->out_of_order, 1);
    else
        *next = item->sequence + 1;
}

/* What was taken out stays in the hand, or is only counted. */
static void
store(struct consumer *self, const struct prodcons_item *item)
{
    const struct prodcons_options *options = self->prodcons->options;
    bool whole = item->checksum == checksum(item, options->size) &&
                 is_known(options, item->producer, item->sequence);

    if (whole)
        check_order(self, item);
    if (self->item == NULL) {
        self->held++;
        if (atomic_fetch_add(&ledger->taken, 1) + 1 == options->crash_consumer)
            crash(self);
        if (self->held == options->batch)
            commit_hand(self, false);
        return;
    }
    atomic_fetch_add(&ledger->stored, 1);
    if (whole)
        arrived(self->prodcons, item->producer, item->sequence);
    else
        atomic_fetch_add(&ledger->damaged, 1);
}

static void
consume(struct consumer *self)
{
    const struct prodcons *prodcons = self->prodcons;
    const struct prodcons_options *options = prodcons->options;

    /* Nobody gets more than all items and an end mark: or the buffer gives some
     * twice, and would do so for ever. */
    for (long taken = 0; taken <= options->items; taken++) {
        struct prodcons_item *item =
            self->item != NULL ? self->item
                               : hand_at(prodcons, self->index, self->held);
        if (!next_item(self, item)) {
            item->producer = PRODCONS_NONE;
            break;
        }
        store(self, item);
        if (options->work_us > 0)
            prodcons_sleep_ns(options->work_us * NS_PER_US);
    }
    if (options->shutdown == PRODCONS_ARTICLE)
        diary_write(&ledger->diary, "Consumer %ld received event. Exiting",
            self->index);
    atomic_fetch_add(&prodcons->memory->gone_home, 1);
    commit_hand(self, false);
}

int
prodcons_workers(const struct prodcons_options *options)
{
    return (int)(options->producers + options->consumers);
}

/* Who takes the place of a dead one finds the gate open: it was let through. */
static bool
enter(const struct prodcons *prodcons, int index)
{
    return (ledger->replaced && ledger->victim == index) ||
           gate_enter(&prodcons->memory->gate);
}

static void
work_as_producer(const struct prodcons *prodcons, int index)
{
    struct prodcons_item *item = new_item(prodcons->options);

    if (enter(prodcons, index)) {
        produce(prodcons, item, index);
        gate_leave(&prodcons->memory->gate);
    }
    free(item);
}

static void
work_as_consumer(const struct prodcons *prodcons, int index)
{
    struct consumer self =
        begin(prodcons, index - prodcons->options->producers);

    if (enter(prodcons, index)) {
        consume(&self);
        gate_leave(&prodcons->memory->gate);
    }
    end(&self);
}

/* What a worker needs for itself, it takes before the gate: behind it, it meets
 * the others at the buffer, and nowhere else. */
void
prodcons_work(const struct prodcons *prodcons, int index)
{
    atomic_store(&ledger->process_of[index], getpid());
    if (index < prodcons->options->producers)
        work_as_producer(prodcons, index);
    else
        work_as_consumer(prodcons, index);
    atomic_store(&ledger->process_of[index], 0);
}

int
prodcons_to_replace(const struct prodcons *prodcons, pid_t process)
{
    if (!atomic_load(&ledger->crashed) || ledger->replaced ||
        ledger->process != process)
        return -1;
    ledger->replaced = true;
    diary_write(&ledger->diary, "Consumer %ld is started again",
        ledger->victim - prodcons->options->producers);
    return ledger->victim;
}

/* ---- The outcome. ---- */

/* A row that stands in the sink: is it what was sent? */
static void
take_row(const struct sink_row *row, void *with)
{
    const struct prodcons *prodcons = with;
    const struct prodcons_options *options = prodcons->options;
    bool whole = is_known(options, row->producer, row->sequence) &&
                 row->bytes == (size_t)options->size;

    if (whole) {
        struct prodcons_item *sent = new_item(options);
        fill(sent, row->producer, row->sequence, options->size);
        whole = row->checksum == sent->checksum &&
                memcmp(row->payload, sent->payload, row->bytes) == 0;
        free(sent);
    }
    atomic_fetch_add(&ledger->stored, 1);
    if (whole)
        arrived(prodcons, row->producer, row->sequence);
    else
        atomic_fetch_add(&ledger->damaged, 1);
}

static void
read_back(const struct prodcons *prodcons)
{
    struct sink sink;

    if (!sink_open(&sink, &sink_place) ||
        !sink_read(&sink, take_row, (void *)prodcons))
        die(STATUS_CANNOT, "%s", sink.why);
    sink_close(&sink);
}

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

void
prodcons_collect(
    const struct prodcons *prodcons, struct prodcons_result *result)
{
    const struct prodcons_options *options = prodcons->options;

    if (options->sink != NULL)
        read_back(prodcons);
    result->sent = atomic_load(&ledger->sent);
    result->stored = atomic_load(&ledger->stored);
    result->damaged = atomic_load(&ledger->damaged);
    result->out_of_order = atomic_load(&ledger->out_of_order);
    result->high_water = ledger->high_water;
    result->elapsed_ns = gate_elapsed_ns(&prodcons->memory->gate);
    result->left = prodcons->memory->count;
    result->lost = result->sent;
    result->duplicated = atomic_load(&ledger->refused);
    for (long i = 0; i < options->items; i++) {
        unsigned times = atomic_load(&arrivals(prodcons)[i]);
        result->lost -= times > 0;
        result->duplicated += times > 1 ? (long)times - 1 : 0;
    }
    if (options->sink != NULL)
        tell_stored(options, result);
    if (options->shutdown == PRODCONS_ARTICLE || options->crash_consumer > 0)
        result->log = diary_lines(&ledger->diary);
}

/* ---- The scenario. ---- */

/* Say no to what would have no effect, or no end. */
static void
settle(void *from)
{
    struct prodcons_options *options = from;
    bool article = options->shutdown == PRODCONS_ARTICLE;

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
    if (article && options->slots < in_hands(options))
        die(STATUS_USAGE,
            "--shutdown=article: each producer puts an item that nobody takes, "
            "and the last would wait for ever: give at least %ld --slots",
            in_hands(options));
    if (options->mutate != 0 &&
        (options->sync != PRODCONS_SEM || options->sink != NULL || article ||
            options->gap_us > 0 || options->work_us > 0))
        die(STATUS_USAGE,
            "--mutate: the mistakes are made with --sync=sem, and without "
            "--sink, --shutdown=article, --gap-us and --work-us");
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

/* Nobody is left to tell what came of it: so the starter reads the sink. */
static void
collect_from_outside(const struct prodcons_options *options,
    struct prodcons_result *result, long elapsed_ns)
{
    struct prodcons prodcons = {.options = options,
        .memory = new_array(1, prodcons_memory_bytes(options))};

    prodcons_collect(&prodcons, result);
    result->elapsed_ns = elapsed_ns;
    result->died = true;
    free(prodcons.memory);
}

/* Where a worker's death is the death of all, they run in a child process, and
 * the starter stays outside and watches. */
static int
run_watched(
    const struct prodcons_options *options, struct prodcons_result *result)
{
    struct crew crew;
    long begun_ns = clock_ns();
    bool killed = false;
    int wait_status;

    stop_hold();
    crew_init(&crew, 1);
    pid_t self = getpid(), id = fork();
    if (id == -1)
        die(STATUS_CANNOT, "fork: %m: no process to crash in: see 'ulimit -u'");
    if (id == 0) {
        stop_orphan(self);
        _exit(prodcons_run(options, result));
    }
    crew_started(&crew, id);
    while (crew.alive > 0) {
        pid_t gone = waitpid(-1, &wait_status, WNOHANG);
        if (gone == -1 && errno != EINTR)
            die(STATUS_BROKEN, "waitpid: %m: the run is out of sight");
        if (gone == 0)
            crew_stop(&crew, stop_wait(-1));
        else if (gone > 0 && WIFSIGNALED(wait_status) && crew.signal == 0 &&
                 atomic_load(&ledger->crashed))
            killed = crew_gone(&crew, gone) >= 0;
        else if (gone > 0)
            crew_reaped(&crew, gone, wait_status);
    }
    int status = crew.status;
    if (status == STATUS_HELD && crew.signal == 0 && !killed) {
        complain("the consumer that was told to kill itself did not");
        status = STATUS_BROKEN;
    } else if (status == STATUS_HELD && crew.signal == 0) {
        collect_from_outside(options, result, clock_ns() - begun_ns);
    }
    crew_free(&crew);
    stop_release(crew.signal);
    return status;
}

/* Those that are processes of their own. */
static void
kill_workers(void)
{
    for (int i = 0; i < 2 * MAX_SIDE; i++) {
        pid_t process = atomic_load(&ledger->process_of[i]);
        if (process == 0 || process == getpid())
            continue;
        kill(process, SIGKILL);
        waitpid(process, NULL, 0);
    }
}

/* A mistake may put all to sleep for good. These two run in a handler. */
static long
count_moves(void)
{
    return atomic_load(&ledger->sent) + atomic_load(&ledger->stored);
}

static void
give_up(void)
{
    complain("nobody has moved for %d s, with %ld sent and %ld stored: all "
             "that are left sleep for ever",
        PATIENCE_S, atomic_load(&ledger->sent), atomic_load(&ledger->stored));
    kill_workers();
    _exit(STATUS_STUCK);
}

static int
run(const void *from, void *into)
{
    const struct prodcons_options *options = from;

    open_ledger();
    if (options->mutate != 0)
        patience_begin(PATIENCE_S, count_moves, give_up);
    if (options->sink != NULL)
        claim_sink(options);
    if (options->crash_consumer > 0 && !prodcons_dies_alone)
        return run_watched(options, into);
    return prodcons_run(options, into);
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
            "a consumer was killed, and with it died all the others: they are "
            "one process; of %ld items sent, the %s has %ld",
            result->sent, where, result->stored);
    else if (options->shutdown == PRODCONS_ARTICLE && !result->ok)
        snprintf(result->note, size,
            "%ld left in the buffer, in every run: the consumers had seen the "
            "event and an empty buffer, and were gone when the producers put "
            "what they had in hand",
            result->left);
    else if (!result->ok)
        snprintf(result->note, size, "%s broke its promise",
            sink != NULL ? "the buffer, or the sink," : "the buffer");
    else if (sink != NULL && sink->replaced)
        snprintf(result->note, size,
            "every item is in the %s once, whole: a consumer died with %ld in "
            "its hand, and the next one wrote them again: %ld were there "
            "already",
            where, sink->in_hand, sink->found);
    else if (sink != NULL)
        snprintf(result->note, size,
            "every item was read back from the %s once, whole", where);
    else
        snprintf(
            result->note, size, "every item arrived once, whole and in order");
}

static int
judge(const void *from, void *into)
{
    const struct prodcons_options *options = from;
    struct prodcons_result *result = into;
    bool good = result->duplicated == 0 && result->damaged == 0 &&
                result->out_of_order == 0;
    bool all_sent = result->sent == options->items;
    bool lesson =
        good && (result->died || (options->shutdown == PRODCONS_ARTICLE &&
                                     all_sent && result->lost == result->left &&
                                     result->lost == in_hands(options)));

    if (result->elapsed_ns > 0)
        result->items_per_second = (long)((double)result->stored * NS_PER_S /
                                          (double)result->elapsed_ns);
    result->ok = good && all_sent && result->lost == 0;
    write_note(options, result);
    if (result->ok || (lesson && options->expect == 0))
        return STATUS_HELD;
    return STATUS_BROKEN;
}

static const char *const step_options[] = {"--sync=sem", "--producers=1",
    "--consumers=1", "--items=2", "--slots=1", "--size=8", NULL};
static const struct stepping stepping = {
    step_options, NULL, "lose, double or damage an item"};
static const char *const variants[] = {"--sync=sem", NULL};

const struct scenario scenario = {
    .name = "prodcons",
    .question = "Does every item arrive exactly once, and in order?",
    .options = options_table,
    .fields = result_fields,
    .options_bytes = sizeof(struct prodcons_options),
    .result_bytes = sizeof(struct prodcons_result),
    .variants = variants,
    .stepping = &stepping,
    .settle = settle,
    .run = run,
    .judge = judge,
};
