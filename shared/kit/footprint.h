/* How much memory something takes. Bytes; -1 where the kernel does not say. */
#ifndef KIT_FOOTPRINT_H
#define KIT_FOOTPRINT_H

#include <sys/types.h>

/* A process's share: each page counts by one over those who have it mapped
 * (Pss of /proc/PID/smaps_rollup, proc_pid_smaps(5)), so that the sum over
 * several processes is what they take together. */
long footprint_share(pid_t id);

/* What its addresses span, whether there is memory behind them or not. */
long footprint_virtual(pid_t id);

/* What is resident of it. */
long footprint_resident(pid_t id);

/* The kernel's stacks, page tables, and the objects it cannot drop
 * (KernelStack, PageTables and SUnreclaim of /proc/meminfo), of the whole
 * machine: only the difference around something large says anything. Each CPU
 * keeps changes of up to half a megabyte to itself for a second. */
long footprint_kernel(void);

#endif
