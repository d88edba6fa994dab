/* The state of a worker besides its memory: what an operating system keeps in
 * process and thread control blocks (state, ids, saved registers, signals,
 * files, …). How to read each item and how to change it, so that another worker
 * can check whether it sees the change.
 *
 * A change is not undone: nothing that the program does later depends on it.
 * Each function acts on the process or thread that calls it. */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

enum carried {
    CARRIED_PID,
    CARRIED_TID,
    CARRIED_STATE, /* by carried_state alone */
    CARRIED_NAME,
    CARRIED_REGISTERS, /* seen by the rounding mode, which is kept only there */
    CARRIED_ERRNO,
    CARRIED_SIGNAL_MASK,    /* SIGUSR1 */
    CARRIED_SIGNAL_HANDLER, /* SIGUSR2 */
    CARRIED_OPEN_FILES,     /* the table: is a given descriptor open? */
    CARRIED_FILE_OFFSET,
    CARRIED_DIRECTORY,
    CARRIED_UMASK,
    CARRIED_THINGS
};

enum { CARRIED_BYTES = 16 };

/* Open the file that open_files and file_offset are about, twice
 * (/proc/self/exe; ends the program with status 77 where it cannot). */
void carried_open(void);

/* The item's present value, as a word; "" for CARRIED_STATE. Preserves errno.
 * An item that cannot be read or changed ends the program with status 77. */
void carried_look(enum carried thing, char text[CARRIED_BYTES]);

/* Can it be changed? An id cannot. */
bool carried_can_change(enum carried thing);

/* Give it another value. All others may overwrite errno, so change
 * CARRIED_ERRNO last. */
void carried_change(enum carried thing);

/* The kernel's state of a task, "runs" or "sleeps". A task other than the
 * caller is given up to a minute to fall asleep. Ends the program with status
 * 77 if /proc cannot be read. */
void carried_state(pid_t pid, pid_t tid, char text[CARRIED_BYTES]);

/* The caller's kernel thread id. */
pid_t carried_tid(void);
