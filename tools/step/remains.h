/* What a program creates in the system, where its next start would find it:
 * names in /dev/shm, and System V objects.
 *
 * Only what is new since the program was started, and belongs to it: a name
 * whose file one of its tasks has open or mapped, or that is a string in the
 * program; shared memory that it created, semaphores and queues that it used
 * last. (If the kernel lets us, each start has its own System V objects:
 * ipc_namespaces(7).) */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum { MAX_MAKERS = 1024 };

struct remains {
    const char *file; /* the program's */
    size_t before_count;
    struct thing *before; /* in the system, when the program was started */
    size_t made_count;
    struct thing *made; /* by the program: names */
    bool are_parked;    /* the names */
    long looked_ns; /* when /dev/shm was last changed, as of the last look */
    int makers;
    pid_t maker[MAX_MAKERS]; /* all its processes that ever were */
};

/* Call it before the start of the program in that file. */
void remains_begin(struct remains *left, const char *file);

/* Add one of its processes. */
void remains_maker(struct remains *left, pid_t process);

/* Call it again and again while the program lives. */
void remains_look(struct remains *left);

/* While it is stopped: hide the names from another start, and put them back.
 * False if something cannot be hidden. */
bool remains_park(struct remains *left);
void remains_put_back(struct remains *left);

/* When it is dead, remove what it has left. */
void remains_remove(struct remains *left);
