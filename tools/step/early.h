/* What main did between making its first task and its last: steps that come
 * before all others in every schedule that is tried (births.h).
 *
 * That leaves nothing out as long as no task that was there by then touches the
 * same words. Looked at are the program's own code and what it calls, but for
 * malloc and the like, which guard what they share themselves. */
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
};

struct early {
    size_t count;
    struct early_access *access;
    uint64_t apart_sp; /* main is in a call that is not looked at; or 0 */
    uint64_t back;     /* it returns to there, and makes no process; or 0 */
};

/* Main is about to make an instruction: note what it will touch. */
void early_note(struct early *early, pid_t main, int births);

/* Is there one in the page with that key, by which the worker would meet it?
 */
bool early_touches(
    const struct machine *machine, int worker, uint64_t page, bool writes);

/* The first access that meets one of a worker who was there by then; NULL:
 * there is none. To be asked when the search is over. */
const struct early_access *early_meets(struct machine *machine);
