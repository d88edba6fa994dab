/* Python's global interpreter lock, as CPython builds it since 3.2 (its
 * Python/ceval_gil.c explains it; this is no copy).
 *
 * A thread that wants the lock waits for five milliseconds, and then asks the
 * holder to let go; the holder looks for such a request between two pieces of
 * its work. If it just released the lock and took it again, it would be the
 * first to get it each time: so after a request it waits until another thread
 * has it. Between threads of one process. */
#pragma once

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

/* What happened to all locks that were made with it; shared by all workers. */
struct interpreter_tally {
    atomic_long most_holders; /* of one lock at the same instant */
    atomic_long handovers;    /* taken by another than the one before */
    atomic_long requests;     /* the holder was asked to let go */
};

struct interpreter {
    struct interpreter_tally *tally;
    atomic_bool wanted; /* the holder is asked to let go */

    pthread_mutex_t mutex;
    /* mutex must be held when using these: */
    pthread_cond_t freed; /* holders is 0 */
    pthread_cond_t taken; /* last and takes have changed */
    int holders;          /* 0 or 1 */
    int last;             /* who took it last; -1: nobody yet */
    long waiting;         /* how many want it and do not have it */
    long takes;           /* by another than the one before */
};

void interpreter_init(
    struct interpreter *interpreter, struct interpreter_tally *tally);
void interpreter_destroy(struct interpreter *interpreter);

void interpreter_take(struct interpreter *interpreter, int self);
bool interpreter_is_wanted(const struct interpreter *interpreter);
void interpreter_drop(struct interpreter *interpreter, int self);
