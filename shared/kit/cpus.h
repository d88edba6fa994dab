/* The CPUs that this process may use, and staying on one of them. */
#ifndef KIT_CPUS_H
#define KIT_CPUS_H

/* How many CPUs the caller's affinity mask allows. Ask before cpus_pin:
 * pinning narrows the mask of the caller and of the children it makes. */
int cpus_usable(void);

/* The number of the index-th usable CPU, counted round and round:
 * with CPUs 2 and 5 usable, 0 is 2, 1 is 5, 2 is 2 again. */
int cpus_nth(int index);

/* Narrow the usable CPUs to a list such as "0,2-3", for the caller and for the
 * children it makes. A list that is none ends the program with status 2, a CPU
 * that is not allowed to us with 77. */
void cpus_only(const char *list);

/* Keep the calling thread on that CPU. Ends the program with status 77 where
 * the kernel refuses. */
void cpus_pin(int cpu);

/* The calling thread, when it is woken, waits for its turn instead of taking
 * the CPU from whoever woke it (SCHED_BATCH, sched(7)): so that a hand-over on
 * one CPU is one switch, however long the waker has run. A favour: where the
 * kernel refuses, nothing is said. */
void cpus_patient(void);

/* Move the calling thread to the index-th usable CPU, and leave the mask as it
 * was: it stays there until the scheduler has a reason to move it. A favour:
 * where the kernel refuses, nothing is said. */
void cpus_move(int index);

/* Tell the CPU that this is a waiting loop: kinder to a sibling hyperthread. */
static inline void
cpus_relax(void)
{
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

#endif
