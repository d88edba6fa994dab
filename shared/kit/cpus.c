#define _GNU_SOURCE /* sched_getaffinity, cpu_set_t */

#include "cpus.h"

#include "die.h"

#include <sched.h>

static cpu_set_t
usable_set(void)
{
    cpu_set_t set;

    if (sched_getaffinity(0, sizeof(set), &set) == -1)
        die(STATUS_CANNOT, "sched_getaffinity: %m: cannot learn the CPUs");
    return set;
}

int
cpus_usable(void)
{
    cpu_set_t set = usable_set();

    return CPU_COUNT(&set);
}

int
cpus_nth(int index)
{
    cpu_set_t set = usable_set();
    int skip = index % CPU_COUNT(&set), cpu = 0;

    while (!CPU_ISSET(cpu, &set) || skip-- > 0)
        cpu++;
    return cpu;
}

static cpu_set_t
only(int cpu)
{
    cpu_set_t set;

    CPU_ZERO(&set);
    CPU_SET(cpu, &set);
    return set;
}

void
cpus_pin(int cpu)
{
    cpu_set_t set = only(cpu);

    if (sched_setaffinity(0, sizeof(set), &set) == -1)
        die(STATUS_CANNOT, "sched_setaffinity: %m: cannot stay on CPU %d", cpu);
}

void
cpus_move(int index)
{
    cpu_set_t before, set;

    if (sched_getaffinity(0, sizeof(before), &before) == -1)
        return;
    set = only(cpus_nth(index));
    if (sched_setaffinity(0, sizeof(set), &set) == 0)
        sched_setaffinity(0, sizeof(before), &before);
}
