/* Deadlock: does every worker come to its end?
 *
 * A bank: each worker moves 10 from one account to the next, and has to have a
 * lock, or two, to do so. In four ways somebody waits for what nobody will ever
 * give; each has its cure, --fix. Every run is forced into the deadlock, so
 * that none of this is luck.
 *
 * Each worker notes what it has and what it is about to wait for, where the
 * starter can read it: from the notes alone it follows that nobody will run
 * again (deadlock_found). Only the worker writes its notes, and no other worker
 * reads them. */
#ifndef DEADLOCK_H
#define DEADLOCK_H

#include "kit/gate.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum { DEADLOCK_MOST = 64 }; /* workers, accounts, locks */

enum deadlock_case {
    DEADLOCK_SELF,         /* who has the lock calls what takes it, too */
    DEADLOCK_ORDER,        /* two locks, and another order for each worker */
    DEADLOCK_LOST_RELEASE, /* an error path returns without giving it back */
    DEADLOCK_HOLDER_KILLED /* SIGKILL, with the lock in hand */
};

/* What a lock is. */
enum deadlock_sync {
    DEADLOCK_MUTEX,      /* PTHREAD_MUTEX_NORMAL */
    DEADLOCK_ERRORCHECK, /* EDEADLK for who has it already */
    DEADLOCK_RECURSIVE,  /* to be had more than once: Python's RLock */
    DEADLOCK_ROBUST,     /* EOWNERDEAD for who comes after a dead owner */
    DEADLOCK_SEM         /* a semaphore of 1: proc named, thread unnamed */
};

struct deadlock_options {
    int which; /* enum deadlock_case */
    int sync;  /* enum deadlock_sync */
    long workers;
    bool fix, hang, unforced, json;
};

/* What a worker is doing. */
enum deadlock_doing {
    DEADLOCK_ABSENT, /* not yet begun */
    DEADLOCK_RUNS,
    DEADLOCK_WAITS, /* for the lock `wanted`, from before it asks until it has
                       the answer */
    DEADLOCK_DYING, /* about to be killed, as the case wants it */
    DEADLOCK_DEAD,  /* killed and reaped; the starter writes this one */
    DEADLOCK_DONE   /* will give back nothing any more */
};

/* A worker's notes. */
struct deadlock_notes {
    atomic_long steps; /* odd while a note is being changed */
    atomic_long id;    /* of the process or thread; 0: the kernel knows none */
    atomic_int doing;  /* enum deadlock_doing */
    atomic_int wanted; /* a lock */
    atomic_int has[DEADLOCK_MOST]; /* how often it has each lock */
    atomic_int refused;            /* its transfer was given up */
    atomic_int answer; /* EDEADLK or EOWNERDEAD, if a lock said that; or 0 */
};

/* What the workers share: a segment in proc, any memory in the others. */
struct deadlock_memory {
    struct gate gate;
    struct deadlock_notes notes[DEADLOCK_MOST];

    /* lock 0 must be held when using these; under --case=order lock i for
     * balances[i]: */
    long balances[DEADLOCK_MOST];
    long repaired; /* what a survivor, or the starter, put back */
};

/* A lock for each account, and a semaphore for each worker; each model has its
 * own. */
struct locks;

/* The bank with its locks, as a twin placed them. */
struct deadlock {
    const struct deadlock_options *options;
    struct deadlock_memory *memory;
    struct locks *locks;
    bool stuck;         /* found */
    const char *report; /* the coroutine library's own, or NULL */
};

enum { DEADLOCK_LINES = 2 * DEADLOCK_MOST + 1, DEADLOCK_LINE_BYTES = 128 };

struct deadlock_result {
    long finished, stuck, killed; /* workers */
    long circle;  /* how many wait for each other in a circle; 0: none does */
    long moved;   /* transfers */
    long refused; /* transfers that were given up */
    char answer[16];   /* what a lock said instead of yes; "-" */
    char found_by[16]; /* who noticed that something was wrong; "-" */
    long expected, actual, repaired; /* money */
    bool ok;                  /* nobody is stuck, and no money is missing */
    const char *const *lines; /* who waits for what; NULL: nobody */
    char note[512];

    const char *line[DEADLOCK_LINES + 1];
    char text[DEADLOCK_LINES][DEADLOCK_LINE_BYTES];
};

/* How long the starter sleeps between two looks. Nothing follows from it. */
enum { DEADLOCK_LOOK_NS = 1000000 };

/* ---- What every twin calls. ---- */

/* Prepare zeroed memory. sharing: for the gate (kit/gate.h). */
void deadlock_memory_init(struct deadlock_memory *memory,
    const struct deadlock_options *options, int sharing);

/* Must the locks survive their owners? */
bool deadlock_is_robust(const struct deadlock_options *options);

/* What worker `index` does. id: of its process or thread, or 0. */
void deadlock_work(const struct deadlock *deadlock, int index, long id);

/* The lock has just come with EOWNERDEAD: make what it guards whole again. */
void deadlock_repair(const struct deadlock *deadlock);

/* Has the worker no more to do? */
bool deadlock_ended(const struct deadlock *deadlock, int index);

/* Starter: will no worker that is left ever run again? Then notes it in
 * deadlock->stuck. True only where that is certain: see deadlock.c. With --hang
 * it says so once on stderr, and is false. */
bool deadlock_found(struct deadlock *deadlock);

/* Starter, proc: the process of that id has been reaped. Was its death the
 * case's own, or ours? Then it is noted; where --fix says so, what it had is
 * repaired and given back in its stead. */
bool deadlock_meant(const struct deadlock *deadlock, pid_t id);

/* Read the outcome. */
void deadlock_collect(
    const struct deadlock *deadlock, struct deadlock_result *result);

/* ---- What each twin defines. ---- */

/* Take that lock, or give it back. 0, or what was said instead: an errno. */
int deadlock_lock(const struct deadlock *deadlock, int lock);
int deadlock_unlock(const struct deadlock *deadlock, int lock);

/* Whom the lock itself names as its owner: the id of a process or thread; 0
 * where it names nobody. */
long deadlock_owner(const struct deadlock *deadlock, int lock);

/* Let worker `index` go on; wait, as that worker, until somebody has. Who was
 * let before does not wait. */
void deadlock_tell(const struct deadlock *deadlock, int index);
void deadlock_await(const struct deadlock *deadlock, int index);

/* 0, or the status to exit with after a message on stderr. */
int deadlock_run(
    const struct deadlock_options *options, struct deadlock_result *result);

/* The primitive that is idiomatic in this model, as a word of --sync. */
extern const char deadlock_default_sync[];

/* What a worker is called; who finds a deadlock, and how it was ended; what an
 * --unforced run shows in which nobody was stuck. */
extern const char deadlock_worker_is[], deadlock_finder[], deadlock_ending[],
    deadlock_unmet[];

#endif
