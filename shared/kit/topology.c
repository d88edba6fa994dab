#include "topology.h"

#include "options.h"
#include "sysfile.h"

#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#define CPUS "/sys/devices/system/cpu"

/* The CPUs that share something are listed in a file, such as "0-1,4": it is
 * counted at the first of them only, and so once. Newer kernels have another
 * name for the same file. */
static bool
is_first(long cpu, const char *name, const char *old_name)
{
    static const char path[] = CPUS "/cpu%ld/topology/%s";
    long first = sysfile_number("", path, cpu, name);

    if (first == -1)
        first = sysfile_number("", path, cpu, old_name);
    return first == cpu;
}

/* Store it in its member, if it has one. */
static void
read_cache(int index, struct topology *topology)
{
    static const char path[] = CPUS "/cpu0/cache/index%d/%s";
    char kind[32], size[32];
    const char *end;

    if (!sysfile_line(kind, sizeof(kind), "", path, index, "type") ||
        strcmp(kind, "Instruction") == 0 ||
        !sysfile_line(size, sizeof(size), "", path, index, "size"))
        return;
    long *const levels[] = {
        &topology->l1d_bytes, &topology->l2_bytes, &topology->l3_bytes};
    long level = sysfile_number("", path, index, "level");
    if (level >= 1 && level <= 3)
        *levels[level - 1] = options_bytes(size, &end);
}

struct topology
topology_read(void)
{
    enum { MAX_CACHES = 8 };
    struct topology found = {.l1d_bytes = -1, .l2_bytes = -1, .l3_bytes = -1};
    long configured = sysconf(_SC_NPROCESSORS_CONF);
    long online = sysconf(_SC_NPROCESSORS_ONLN);

    for (long cpu = 0; cpu < configured; cpu++) {
        found.sockets +=
            is_first(cpu, "package_cpus_list", "core_siblings_list");
        found.cores += is_first(cpu, "core_cpus_list", "thread_siblings_list");
    }
    for (int i = 0; i < MAX_CACHES; i++)
        read_cache(i, &found);
    if (found.sockets == 0 || found.cores == 0)
        found.sockets = found.cores = -1;
    found.threads_per_core = found.cores > 0 ? online / found.cores : -1;
    return found;
}
