/* Lifecycle: what becomes of a worker when main ends?
 *
 * Main starts N named workers. Each says that it starts, sleeps its time, and
 * says that it finishes. Main waits for them, or ends while they are at it, in
 * one of several ways.
 *
 * A process that has ended cannot tell what comes after. So main is a process
 * of its own here, and the program that you start is its watcher: the parent of
 * main, and the one that adopts main's children (PR_SET_CHILD_SUBREAPER,
 * prctl(2)), as init does for the rest of the system. When no process is left,
 * the watcher says what it has seen.
 *
 * Nothing depends on luck. A worker begins before main goes on; it does not
 * finish before those that sleep less, nor, unless main waits for it, before
 * main is gone. */
#pragma once

#include "kit/diary.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <sys/types.h>

enum {
    LIFECYCLE_WORKERS = 64,    /* at most */
    LIFECYCLE_NAME_BYTES = 16, /* the kernel's names of tasks have no more */
    LIFECYCLE_MAX_NAME = 12,   /* of --name: with "-63" it fits */
    LIFECYCLE_NAP_NS = 1000000 /* how long to sleep between two looks */
};

/* How main ends. */
enum lifecycle_end {
    LIFECYCLE_EXIT,  /* exit(0), as by return from main */
    LIFECYCLE_LEAVE, /* pthread_exit: only main's own thread */
    LIFECYCLE_JOIN,  /* exit(0), after it has waited for each worker */
    LIFECYCLE_KILLED /* it is killed: SIGKILL */
};

/* The kind of worker that main starts. */
enum lifecycle_kind {
    LIFECYCLE_PLAIN,
    LIFECYCLE_DETACHED,   /* nobody has to wait for it, and nobody can */
    LIFECYCLE_DAEMON,     /* as Python's daemon=True: main's end is its own */
    LIFECYCLE_UNIX_DAEMON /* independent of main, its session, its terminal */
};

enum lifecycle_order { LIFECYCLE_REVERSED, LIFECYCLE_SAME, LIFECYCLE_SHUFFLED };

struct lifecycle_options {
    long workers;
    int end;       /* enum lifecycle_end */
    int kind;      /* enum lifecycle_kind */
    long sleep_ms; /* of the worker that sleeps least; the others sleep two,
                      three, … times as long */
    int order; /* enum lifecycle_order: of waking, against that of starting */
    long seed; /* for LIFECYCLE_SHUFFLED */
    const char *name; /* worker i is called NAME-i */
    bool json;
};

/* A worker's arguments, and what it leaves. */
struct lifecycle_worker {
    /* Written before it is started. */
    char name[LIFECYCLE_NAME_BYTES];
    long sleep_ns;
    int rank; /* how many sleep less than it */

    /* Written by itself. */
    atomic_int id;      /* its process; 0 before it runs */
    pid_t session;      /* of its process */
    atomic_bool begun;  /* it has said that it starts */
    bool finished;      /* it has said that it finishes */
    bool outlived_main; /* and main was gone by then */
};

/* What watcher, main and workers share. */
struct lifecycle_memory {
    pid_t session; /* of watcher and main; written before main is started */
    struct lifecycle_worker workers[LIFECYCLE_WORKERS];
    atomic_bool main_gone;               /* the watcher has seen main's end */
    atomic_int finished;                 /* workers, 0 to all */
    atomic_int places;                   /* of finish_order that are taken */
    int finish_order[LIFECYCLE_WORKERS]; /* who, by index */
    struct diary diary;
};

/* What each of them knows. Not on main's stack, which main's thread gives up
 * when it leaves: its workers go on to read it. */
extern struct lifecycle {
    const struct lifecycle_options *options;
    struct lifecycle_memory *memory;
    int lifeline; /* to read from; its other end is the watcher's alone, so that
                     it is closed when the watcher is gone, however it ended */
} lifecycle;

struct lifecycle_result {
    char main_ended[24];
    long started, finished; /* workers */
    long outlived_main;     /* of the finished ones */
    long orphans;     /* processes that main left to the watcher to reap */
    long own_session; /* workers in another session than main's */
    char start_order[20], finish_order[20];
    bool in_order; /* they finished in the order of their sleeping times */
    bool ok;       /* each came to what this model promises, in its order */
    const char *const *log;
    char note[256];
};

/* Add a line to the log, with the time. Any task may do so at any time. */
void lifecycle_log(const char *who, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

extern const char lifecycle_main[]; /* who, when it is main */

/* Sleep, main or worker, so that the others can run. */
void lifecycle_sleep_ns(long ns);

/* What worker `index` does, in every model; has it begun; what it is called. */
void lifecycle_work(int index);
bool lifecycle_has_begun(int index);
const char *lifecycle_name(int index);

/* ---- Each twin defines these. ---- */

/* When main ends without waiting for it: does a worker go on to its own end? */
bool lifecycle_outlives_main(const struct lifecycle_options *options);

/* What main does before its end, in a process of its own: start the workers,
 * and with --end=join wait for them. Ends main's process where that cannot be
 * done. */
void lifecycle_run(const struct lifecycle_options *options);
