/* Whose memory is it? A worker writes to every region of memory, and changes
 * all else that it carries; the starter looks whether the write is there.
 *
 * The order is forced. The starter has written to each page, so that there is
 * one; it looks; the worker is started, looks, writes and looks again; only
 * then does the starter look again. It does not write in between: after fork,
 * whoever writes first gets a new frame, and whoever is left alone with the old
 * one may keep it. Had the starter written first, the worker's write might copy
 * nothing, and we would take the copy for a shared page.
 *
 * The variable of each region has a page of its own, so that nobody else's
 * write, such as the next call's to the stack, copies it before its turn. */
#ifndef MEMORY_H
#define MEMORY_H

#include "kit/carried.h"
#include "kit/frame.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* All that is looked at: regions of the address space first, then what else a
 * worker carries (kit/carried.h, in its order). */
enum memory_row {
    MEMORY_TEXT, /* never written */
    MEMORY_DATA,
    MEMORY_BSS,
    MEMORY_HEAP,
    MEMORY_STACK,
    MEMORY_TLS,
    MEMORY_MAPPING, /* MAP_SHARED */
    MEMORY_REGIONS,

    MEMORY_PID = MEMORY_REGIONS,
    MEMORY_TID,
    MEMORY_STATE,
    MEMORY_NAME,
    MEMORY_REGISTERS,
    MEMORY_ERRNO,
    MEMORY_SIGNAL_MASK,
    MEMORY_SIGNAL_HANDLER,
    MEMORY_OPEN_FILES,
    MEMORY_FILE_OFFSET,
    MEMORY_DIRECTORY,
    MEMORY_UMASK,
    MEMORY_ROWS
};

enum memory_fate {
    MEMORY_UNKNOWN, /* it could not be seen */
    MEMORY_SHARED,  /* the starter sees what the worker did */
    MEMORY_COPIED,  /* it does not; the worker began with the starter's */
    MEMORY_OWN      /* it does not; the worker began with another one */
};

/* What the model promises; each twin says it. setup may change it. */
extern enum memory_fate memory_promise[MEMORY_ROWS];

enum { MEMORY_WORKERS = 8 };

struct memory_options {
    long workers;
    long hold_ms; /* leave all as it is for so long, for others to look at */
    bool carries, json;
};

/* A region at one moment. */
struct memory_sight {
    long value;
    long frame; /* -1: not told */
    struct frame_dirty dirty;
};

struct memory_region {
    const volatile unsigned char *starter_address, *worker_address;
    struct memory_sight starter_before, worker_before;
    long wrote;        /* -1: nothing, it is text */
    long minor_faults; /* that the write took */
    struct memory_sight worker_after, starter_after;
    long reached; /* what the starter reads at the worker's address, where that
                     is another one in the same address space; else -1 */
};

enum memory_moment {
    MEMORY_BEFORE, /* the starter's, before the turn */
    MEMORY_SAW,    /* the worker's, as it began */
    MEMORY_SET,    /* the worker's, after its change */
    MEMORY_AFTER,  /* the starter's, then */
    MEMORY_MOMENTS
};

/* Something else that is carried; "" where it was not looked at. */
struct memory_carried {
    char at[MEMORY_MOMENTS][CARRIED_BYTES];
};

/* All that is seen of one worker. */
struct memory_turn {
    pid_t pid, tid;
    struct memory_region regions[MEMORY_REGIONS];
    struct memory_carried carried[CARRIED_THINGS];
};

struct memory {
    const struct memory_options *options;
    void *mapping; /* shared: the variable's page, then the turns */
    struct memory_turn *turns;
    volatile unsigned char *places[MEMORY_REGIONS]; /* the starter's */
    void *heap;
    int opened,
        kept; /* descriptors of the same file: open_files, file_offset */
};

/* Worker 0's turn, row by row, for the JSON. */
struct memory_evidence {
    const struct memory_region *regions[MEMORY_REGIONS];
    const struct memory_carried *carried[CARRIED_THINGS];
};

struct memory_result {
    struct memory_turn turns[MEMORY_WORKERS];

    /* From here on, the judge's. */
    char fates[MEMORY_ROWS][CARRIED_BYTES];
    char frames[CARRIED_BYTES]; /* "seen" or "hidden" */
    long minor_faults;          /* of all writes of all workers */
    const char *const *region_lines, *const *carried_lines;
    struct memory_evidence *evidence;
    bool ok; /* each row is what the model promises */
    char note[512];

    struct memory_evidence found;
};

/* Bytes to be mapped as shared: MAP_SHARED. */
size_t memory_mapping_bytes(const struct memory_options *options);

/* Bytes of an array on the stack that has a whole page in it, and that page. */
size_t memory_room_bytes(void);
volatile unsigned char *memory_page_in(unsigned char *room);

/* Starter: with the options set, find the places and write to each. `mapping`
 * is zeroed; `stack` is a room (above) of a function that does not return
 * before all is over. */
void memory_open(struct memory *memory, void *mapping, unsigned char *stack);
void memory_close(const struct memory *memory);

/* Starter, just before worker `index` is started: look. Leaves errno at ERANGE,
 * to see whether that comes along. */
void memory_before(struct memory *memory, int index);

/* Worker `index`: look, write, change, and look again. stack: its variable
 * there. Begin with it: a call before it might change errno. */
void memory_work(
    struct memory *memory, int index, volatile unsigned char *stack);

/* Starter, when the worker has done that, and waits: look again. */
void memory_after(struct memory *memory, int index);

/* Starter, when all have: with --hold-ms, say where to look. */
void memory_tell_hold(const struct memory *memory);

void memory_collect(const struct memory *memory, struct memory_result *result);

/* Each model defines it once. 0, or the status to exit with after a message on
 * stderr. */
int memory_run(
    const struct memory_options *options, struct memory_result *result);

#endif
