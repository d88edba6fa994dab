/* Producer and consumer: does every item arrive exactly once, and in order?
 *
 * Producers put items into a bounded buffer, consumers take them out. Who finds
 * it full, or empty, sleeps. The source may send in bursts, as a network does,
 * and the sink may be slow, as a database is. */
#ifndef PRODCONS_H
#define PRODCONS_H

#include "kit/gate.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum prodcons_sync {
    PRODCONS_SEM, /* three semaphores: empty, full, and one as a lock */
    PRODCONS_COND /* a mutex and two condition variables */
};

struct prodcons_options {
    long producers, consumers;
    long items;   /* of all producers together */
    long size;    /* bytes of payload in each item */
    long slots;   /* what the buffer holds; 1: a single variable */
    int sync;     /* enum prodcons_sync */
    long burst;   /* items that a producer sends without a pause */
    long gap_us;  /* its pause after a burst */
    long work_us; /* what a consumer needs to store an item */
    bool json;
};

/* What travels: this, and then `size` bytes of payload. */
struct prodcons_item {
    long producer; /* from 0; PRODCONS_END: no more items will come */
    long sequence; /* from 0, for each producer */
    uint64_t checksum;
    unsigned char payload[];
};

enum { PRODCONS_END = -1 };

/* What the workers share: a segment in proc, any memory in thread. */
struct prodcons_memory {
    struct gate gate;
    atomic_long producers_left; /* the last one tells the consumers */

    /* the guard's lock must be held when using these: */
    long head;       /* the slot to take from, 0 to slots - 1 */
    long count;      /* slots in use, 0 to slots */
    long high_water; /* most items that were ever in the buffer */

    /* The tallies; each consumer adds to them after it has let go the lock. */
    atomic_long sent, stored, damaged, out_of_order;

    _Alignas(8) unsigned char slots_and_arrivals[];
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

struct prodcons_result {
    long sent;         /* items that producers put in */
    long stored;       /* items that consumers took out, repeats included */
    long lost;         /* sent, and never stored */
    long duplicated;   /* stored again */
    long damaged;      /* with a checksum that does not fit */
    long out_of_order; /* behind a later one of its producer, at one consumer */
    long high_water;
    long elapsed_ns; /* first worker off to last worker done */
    long items_per_second;
    bool ok; /* all items sent, and each arrived once, whole and in order */
    char note[256];
};

/* Bytes of struct prodcons_memory with slots and arrivals. Ends the program
 * with status 77 where they would not fit in the memory that is free. */
size_t prodcons_memory_bytes(const struct prodcons_options *options);

/* Prepare zeroed memory. sharing: for the gate (kit/gate.h). */
void prodcons_memory_init(struct prodcons_memory *memory,
    const struct prodcons_options *options, int sharing);

/* What worker `index` does, in every model. The producers come first, then the
 * consumers. */
int prodcons_workers(const struct prodcons_options *options);
void prodcons_work(const struct prodcons *prodcons, int index);

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

/* Do nothing for that long, while the other workers go on. */
void prodcons_sleep_ns(long ns);

/* Run the experiment. 0, or the status to exit with after a message on stderr.
 */
int prodcons_run(
    const struct prodcons_options *options, struct prodcons_result *result);

/* The primitive that is idiomatic in this model, as a word of --sync. */
extern const char prodcons_default_sync[];

#endif
