/* How much memory something takes, in bytes; -1 if the kernel does not say. */
#pragma once

#include <sys/types.h>

/* A process's share: a page mapped by n processes counts as 1/n (Pss of
 * /proc/PID/smaps_rollup, proc_pid_smaps(5)), so the sum over several processes
 * is what they take together. */
long footprint_share(pid_t id);

/* Its virtual size, resident or not. */
long footprint_virtual(pid_t id);

/* Its resident size. */
long footprint_resident(pid_t id);

/* The kernel's stacks, page tables and unreclaimable slab objects (KernelStack,
 * PageTables and SUnreclaim of /proc/meminfo) of the whole machine: only the
 * difference made by something large is meaningful. Each CPU may keep changes
 * of up to half a megabyte to itself for a second. */
long footprint_kernel(void);
