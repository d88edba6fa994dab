/* Whose memory is it? A worker writes to every region of memory, and changes
 * all else that it carries; main, the parent or the main thread, looks whether
 * it sees the change.
 *
 * The order is forced. Main has written to each page, so that there is one; it
 * looks; the worker is started, looks, writes and looks again; only then does
 * main look again. It does not write in between: after fork, whoever writes
 * first gets a new frame, and whoever is left alone with the old one may keep
 * it. Had main written first, the worker's write might copy nothing, and we
 * would take the copy for a shared page.
 *
 * The variable of each region has a page of its own, so that no other write,
 * such as the next call's to the stack, copies it too early. The dirty pages
 * are counted around it, however: a page of the parent's that it writes as it
 * returns from fork becomes the child's alone just then. So the worker looks
 * only when main is asleep. */
#pragma once

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
    MEMORY_FILE_OFFSET, /* of one open file, even with two tables of files */
    MEMORY_DIRECTORY,
    MEMORY_UMASK,
    MEMORY_ROWS
};

enum memory_fate {
    MEMORY_SHARED, /* main sees what the worker did */
    MEMORY_COPIED, /* it does not; the worker began with main's */
    MEMORY_OWN,    /* it does not; the worker began with another one */
    MEMORY_UNKNOWN /* it could not be seen */
};

enum { MEMORY_WORKERS = 8 };

struct memory_options {
    long workers;
    long hold_ms; /* keep all workers this long, for others to look at */
    bool all, carries, json;
};

/* A region at one moment. */
struct memory_sight {
    long value;
    long frame; /* -1: the kernel does not say */
    struct frame_dirty dirty;
};

struct memory_region {
    const volatile void *main_address, *worker_address;
    struct memory_sight main_before, worker_before;
    long wrote;        /* -1: nothing, it is text */
    long minor_faults; /* that the write took */
    struct memory_sight worker_after, main_after;
    long reached; /* what main reads at the worker's address, where that is
                     another one in the same address space; else -1 */
};

enum memory_moment {
    MEMORY_BEFORE, /* main's, before the turn */
    MEMORY_SAW,    /* the worker's, as it began */
    MEMORY_SET,    /* the worker's, after its change */
    MEMORY_AFTER,  /* main's, then */
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
    struct memory_turn *turns;                      /* in the shared mapping */
    volatile unsigned char *places[MEMORY_REGIONS]; /* main's variables */
    pid_t main_pid, main_tid;
};

/* Worker 0's turn, row by row, for the JSON. */
struct memory_evidence {
    const struct memory_region *regions[MEMORY_REGIONS];
    const struct memory_carried *carried[CARRIED_THINGS];
};

struct memory_result {
    struct memory_turn turns[MEMORY_WORKERS];

    /* From here on, memory_judge's. */
    char fates[MEMORY_ROWS][CARRIED_BYTES];
    const char *const *rows;    /* that the table shows; NULL: all */
    char frames[CARRIED_BYTES]; /* "seen" or "hidden" */
    long minor_faults;          /* of all writes of all workers */
    const char *const *regions, *const *carries; /* lines */
    struct memory_evidence *evidence;
    bool ok; /* each row is what the model promises */
    char note[512];

    struct memory_evidence found;
};

/* Bytes of an array on the stack that has a whole page in it, and that page. */
size_t memory_room_bytes(void);
volatile unsigned char *memory_page_in(unsigned char *room);

/* Main: find the places and write to each. `map` maps zeroed memory that main
 * shares with its workers, MAP_SHARED; `stack` is a room (above) of a function
 * that does not return before all is over. */
void memory_open(struct memory *memory, const struct memory_options *options,
    void *(*map)(size_t bytes), unsigned char *stack);

/* Main, just before worker `index` is started: look. Leaves errno at ERANGE, to
 * see whether the worker gets that. */
void memory_before(const struct memory *memory, int index);

/* Worker `index`: look, write, change, and look again. stack: its variable
 * there. Begin with it: a call before it might change errno. */
void memory_work(
    const struct memory *memory, int index, volatile unsigned char *stack);

/* Main, when the worker has done that, and waits: look again. */
void memory_after(const struct memory *memory, int index);

/* Main, when all have: how long to keep them (--hold-ms), after a line that
 * says where to look. 0 without it. */
long memory_hold_ns(const struct memory *memory);

void memory_collect(const struct memory *memory, struct memory_result *result);

/* ---- Each twin defines these. ---- */

/* What the model promises. setup may change it. */
extern enum memory_fate memory_promise[MEMORY_ROWS];

/* Run the experiment. Ends the program where that cannot be done. */
void memory_run(
    const struct memory_options *options, struct memory_result *result);
