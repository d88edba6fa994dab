/* What a worker carries besides its memory: what an operating system keeps of
 * it in process and thread control blocks (state, ids, saved registers,
 * signals, files, …). How to see each thing, and how to change it, so that
 * another can look whether it sees the change.
 *
 * A change makes the thing another than it is, and is not taken back: nothing
 * that a program needs afterwards hangs on it. Each function is about the
 * caller: call it in the process or thread that it is to be about. */
#ifndef KIT_CARRIED_H
#define KIT_CARRIED_H

#include <stdbool.h>
#include <sys/types.h>

enum carried {
    CARRIED_PID,
    CARRIED_TID,
    CARRIED_STATE, /* by carried_state alone */
    CARRIED_NAME,
    CARRIED_REGISTERS, /* seen by the rounding mode: it stands nowhere else */
    CARRIED_ERRNO,
    CARRIED_SIGNAL_MASK,    /* SIGUSR1 */
    CARRIED_SIGNAL_HANDLER, /* SIGUSR2 */
    CARRIED_OPEN_FILES,     /* the table: is a certain descriptor open? */
    CARRIED_FILE_OFFSET,
    CARRIED_DIRECTORY,
    CARRIED_UMASK,
    CARRIED_THINGS
};

enum { CARRIED_BYTES = 16 };

/* Open the file that open_files and file_offset are about, twice
 * (/proc/self/exe; ends the program with status 77 where it cannot). */
void carried_open(void);

/* What the thing is now, as a word; "" for CARRIED_STATE. Keeps errno. What
 * cannot be seen or changed ends the program with status 77. */
void carried_look(enum carried thing, char text[CARRIED_BYTES]);

/* Can it be changed? An id cannot. */
bool carried_can_change(enum carried thing);

/* Make it another one. Only CARRIED_ERRNO keeps errno from being used: so
 * change that last. */
void carried_change(enum carried thing);

/* The kernel's state of a task, "runs" or "sleeps". Another than the caller is
 * given up to a minute to fall asleep. Where /proc does not say, the program
 * ends with status 77. */
void carried_state(pid_t pid, pid_t tid, char text[CARRIED_BYTES]);

/* The caller's id as a task of the kernel. */
pid_t carried_tid(void);

#endif
