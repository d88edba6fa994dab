#include "cpus.h"

#include "die.h"

#include <sched.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

static cpu_set_t
usable_set(void)
{
    cpu_set_t set;

    if (sched_getaffinity(0, sizeof(set), &set) == -1)
        die(STATUS_CANNOT,
            "sched_getaffinity: %m: cannot read the CPU affinity");
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

/* One "2" or "2-5" of the list, and what follows it; NULL if it is neither. */
static const char *
parse_range(const char *text, long *first, long *last)
{
    char *end;

    *first = strtol(text, &end, 10);
    if (end == text || *first < 0)
        return NULL;
    *last = *first;
    if (*end == '-') {
        text = end + 1;
        *last = strtol(text, &end, 10);
        if (end == text)
            return NULL;
    }
    return *last >= *first && *last < CPU_SETSIZE ? end : NULL;
}

void
cpus_only(const char *list)
{
    cpu_set_t allowed = usable_set(), chosen;
    const char *at = list;
    long first, last;

    CPU_ZERO(&chosen);
    do {
        at = parse_range(at, &first, &last);
        if (at == NULL || (*at != ',' && *at != '\0'))
            die(STATUS_USAGE,
                "invalid list of CPUs '%s': expected one such as 0,2-3", list);
        for (long cpu = first; cpu <= last; cpu++) {
            if (!CPU_ISSET(cpu, &allowed))
                die(STATUS_CANNOT,
                    "CPU %ld is not allowed to this process: 'taskset -p $$' "
                    "shows those that are",
                    cpu);
            CPU_SET(cpu, &chosen);
        }
    } while (*at++ == ',');
    if (sched_setaffinity(0, sizeof(chosen), &chosen) == -1)
        die(STATUS_CANNOT, "sched_setaffinity: %m: cannot use CPUs %s", list);
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
        die(STATUS_CANNOT, "sched_setaffinity: %m: cannot pin to CPU %d", cpu);
}

void
cpus_patient(void)
{
    struct sched_param none = {.sched_priority = 0};

    /* musl's sched_setscheduler always returns ENOSYS. */
    syscall(SYS_sched_setscheduler, 0, SCHED_BATCH, &none);
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
