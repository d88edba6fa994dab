/* What a program leaves behind: processes, and names in /dev/shm. */
#pragma once

#include <dirent.h>
#include <stdbool.h>
#include <sys/types.h>

/* The next number among the entries of a folder of /proc, the id of a process
 * or thread; 0 at the end, which closes the folder, or where there is none. */
int next_number(DIR **folder);

/* The members of a process group but for its leader: how many, and the ids of
 * at most `size` of them, the smallest first. */
int group_members(pid_t group, pid_t *ids, int size);

/* How many threads of the group's processes, but for the leader's first, have
 * used the CPU for a millisecond? */
int group_at_work(pid_t group);

/* Has the leader's first one, for ten? So it is past its start. */
bool leader_at_work(pid_t group);

/* Is one of the group, or its leader, in a write to descriptor 1? */
bool group_writes(pid_t group);

/* Is no process left in the group, and was none left behind that we had to
 * reap? With until_ns (of clock_ns) above 0 those left behind may go until
 * then. Who is left in the end is killed, so as to disturb no other test. We
 * must be the subreaper. */
bool group_gone(pid_t group, long until_ns);

enum { MAX_NAMES = 256, NAME_ROOM = 96 };

/* The lab's names that stood in /dev/shm at some time. */
struct names {
    int count;
    char name[MAX_NAMES][NAME_ROOM];
};

void names_look(struct names *names);

/* How many new names there are whose creator (part of the name: name.h) is that
 * program, or another one that has ended; they are removed. Programs that run
 * beside us may have names of their own: so one of another that has ended, a
 * worker of the program's or one that a test beside us has killed, is left only
 * if nobody has removed it by until_ns (of clock_ns). */
int names_left(const struct names *before, pid_t program, long until_ns);
