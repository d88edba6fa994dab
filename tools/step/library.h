/* The C library's functions that we know by name (without leading underscores:
 * decode.h). */
#pragma once

#include <stdbool.h>

enum library {
    LIBRARY_OTHER,
    LIBRARY_STEP,    /* all of it is one step: it guards what it shares */
    LIBRARY_SLEEPER, /* may sleep; its first argument is what it waits for */
    LIBRARY_EXIT,    /* ends the process */
    LIBRARY_CRASH,   /* the same, by SIGABRT */
    LIBRARY_END,     /* ends the thread */
    LIBRARY_HANDLER, /* registers a clean-up for such an end of the thread; its
                        first argument is where that is noted */
    LIBRARY_HANDLED, /* unregisters it */
    LIBRARY_SWITCH,  /* goes to another stack */
    LIBRARY_UNWIND,  /* leaves all frames, since the thread ends */
    LIBRARY_TYPE     /* says where the thread can be cancelled */
};

/* Does it synchronize tasks, as pthread_mutex_lock, sem_post and thrd_join do?
 */
bool library_synchronizes(const char *name);

/* Is it one of these, but makes no task, nor waits for one, nor ends one? */
bool library_locks(const char *name);

/* Does it draw from the numbers that all threads share, or seed them? A lock of
 * the library's own guards these. (rand is no such function: glibc's calls
 * random, musl's guards nothing.) */
bool library_draws(const char *name);

/* Does one of these return 0, or else an error: its number, or -1? */
bool library_returns_error(const char *name);

/* Does a thread that calls it end by its own will, or go on with that? */
bool library_ends_itself(const char *name);

/* A function that is one step: is it of stdio, so that it may write? */
bool library_prints(const char *name);

/* The verb for what such a function does to its first argument: "lock". */
const char *library_verb(const char *name);

/* Does it wait for a semaphore, its first argument? */
bool library_waits_for_semaphore(const char *name);

/* Does it wait for a condition variable, its first argument? */
bool library_waits_for_condition(const char *name);

/* NULL is OTHER. */
enum library library_of(const char *name);

/* Does it allocate memory, which may fail? */
bool library_allocates(const char *name);
