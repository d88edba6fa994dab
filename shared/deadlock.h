/* Deadlock: does every worker finish?
 *
 * A bank: each worker moves 10 from its own account to the next, and takes a
 * lock, or two, to do so. In each of four cases somebody waits for a lock that
 * nobody will ever release; each has its cure, --fix. The deadlock is forced in
 * every run: nothing is left to luck.
 *
 * Each worker notes what it holds and what it is about to wait for. The parent
 * or main thread reads these notes, and from them alone it follows that nobody
 * will run again (deadlock_found). Only the worker writes its notes, and no
 * other worker reads them. */
#pragma once

#include "kit/gate.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <sys/types.h>

enum {
    DEADLOCK_MOST = 64,            /* workers, accounts, locks */
    DEADLOCK_TOLD = DEADLOCK_MOST, /* the first semaphore by worker */
    DEADLOCK_SEMS = 2 * DEADLOCK_MOST
};

enum deadlock_case {
    DEADLOCK_SELF,         /* the holder calls a function that locks again */
    DEADLOCK_ORDER,        /* two locks, and each worker in another order */
    DEADLOCK_LOST_RELEASE, /* an error path returns without unlocking */
    DEADLOCK_HOLDER_KILLED /* SIGKILL while it holds the lock */
};

/* What a lock is. */
enum deadlock_sync {
    DEADLOCK_MUTEX,      /* PTHREAD_MUTEX_NORMAL */
    DEADLOCK_ERRORCHECK, /* EDEADLK if the caller holds it already */
    DEADLOCK_RECURSIVE,  /* its owner may lock it again: Python's RLock */
    DEADLOCK_ROBUST,     /* EOWNERDEAD if its owner ended without unlocking */
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
    DEADLOCK_ABSENT, /* has not begun */
    DEADLOCK_RUNS,
    DEADLOCK_WAITS, /* for the lock `wanted`: from before it asks until it has
                       the answer */
    DEADLOCK_DYING, /* about to be killed, as the case demands */
    DEADLOCK_DEAD,  /* killed and reaped; the parent writes this one */
    DEADLOCK_DONE   /* will release nothing any more */
};

/* A worker's notes. */
struct deadlock_notes {
    atomic_long steps;             /* odd while a note is being changed */
    atomic_long id;                /* the kernel's, of the process or thread */
    atomic_int doing;              /* enum deadlock_doing */
    atomic_int wanted;             /* a lock */
    atomic_int has[DEADLOCK_MOST]; /* how often it holds each lock */
    atomic_int refused;            /* its transfer was given up */
    atomic_int answer; /* EDEADLK or EOWNERDEAD, if a lock said so; or 0 */
};

/* The bank. The twin places it: in proc in a segment of shared memory, in
 * thread and coro it is an ordinary variable. */
struct deadlock {
    const struct deadlock_options *options;
    struct gate gate;
    struct deadlock_notes notes[DEADLOCK_MOST];

    /* lock 0 must be held when using these; under --case=order lock i for
     * balances[i]: */
    long balances[DEADLOCK_MOST];
    long repaired; /* what a survivor, or the parent, put back */

    /* The parent's or main thread's own: */
    bool stuck;         /* a deadlock was found */
    const char *report; /* coro: the scheduler's own, or NULL */
};

enum { DEADLOCK_LINES = 2 * DEADLOCK_MOST + 1, DEADLOCK_LINE_BYTES = 128 };

struct deadlock_result {
    long finished, stuck, killed; /* workers */
    long cycle;      /* workers in a cycle of the wait-for graph; 0: no cycle */
    long moved;      /* transfers */
    long refused;    /* transfers that were given up */
    char answer[16]; /* what a lock returned instead of 0; "-" */
    char found_by[16]; /* who noticed that something was wrong; "-" */
    long expected, actual, repaired; /* money */
    bool ok;                  /* nobody is stuck, and no money is missing */
    const char *const *lines; /* who waits for what; NULL: nobody */
    char note[512];

    const char *line[DEADLOCK_LINES + 1];
    char text[DEADLOCK_LINES][DEADLOCK_LINE_BYTES];
};

/* How long the watchdog sleeps between two looks. No verdict depends on it. */
enum { DEADLOCK_LOOK_NS = 1000000 };

/* ---- What every twin calls. ---- */

/* Prepare zeroed memory. sharing: for the gate (kit/gate.h). */
void deadlock_init(struct deadlock *deadlock,
    const struct deadlock_options *options, int sharing);

/* Prepare a mutex of the kind that --sync asks for. sharing:
 * PTHREAD_PROCESS_SHARED or PTHREAD_PROCESS_PRIVATE. */
void deadlock_init_mutex(pthread_mutex_t *mutex,
    const struct deadlock_options *options, int sharing);

/* What worker `index` does. */
void deadlock_work(struct deadlock *deadlock, int index);

/* A lock has just returned EOWNERDEAD: repair what it guards. */
void deadlock_repair(struct deadlock *deadlock);

/* Has this worker ended, or been killed? */
bool deadlock_ended(const struct deadlock *deadlock, int index);

/* The watchdog: will no worker that is left ever run again? Then it is noted in
 * deadlock->stuck. True only where that is certain: see watchdog.c. With --hang
 * it says so once on stderr, and returns false. */
bool deadlock_found(struct deadlock *deadlock);

/* proc: the process of that id has been reaped. Is its death part of the case,
 * or ours? Then it is noted; with --fix and a semaphore, what it guards is
 * repaired, and it is posted on behalf of the dead process. */
bool deadlock_meant(struct deadlock *deadlock, pid_t id);

/* Read the outcome. mutexes: the twin's; NULL in coro. */
void deadlock_collect(const struct deadlock *deadlock,
    const pthread_mutex_t *mutexes, struct deadlock_result *result);

/* ---- Each twin defines these. ---- */

/* The primitive that is idiomatic in this model, as a word of --sync. */
extern const char deadlock_default_sync[];

/* Lock that mutex, and unlock it. Locking returns 0, or an errno where the
 * mutex says something else than yes. */
int deadlock_lock_mutex(int lock);
void deadlock_unlock_mutex(int lock);

/* Wait for that semaphore (returns 0), and post it. There is one for each lock,
 * which starts at 1; and from DEADLOCK_TOLD on one for each worker, which
 * starts at 0: the others post it to let that worker go on. */
int deadlock_wait_sem(int sem);
void deadlock_post_sem(int sem);

/* Run the experiment. Ends the program where that cannot be done. */
void deadlock_run(
    const struct deadlock_options *options, struct deadlock_result *result);
