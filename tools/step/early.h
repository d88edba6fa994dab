/* What main did between making its first task and its last: steps that come
 * before all others in every schedule (births.h).
 *
 * That leaves nothing out as long as no task that existed by then touches the
 * same words, or prints if main has, or sends main a signal that runs a
 * handler, or about which main has said something meanwhile. We look at the
 * program's own code and what it calls, except malloc and the like, which guard
 * what they share. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct machine;

struct early_access {
    int births; /* how many tasks main had made before */
    uint64_t pc, address, bytes;
    bool writes;
    bool copies; /* all private memory, for the process that it makes next */
    bool says;   /* it prints: no access to memory */
    bool alarms; /* it sets an alarm, which may ring then: the same */
    uint64_t signals; /* it says what is to be done at them, or blocks them: the
                         same */
};

struct early {
    size_t count;
    struct early_access *access;
    uint64_t apart_sp; /* main is in a call that we do not look at; or 0 */
    uint64_t back;     /* it returns to there, and makes no process; or 0 */
    uint64_t from;     /* the program's own code that led here */
};

/* Main is about to make an instruction: note what it will touch. */
void early_note(struct early *early, pid_t main, int births);

/* Is there one in the page with that key, with which the worker would conflict?
 */
bool early_touches(
    const struct machine *machine, int worker, uint64_t page, bool writes);

/* The first access that conflicts with what a worker that existed by then does;
 * NULL: there is none. Ask when the search is over. */
const struct early_access *early_meets(struct machine *machine);
