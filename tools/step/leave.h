/* What the kernel does when a task ends, and others can see: it marks the
 * robust locks that the task holds (set_robust_list(2)), clears the word with
 * its id (set_tid_address(2)), which pthread_join waits for, and wakes those
 * asleep on these. Here that is a step of the task that ends, and is undone
 * like any other; nothing of it is done for real before the schedule is over.
 *
 * The kernel does so word by word, but it is one step here, since an observer
 * in between sees nothing that it might not see before or after. */
#pragma once

#include "ahead.h"

/* How a worker ends. */
enum leave {
    LEAVE_PROCESS, /* with its process: nobody can wait for its id */
    LEAVE_THREAD,  /* alone */
    LEAVE_ON       /* it does not end yet: its study does */
};

/* Has its process no other workers, which an exit would end? */
bool leave_is_alone(const struct ahead *ahead);

/* Is that call its own abort(3)? */
bool leave_aborts(const struct ahead *ahead, const struct call *call);

/* It is about to end, and pose->kind says how: note what that will touch. If
 * others can see the end, it becomes a step (POSE_LEAVE); otherwise it is done
 * at once. */
void leave_look(struct ahead *ahead, enum leave how, struct pose *pose);

/* Does it hold a robust lock? */
bool leave_has_locks(const struct ahead *ahead);

/* It is about to make that call: will its end undo it (SEM_UNDO)? */
void leave_note_undo(struct ahead *ahead, const struct call *call);

/* A process that ends gives back what it has: changes of System V semaphores
 * that it made with SEM_UNDO, if there are any, and then what it has open, so
 * that pipes end and file locks are released. The call that does the next. */
struct call leave_call(const struct machine *machine, bool has_undone);

/* Make that step; ahead->wake then lists the words whose sleepers are woken. */
void leave_make(struct ahead *ahead);

/* It is killed with its process, wherever it is: the same, as far as other
 * processes can see. */
void leave_killed(struct ahead *ahead);

/* The pose in which a worker that was killed gives back what its process has,
 * and the one in which it has ended. */
int leave_closing(struct machine *machine, int worker,
    const struct instruction *next, int signal, bool has_undone);
int leave_ended(struct machine *machine, int worker, int signal);

/* After what it does from that pose (leave_call): what is left to do, or its
 * last pose. */
int leave_after(struct machine *machine, const struct pose *from);
