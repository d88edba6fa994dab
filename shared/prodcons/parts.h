/* What the files in this folder share. */
#pragma once

#include "prodcons.h"

#include "kit/diary.h"
#include "kit/lines.h"
#include "kit/sink.h"

/* ---- ledger.c: what is known of a run. ---- */

/* What one worker counts. Only that worker writes here, so that no addition
 * needs a lock; and it does not share a cache line with the others, who count
 * as often. */
struct tally {
    _Alignas(APART) atomic_long sent;
    atomic_long stored, damaged, out_of_order;
    atomic_long
        acknowledged; /* robust: items that are in the buffer for certain */
};

static inline void
tally_add(atomic_long *count)
{
    atomic_store_explicit(count,
        atomic_load_explicit(count, memory_order_relaxed) + 1,
        memory_order_relaxed);
}

/* It must outlive the workers, and so it is in memory that a child process
 * shares, whatever the model. */
struct ledger {
    const struct prodcons_options *options;
    struct diary diary;
    atomic_long high_water;
    struct tally tallies[PRODCONS_MAX_WORKERS];
    atomic_long refused; /* by the sink: their key was there */
    atomic_bool failed;  /* a worker has said why the sink cannot go on */

    /* --sync=robust: workers that are dead and not replaced; replacements. */
    atomic_bool gone[PRODCONS_MAX_WORKERS], reborn[PRODCONS_MAX_WORKERS];
    atomic_long deaths, consumers_left;

    /* --mutate: of each worker while it is working; 0 before and after. */
    _Atomic pid_t process_of[PRODCONS_MAX_WORKERS];

    /* --shutdown=article: the event, which is set once (0, 1); how many more
     * items the consumers may take; how many workers have reached the race
     * point, and how many consumers have returned. */
    atomic_long event, tickets, ready, returned;

    /* --crash-consumer: */
    atomic_long taken; /* items, by all consumers */
    atomic_bool crashed;
    int victim;    /* which worker, and */
    pid_t process; /* its process, which died with it */
    long in_hand;  /* items of its batch: taken, and not known to be stored */
    long found;    /* how many of these were in the sink all the same */
    bool replaced; /* it has been started again */

    _Alignas(8) unsigned char batches_arrivals[];
};

extern struct ledger *ledger;

/* Before anything else. Ends the program with status 77 where it does not fit
 * in the memory that is free, together with the buffer. */
void ledger_open(const struct prodcons_options *options);

/* What all workers have counted so far. */
struct tally ledger_sum(void);

/* That many items have been seen in the buffer. */
void ledger_filled(long items);

/* Item i in the batch of a consumer (from 0). It lies in the ledger until it is
 * committed, so that a consumer that takes a dead one's place finds it. */
struct prodcons_item *ledger_batch(long consumer, long i);

/* How often each item has arrived. */
atomic_uint *ledger_arrivals(void);

/* ---- item.c: what is in an item. ---- */

size_t item_bytes(const struct prodcons_options *options);
struct prodcons_item *item_new(const struct prodcons_options *options);

/* How many items producer `index` sends; the first producers send the remainder
 * of the division. */
long item_share(const struct prodcons_options *options, long index);

/* Make it that item: only its number, or its payload as well. */
void item_number(struct prodcons_item *item, long producer, long sequence);
void item_fill(
    struct prodcons_item *item, long producer, long sequence, long size);

/* Is it one that was sent? */
bool item_is_whole(const struct prodcons_item *item);

/* Count it as stored: whole, or damaged. */
void item_arrived(
    struct tally *tally, long producer, long sequence, bool whole);

/* ---- article.c: the end by an event. ---- */

/* How many items are lost: one for each producer that has any. */
long article_loss(const struct prodcons_options *options);

/* The producer's loop. */
void article_produce(struct prodcons_item *item, long index);

/* A consumer, before each item: will there be another? */
bool article_goes_on(void);

/* ---- batch.c: a consumer with a sink. ---- */

struct consumer {
    long index; /* from 0 */
    struct tally *tally;
    long *next; /* from each producer, it expects this item or a later one */
    struct prodcons_item *item; /* without a sink */
    struct sink sink;           /* with one */
    struct sink_row *rows;
    long held; /* items in the batch */
};

extern struct sink_place sink_place;

/* Open the sink, and commit what a dead predecessor has left. */
void batch_begin(struct consumer *self);

/* Add its item to the batch, and commit if that is full; commit what is left,
 * at the end. */
void batch_add(struct consumer *self);
void batch_commit(struct consumer *self);

/* Write the items of the batch as rows; true if they were written. */
bool batch_write(struct consumer *self, bool again, bool torn, long *passed);

/* The sink cannot go on, and so no worker can: one of them says why. */
_Noreturn void batch_fail(const char *why);

/* After the last worker: read every row back. */
void batch_read_back(void);

/* ---- crash.c: --crash-consumer. ---- */

/* The consumer's death. */
_Noreturn void crash_now(struct consumer *self);

/* Does this worker replace a dead one? */
bool crash_is_successor(int index);

/* Where the death of one worker ends all: run them in a child process. */
int crash_run_watched(
    const struct prodcons_options *options, struct prodcons_result *result);

/* ---- mutate.c: --mutate. ---- */

extern const struct prodcons_way mutate_way;

/* The words of --mutate, up to a NULL; the first one means none. */
extern const char *const mutate_words[];

/* From now on, end the program with status 3 when no worker makes progress any
 * more. (77 if there is no timer to see that.) */
void mutate_watch(void);

/* ---- queues.c: --sync=ring, --sync=mpmc. ---- */

extern const struct prodcons_way ring_way, mpmc_way;

/* The size of the queue, 0 with another --sync; and create it. */
size_t queues_bytes(const struct prodcons_options *options);
void queues_init(const struct prodcons_options *options,
    void *(*place)(size_t bytes), int sharing);

/* ---- survive.c: --sync=robust. ---- */

extern const struct prodcons_way robust_way;

void survive_init(const struct prodcons_options *options,
    void *(*place)(size_t bytes), int sharing);

/* In the parent: a worker has died. Is it to be replaced? */
bool survive_death(int worker);

/* How many of the dead held the lock. */
long survive_repairs(void);

/* ---- prodcons.c, outcome.c ---- */

/* Put one item in; it is sent from here on. */
void prodcons_send(struct prodcons_item *item, long producer, long sequence);

/* Before a producer pauses, or ends: all that it has put in can be taken. */
void prodcons_flush(void);

/* prodcons_collect without what only the buffer knows. */
void prodcons_tally(struct prodcons_result *result);

/* Fill in what follows from the rest; the status to exit with. */
int prodcons_judge(const void *options, void *result);
