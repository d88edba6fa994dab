#include "footprint.h"

#include "sysfile.h"

#include <stdio.h>
#include <unistd.h>

enum { KIB = 1024 };

long
footprint_share(pid_t id)
{
    long share_kib = sysfile_number("Pss:", "/proc/%d/smaps_rollup", (int)id);

    return share_kib < 0 ? -1 : share_kib * KIB;
}

/* /proc/PID/statm, in pages: the first figure is the size, the second what is
 * resident. */
static long
pages(pid_t id, const char *format)
{
    char text[128];
    long number;

    if (!sysfile_line(text, sizeof(text), "", "/proc/%d/statm", (int)id) ||
        sscanf(text, format, &number) != 1)
        return -1;
    return number * sysconf(_SC_PAGESIZE);
}

long
footprint_virtual(pid_t id)
{
    return pages(id, "%ld");
}

long
footprint_resident(pid_t id)
{
    return pages(id, "%*d %ld");
}

long
footprint_kernel(void)
{
    static const char *const names[] = {
        "KernelStack:", "PageTables:", "SUnreclaim:"};
    long sum_kib = 0;

    for (int i = 0; i < 3; i++) {
        long kib = sysfile_number(names[i], "/proc/meminfo");
        if (kib < 0)
            return -1;
        sum_kib += kib;
    }
    return sum_kib * KIB;
}
