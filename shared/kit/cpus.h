/* The CPUs that this process may use, and staying on one of them. */
#pragma once

/* How many CPUs the caller's affinity mask allows. Ask before cpus_pin:
 * pinning narrows the mask of the caller and of the children it makes. */
int cpus_usable(void);

/* The number of the index-th usable CPU, modulo their count: with CPUs 2 and 5
 * usable, 0 is 2, 1 is 5, 2 is 2 again. */
int cpus_nth(int index);

/* Narrow the usable CPUs to a list such as "0,2-3", for the caller and for the
 * children it makes. An invalid list ends the program with status 2, a CPU that
 * we may not use with 77. */
void cpus_only(const char *list);

/* Pin the calling thread to that CPU. Ends the program with status 77 if the
 * kernel refuses. */
void cpus_pin(int cpu);

/* When the calling thread is woken, it does not preempt the thread that woke it
 * (SCHED_BATCH, sched(7)): a hand-over on one CPU is then one switch, however
 * long the waker has run. Best effort: a refusal by the kernel is ignored. */
void cpus_patient(void);

/* Move the calling thread to the index-th usable CPU, and leave the mask as it
 * was: it stays there until the scheduler moves it. Best effort: a refusal by
 * the kernel is ignored. */
void cpus_move(int index);

/* Tell the CPU that this is a spin-wait loop, to leave more of the core to a
 * sibling hyperthread. */
static inline void
cpus_relax(void)
{
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

/* Have the line fetched that we are about to write, for us alone. (Built for
 * any x86, the compiler's own __builtin_prefetch would fetch it to be read, and
 * the store would fetch it once more.) */
static inline void
cpus_fetch_to_write(const void *line)
{
#if defined(__x86_64__)
    __asm__ volatile("prefetchw %0" : : "m"(*(const char *)line));
#else
    __builtin_prefetch(line, 1);
#endif
}
