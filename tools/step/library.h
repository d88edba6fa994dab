/* The C library's functions that are known by name (decode.h: without leading
 * underscores). */
#pragma once

#include <stdbool.h>

enum library {
    LIBRARY_OTHER,
    LIBRARY_STEP,    /* one step, all of it: what it shares, it guards itself */
    LIBRARY_SLEEPER, /* may sleep; its first argument is what it waits for */
    LIBRARY_EXIT,    /* ends the process */
    LIBRARY_CRASH,   /* the same, by SIGABRT */
    LIBRARY_END,     /* ends the thread */
    LIBRARY_HANDLER, /* says what is to be done when the thread ends so; its
                        first argument is where that is noted */
    LIBRARY_HANDLED, /* says that it need not be done any more */
    LIBRARY_REFUSED  /* is not followed; what it loads first would take long */
};

/* Is it one of those by which tasks wait for each other: pthread_mutex_lock,
 * sem_post, thrd_join? */
bool library_synchronizes(const char *name);

/* The word for what such a function does to its first argument: "lock". */
const char *library_verb(const char *name);

/* Does it wait for a semaphore, its first argument? */
bool library_waits_for_semaphore(const char *name);

/* Does it wait for a condition variable, its first argument? */
bool library_waits_for_condition(const char *name);

/* NULL is OTHER. */
enum library library_of(const char *name);
