/* Is there room for that many workers? Checked before the first is started, so
 * that no run takes what other programs need, or fails halfway.
 *
 * The kernel limits tasks (processes and threads) in several places:
 *
 *     ulimit -u       of this user (RLIMIT_NPROC); not for root: setrlimit(2)
 *     pid_max         ids that there are: proc_sys_kernel(5)
 *     threads-max     of the whole machine
 *     pids.max        of our control group: cgroups(7)
 *     max_map_count   mappings of one process, where each worker needs some
 *     ulimit -v       addresses of one process (RLIMIT_AS), likewise; of these
 *     ulimit -d       those that are its own to write (RLIMIT_DATA)
 *     memory          what is available, on the machine and in the group
 *
 * What is already in use is subtracted, and a twentieth of each limit is left
 * to others; of memory, a quarter of what is free. */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

/* What one worker needs. */
struct room_each {
    long tasks; /* of the kernel: 1 a process or thread, 0 a coroutine */
    long bytes; /* about, kernel memory included */
    long maps;  /* mappings in the parent's address space */
    long span;  /* bytes of virtual memory there, used or not */
};

struct room {
    long workers;      /* how many could be started */
    const char *limit; /* by which limit; in static storage */
};

struct room room_find(const struct room_each *each);

/* The user's tasks, in all processes visible to us; hidden ones may use what
 * seems free, and then a start fails halfway. */
long room_tasks_of(uid_t user);

/* End the program with status 77, naming the limit that is too low, if there is
 * no room for that many. */
void room_need(long workers, const struct room_each *each);

/* The bytes of memory that are free, on the machine and in our control group;
 * -1 where that cannot be known. */
long room_memory(void);

/* The kernel has refused a process, a thread, memory or a file with this error
 * number: which limit is in the way, and how does one see it? In static
 * storage; errno stays as it is, for a %m beside it. */
const char *room_advice(int code);

/* During the start: is less than a tenth of the machine's memory, or of the
 * group's, left? */
bool room_is_short(void);
