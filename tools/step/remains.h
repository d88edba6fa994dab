/* What a program makes in the system, where another start of it would find it:
 * names in /dev/shm, and objects of System V.
 *
 * Only what is new since the program was started, and is the program's: a name
 * whose file one of its tasks has open or mapped, shared memory that it has
 * made, semaphores and queues that it was the last to use. (Where the kernel
 * lets us, each start has objects of System V for itself: ipc_namespaces(7).)
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum { MAX_MAKERS = 1024 };

struct remains {
    size_t before_count;
    struct thing *before; /* in the system, when the program was started */
    size_t made_count;
    struct thing *made; /* by the program: names */
    bool are_parked;    /* the names */
    long looked_ns;     /* when /dev/shm was changed, as of the last look */
    int makers;
    pid_t maker[MAX_MAKERS]; /* all its processes that ever were */
};

/* Before it is started. */
void remains_begin(struct remains *left);

/* A process of it. */
void remains_maker(struct remains *left, pid_t process);

/* While it lives: again and again. */
void remains_look(struct remains *left);

/* While it stands still: put the names out of sight of another start, and back
 * again. False where there is something that cannot be. */
bool remains_park(struct remains *left);
void remains_put_back(struct remains *left);

/* When it is dead: remove what it has left. */
void remains_remove(struct remains *left);
