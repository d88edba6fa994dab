#include "prodcons.h"

#include "kit/die.h"
#include "kit/memory.h"
#include "kit/scenario.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_SIDE = 512, MAX_ITEMS = 100000000, MAX_SLOTS = 1000000 };
enum { NS_PER_US = 1000, ALIGNMENT = 8 };
#define NS_PER_S 1e9

static const char *const syncs[] = {"sem", "cond", NULL};

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
    {"json", OPTION_FLAG, AT(json), .silent = true,
        .help = "print one JSON object"},
    {.name = NULL}};
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
    {"ok", FIELD_BOOL, AT(ok), NULL}, {"note", FIELD_TEXT, AT(note), NULL},
    {.name = NULL}};
#undef AT

/* ---- Memory: the slots, then how often each item arrived. ---- */

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

    return (void *)(prodcons->memory->slots_and_arrivals + offset);
}

static atomic_uint *
arrivals(const struct prodcons *prodcons)
{
    return (void *)slot_at(prodcons, prodcons->options->slots);
}

size_t
prodcons_memory_bytes(const struct prodcons_options *options)
{
    size_t bytes = sizeof(struct prodcons_memory) +
                   (size_t)options->slots * item_bytes(options) +
                   (size_t)options->items * sizeof(atomic_uint);

    memory_need((double)bytes, "the buffer with its tallies",
        "ask for fewer --slots or --items");
    return bytes;
}

void
prodcons_memory_init(struct prodcons_memory *memory,
    const struct prodcons_options *options, int sharing)
{
    gate_init(&memory->gate, prodcons_workers(options), sharing);
    atomic_init(&memory->producers_left, options->producers);
}

/* ---- The bounded buffer. ---- */

void
prodcons_insert(
    const struct prodcons *prodcons, const struct prodcons_item *item)
{
    struct prodcons_memory *memory = prodcons->memory;
    long tail = (memory->head + memory->count) % prodcons->options->slots;

    memcpy(slot_at(prodcons, tail), item, item_bytes(prodcons->options));
    memory->count++;
    if (item->producer != PRODCONS_END && memory->count > memory->high_water)
        memory->high_water = memory->count;
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

/* ---- The two sides. ---- */

static void
produce(const struct prodcons *prodcons, long index)
{
    const struct prodcons_options *options = prodcons->options;
    struct prodcons_memory *memory = prodcons->memory;
    struct prodcons_item *item = new_item(options);
    long items = share(options, index);

    for (long i = 0; i < items; i++) {
        item->producer = index;
        item->sequence = i;
        memset(item->payload, (int)((index + i) & 0xff), (size_t)options->size);
        item->checksum = checksum(item, options->size);
        prodcons_put(prodcons, item);
        atomic_fetch_add(&memory->sent, 1);
        if (options->gap_us > 0 && (i + 1) % options->burst == 0)
            prodcons_sleep_ns(options->gap_us * NS_PER_US);
    }
    /* The last producer to end tells each consumer: its own items, and all
     * others', are in the buffer before. */
    if (atomic_fetch_sub(&memory->producers_left, 1) == 1) {
        item->producer = PRODCONS_END;
        for (long i = 0; i < options->consumers; i++)
            prodcons_put(prodcons, item);
    }
    free(item);
}

/* Take notice of an item. next: what this consumer may see from each producer:
 * this number, or a later one. */
static void
store(const struct prodcons *prodcons, const struct prodcons_item *item,
    long *next)
{
    const struct prodcons_options *options = prodcons->options;
    struct prodcons_memory *memory = prodcons->memory;
    long producer = item->producer, sequence = item->sequence;

    atomic_fetch_add(&memory->stored, 1);
    if (item->checksum != checksum(item, options->size) || producer < 0 ||
        producer >= options->producers || sequence < 0 ||
        sequence >= share(options, producer)) {
        atomic_fetch_add(&memory->damaged, 1);
        return;
    }
    long place = first_of(options, producer) + sequence;
    atomic_fetch_add(&arrivals(prodcons)[place], 1);
    if (sequence < next[producer])
        atomic_fetch_add(&memory->out_of_order, 1);
    else
        next[producer] = sequence + 1;
}

static void
consume(const struct prodcons *prodcons)
{
    const struct prodcons_options *options = prodcons->options;
    struct prodcons_item *item = new_item(options);
    long *next = calloc((size_t)options->producers, sizeof(*next));

    if (next == NULL)
        die(STATUS_CANNOT, "calloc: %m: no memory for a tally");
    for (prodcons_take(prodcons, item); item->producer != PRODCONS_END;
         prodcons_take(prodcons, item)) {
        store(prodcons, item, next);
        if (options->work_us > 0)
            prodcons_sleep_ns(options->work_us * NS_PER_US);
    }
    free(next);
    free(item);
}

int
prodcons_workers(const struct prodcons_options *options)
{
    return (int)(options->producers + options->consumers);
}

void
prodcons_work(const struct prodcons *prodcons, int index)
{
    if (!gate_enter(&prodcons->memory->gate))
        return;
    if (index < prodcons->options->producers)
        produce(prodcons, index);
    else
        consume(prodcons);
    gate_leave(&prodcons->memory->gate);
}

void
prodcons_collect(
    const struct prodcons *prodcons, struct prodcons_result *result)
{
    struct prodcons_memory *memory = prodcons->memory;

    result->sent = atomic_load(&memory->sent);
    result->stored = atomic_load(&memory->stored);
    result->damaged = atomic_load(&memory->damaged);
    result->out_of_order = atomic_load(&memory->out_of_order);
    result->high_water = memory->high_water;
    result->elapsed_ns = gate_elapsed_ns(&memory->gate);
    result->lost = result->sent;
    for (long i = 0; i < prodcons->options->items; i++) {
        unsigned times = atomic_load(&arrivals(prodcons)[i]);
        result->lost -= times > 0;
        result->duplicated += times > 1 ? (long)times - 1 : 0;
    }
}

/* ---- The scenario. ---- */

static int
run(const void *options, void *result)
{
    return prodcons_run(options, result);
}

static int
judge(const void *from, void *into)
{
    const struct prodcons_options *options = from;
    struct prodcons_result *result = into;

    if (result->elapsed_ns > 0)
        result->items_per_second = (long)((double)result->stored * NS_PER_S /
                                          (double)result->elapsed_ns);
    result->ok = result->sent == options->items && result->lost == 0 &&
                 result->duplicated == 0 && result->damaged == 0 &&
                 result->out_of_order == 0;
    snprintf(result->note, sizeof(result->note), "%s",
        result->ok ? "every item arrived once, whole and in order"
                   : "the buffer broke its promise");
    return result->ok ? STATUS_HELD : STATUS_BROKEN;
}

static const char *const variants[] = {"--sync=sem", NULL};

const struct scenario scenario = {
    .name = "prodcons",
    .question = "Does every item arrive exactly once, and in order?",
    .options = options_table,
    .fields = result_fields,
    .options_bytes = sizeof(struct prodcons_options),
    .result_bytes = sizeof(struct prodcons_result),
    .variants = variants,
    .run = run,
    .judge = judge,
};
