/* Producer and consumer: does every item arrive exactly once, and in order?
 *
 * Producers put items into a bounded buffer, consumers take them out. Who finds
 * it full, or empty, sleeps. The source may send in bursts, as a network does,
 * and the sink may be slow, as a database is: or be one (kit/sink.h), whose
 * rows are read back in the end. */
#ifndef PRODCONS_H
#define PRODCONS_H

#include "kit/gate.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum prodcons_sync {
    PRODCONS_SEM, /* three semaphores: empty, full, and one as a lock */
    PRODCONS_COND /* a mutex and two condition variables */
};

/* How the consumers learn that no more items will come. */
enum prodcons_shutdown {
    PRODCONS_CLOSED, /* by an end mark for each, behind the last item */
    PRODCONS_ARTICLE /* by an event, as producer_consumer_queue.py has it */
};

struct prodcons_options {
    long producers, consumers;
    long items;           /* of all producers together */
    long size;            /* bytes of payload in each item */
    long slots;           /* what the buffer holds; 1: a single variable */
    int sync;             /* enum prodcons_sync */
    long burst;           /* items that a producer sends without a pause */
    long gap_us;          /* its pause after a burst */
    long work_us;         /* what a consumer needs to store an item */
    int shutdown;         /* enum prodcons_shutdown */
    const char *sink;     /* kit/sink.h; NULL: items are only counted */
    long batch;           /* items to a commit; 0: no sink */
    long crash_consumer;  /* who takes this item dies; 0: nobody does */
    bool crash_committed; /* after the commit, and not before */
    int mutate;           /* a word of kit/mistakes.h; 0: none */
    int expect;           /* 0: the loss may be the lesson; 1: exact */
    bool json;
};

/* What travels: this, and then `size` bytes of payload. */
struct prodcons_item {
    long producer; /* from 0, or one of those below */
    long sequence; /* from 0, for each producer */
    uint64_t checksum;
    unsigned char payload[];
};

enum {
    PRODCONS_END = -1, /* no more items will come */
    PRODCONS_NONE = -2 /* an empty place in a consumer's hand */
};

/* What the workers share: a segment in proc, any memory in thread. Behind it
 * lie the slots; the consumers' hands, `batch` items each; and how often each
 * item has arrived. */
struct prodcons_memory {
    struct gate gate;
    atomic_long producers_left; /* the last one tells the consumers */

    /* the guard's lock must be held when using these: */
    long head;  /* the slot to take from, 0 to slots - 1 */
    long count; /* slots in use, 0 to slots */

    /* --shutdown=article: the event, which is set once (0, 1), and who is where
     * it hurts at that moment. */
    atomic_long event, tickets, ready, gone_home;

    _Alignas(8) unsigned char slots_hands_arrivals[];
};

/* Three semaphores, and a mutex with two conditions: what --sync chooses from,
 * of the twin's own kind, in a place that all its workers can reach. */
struct guard;

/* The buffer with what guards it, as a twin placed them. */
struct prodcons {
    const struct prodcons_options *options;
    struct prodcons_memory *memory;
    size_t bytes; /* of the memory */
    struct guard *guard;
};

/* --sink: what came of it. */
struct prodcons_stored {
    char kind[8];
    long batch, rows, crash_consumer;
    bool crash_committed;
    long in_hand, found, replaced;
};

struct prodcons_result {
    long sent;         /* items that producers put in */
    long stored;       /* items that consumers took out, repeats included; with
                          a sink, what stands there */
    long lost;         /* sent, and never stored */
    long duplicated;   /* stored again */
    long damaged;      /* with a checksum that does not fit */
    long out_of_order; /* behind a later one of its producer, at one consumer */
    long high_water;
    long elapsed_ns; /* first worker off to last worker done */
    long items_per_second;
    bool ok; /* all items sent, and each arrived once, whole and in order */
    struct prodcons_stored *sink; /* NULL: there was none */
    const char *const *log;       /* article, crash: what was done when */
    char note[512];

    long left; /* items in the buffer, in the end */
    bool died; /* all of them, with the consumer */
    struct prodcons_stored in_sink;
};

/* Bytes of struct prodcons_memory with slots and arrivals. Ends the program
 * with status 77 where they would not fit in the memory that is free. */
size_t prodcons_memory_bytes(const struct prodcons_options *options);

/* Prepare zeroed memory. sharing: for the gate (kit/gate.h). */
void prodcons_memory_init(struct prodcons_memory *memory,
    const struct prodcons_options *options, int sharing);

/* What worker `index` does, in every model. The producers come first, then the
 * consumers. With --crash-consumer, a consumer may kill itself: once. */
int prodcons_workers(const struct prodcons_options *options);
void prodcons_work(const struct prodcons *prodcons, int index);

/* The starter: was it such a death, of that process? Which worker has to be
 * started again; -1: it was another. */
int prodcons_to_replace(const struct prodcons *prodcons, pid_t process);

/* Read the outcome, in the starter, after the last worker is done. */
void prodcons_collect(
    const struct prodcons *prodcons, struct prodcons_result *result);

/* The buffer itself. The lock is held; a slot is free, or in use. */
void prodcons_insert(
    const struct prodcons *prodcons, const struct prodcons_item *item);
void prodcons_remove(
    const struct prodcons *prodcons, struct prodcons_item *item);

/* ---- Each model defines these once. ---- */

/* Ends the program with status 77 where there is none to be had. */
struct guard *prodcons_new_guard(const struct prodcons_options *options);
void prodcons_free_guard(struct guard *guard);

/* Put an item in, and sleep while the buffer is full; take the first out, and
 * sleep while it is empty. */
void prodcons_put(
    const struct prodcons *prodcons, const struct prodcons_item *item);
void prodcons_take(const struct prodcons *prodcons, struct prodcons_item *item);

/* --mutate: wait for, or post, that semaphore, a letter of kit/mistakes.h. */
void prodcons_operate(const struct prodcons *prodcons, char operation);

/* Do nothing for that long, while the other workers go on. */
void prodcons_sleep_ns(long ns);

/* Does a worker that is killed leave the others alive? */
extern const bool prodcons_dies_alone;

/* Run the experiment. 0, or the status to exit with after a message on stderr.
 */
int prodcons_run(
    const struct prodcons_options *options, struct prodcons_result *result);

/* The primitive that is idiomatic in this model, as a word of --sync. */
extern const char prodcons_default_sync[];

#endif
