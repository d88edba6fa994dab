/* What the kernel does when a task ends, and others can see: it marks the
 * robust locks that the task holds (set_robust_list(2)), clears the word with
 * its id (set_tid_address(2)), for which pthread_join waits, and wakes who
 * sleeps on these. Here that is a step of the one that ends, and is taken back
 * like any other; nothing of it is made for real before the schedule is over.
 *
 * The kernel does so word by word; it is one step nevertheless, since who looks
 * in between sees nothing that he might not see before or after. */
#pragma once

#include "ahead.h"

/* How a worker ends. */
enum leave {
    LEAVE_PROCESS, /* with its process: nobody can be waiting for its id */
    LEAVE_THREAD,  /* alone */
    LEAVE_ON       /* it does not end yet: its study does */
};

/* It stands before its end, and pose->kind says which: take note of what that
 * will touch. If others can see it, an end becomes a step (POSE_LEAVE);
 * otherwise all is done. */
void leave_look(struct ahead *ahead, enum leave how, struct pose *pose);

/* Make that step; ahead->wake has the words whose sleepers are woken. */
void leave_make(struct ahead *ahead);

/* It is killed with all its process, wherever it stands: the same, as far as
 * other processes can see it. */
void leave_killed(struct ahead *ahead);
