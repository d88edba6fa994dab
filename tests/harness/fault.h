/* A system call that fails once: the N-th time that it is made, by whichever
 * process or thread of the program.
 *
 * seccomp_unotify(2): the kernel asks us about each such call, of the program
 * and of all that it starts. */
#pragma once

#include <stdbool.h>

/* For the next program with that setting: call `number` (such as SYS_mmap) will
 * fail with this error the nth time, from 1 on. Those of the loader count; of
 * SYS_futex, only waits do. */
void fault_arm(long number, int error, long nth);

/* For struct setting. */
bool prepare_fault(void);

/* After the program's end: how often was the call made? */
long fault_calls(void);
