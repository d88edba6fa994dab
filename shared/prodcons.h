/* Producer and consumer: does every item arrive exactly once, and in order?
 *
 * Producers put items into a bounded buffer, and consumers take them out. A
 * worker that finds it full, or empty, sleeps. The source may send in bursts,
 * as a network does, and the sink may be slow, as a database is; or it is one
 * (kit/sink.h), whose rows are read back in the end. */
#pragma once

#include "kit/gate.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum { PRODCONS_MAX_SIDE = 512, PRODCONS_MAX_WORKERS = 2 * PRODCONS_MAX_SIDE };

enum prodcons_sync {
    PRODCONS_SEM,   /* three semaphores: empty, full, and one as a lock */
    PRODCONS_COND,  /* a mutex and two condition variables */
    PRODCONS_RING,  /* prodcons/ring.h: no lock, 1 producer, 1 consumer */
    PRODCONS_MPMC,  /* prodcons/mpmc.h: no lock, as many as you like */
    PRODCONS_ROBUST /* prodcons/robust.h: survives any worker's death */
};

/* How the consumers learn that no more items will come. */
enum prodcons_shutdown {
    PRODCONS_CLOSED, /* by an end mark for each, after the last item */
    PRODCONS_ARTICLE /* by an event, as in producer_consumer_queue.py */
};

/* What is done about each item to see whether it arrives. */
enum prodcons_check {
    PRODCONS_FULL,     /* it is numbered, filled, summed, and each is counted */
    PRODCONS_UNCHECKED /* it is numbered; only how many there are is known */
};

struct prodcons_options {
    long producers, consumers;
    long items;           /* of all producers together */
    long size;            /* bytes of payload in each item */
    long slots;           /* what the buffer holds; 1: a single variable */
    int sync;             /* enum prodcons_sync */
    bool respawn;         /* a worker that is killed is replaced */
    int check;            /* enum prodcons_check */
    int wait;             /* enum bell_wait, with ring and mpmc */
    long publish;         /* items that the ring publishes at once */
    long burst;           /* items that a producer sends without a pause */
    long gap_us;          /* its pause after a burst */
    long work_us;         /* a consumer's time to store an item */
    int shutdown;         /* enum prodcons_shutdown */
    const char *sink;     /* kit/sink.h; NULL: items are only counted */
    long batch;           /* items in a commit; 0: no sink */
    long crash_consumer;  /* the consumer of this item dies; 0: none does */
    bool crash_committed; /* after the commit, and not before */
    int mutate;           /* which mistake: mutate.c; 0: none */
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
    PRODCONS_NONE = -2 /* an empty place in a consumer's batch */
};

/* One way to guard the buffer, or another buffer. put waits while it is full;
 * take removes the first item, and waits while it is empty. */
struct prodcons_way {
    void (*put)(const struct prodcons_item *item);
    void (*take)(struct prodcons_item *item);
    /* Each may be NULL: there is nothing to do. */
    void (*done)(void);  /* what was taken is processed */
    void (*flush)(void); /* what was put can be taken from now on */
    long (*count)(void); /* items in it; NULL: as `count` below says */
};

/* The bounded buffer, a ring of slots (of none where the way has a buffer of
 * its own, prodcons/queues.c). The twin places it in memory that its workers
 * share: in proc a segment, in thread and coro any memory. */
struct prodcons {
    const struct prodcons_options *options;
    const struct prodcons_way *way; /* --sync, or --mutate */
    struct gate gate;
    atomic_long producers_left; /* the last one writes the end marks */

    /* the guard's lock must be held when using these: */
    long head;  /* the slot to take from, 0 to slots - 1 */
    long count; /* slots in use, 0 to slots */
    _Alignas(8) unsigned char slots[];
};

extern struct prodcons *prodcons;

/* --sync=ring, mpmc and robust: how it was used. */
struct prodcons_queue {
    char wait[12];
    long publish;
    long deaths, repairs; /* robust: of workers; of those that held the lock */
};

/* --sink: its outcome. */
struct prodcons_stored {
    char kind[8];
    long batch, rows, crash_consumer;
    bool crash_committed;
    long in_hand; /* items in the batch that the dead consumer left */
    long found;   /* of these, in the sink already */
    bool replaced;
};

struct prodcons_result {
    long sent;   /* items that producers put in */
    long stored; /* items that consumers took out, repeats included; with
                    a sink, the rows in it */
    /* -1, for "not known", with --check=none: */
    long lost;         /* sent, and never stored */
    long duplicated;   /* stored again */
    long damaged;      /* with a checksum that does not fit */
    long out_of_order; /* behind a later one of its producer, at one consumer */

    long high_water; /* most items that were ever in the buffer */
    long elapsed_ns; /* first worker off to last worker done */
    long items_per_second;
    bool ok; /* all items sent, and each arrived once, whole and in order */
    struct prodcons_queue *queue; /* NULL: a guarded buffer */
    struct prodcons_stored *sink; /* NULL: there was none */
    const char *const *log;       /* article, crash: what was done when */
    char note[512];

    long left; /* items in the buffer, in the end */
    bool died; /* all of them, with the consumer */
    struct prodcons_queue in_queue;
    struct prodcons_stored in_sink;
};

/* Bytes of struct prodcons with its slots. */
size_t prodcons_bytes(const struct prodcons_options *options);

/* Make `prodcons`, in zeroed memory of `place`. sharing: for the gate
 * (kit/gate.h). */
void prodcons_init(const struct prodcons_options *options,
    void *(*place)(size_t bytes), int sharing);

/* What worker `index` does, in every model. The producers come first, then the
 * consumers. With --crash-consumer, a consumer may kill itself: once. */
int prodcons_workers(const struct prodcons_options *options);
void prodcons_work(int index);

/* In the parent: does the run go on when this process dies? It does if
 * --crash-consumer asked for that death, or if the buffer is robust. Otherwise
 * the worker may have died holding the lock. */
bool prodcons_outlives(pid_t process);

/* After such a death, of this worker: must it be started again? */
bool prodcons_replaces(int worker);

/* For --mutate: the semaphores, which mutate.c calls e, f and l. */
void prodcons_name_sems(void *empty, void *full, void *lock);

/* Read the outcome, after the last worker is done. */
void prodcons_collect(struct prodcons_result *result);

/* The items that are in the buffer; for a consumer, or when all is at rest. */
long prodcons_count(void);

/* The buffer itself. The lock is held; to insert, a slot must be free, and to
 * remove, one must be in use. */
bool prodcons_is_full(void);
bool prodcons_is_empty(void);
void prodcons_insert(const struct prodcons_item *item);
void prodcons_remove(struct prodcons_item *item);

/* ---- Each twin defines these. ---- */

/* The primitive that is idiomatic in this model, as a word of --sync. */
extern const char prodcons_default_sync[];

/* --sync=sem, and --sync=cond. */
void prodcons_put_sem(const struct prodcons_item *item);
void prodcons_take_sem(struct prodcons_item *item);
void prodcons_put_cond(const struct prodcons_item *item);
void prodcons_take_cond(struct prodcons_item *item);

/* Run all workers. Ends the program where that cannot be done. */
void prodcons_run(const struct prodcons_options *options);
