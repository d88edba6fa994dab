#include "machine.h"

#include "cgroup.h"
#include "cpus.h"
#include "footprint.h"
#include "json.h"
#include "platform.h"
#include "sysfile.h"
#include "topology.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <unistd.h>

#ifdef __clang__
#define COMPILER __VERSION__ /* names itself */
#else
#define COMPILER "gcc " __VERSION__
#endif
#ifndef BUILD_FLAGS /* the Makefile's */
#define BUILD_FLAGS NULL
#endif

/* The kernel's settings that affect the figures. A virtual machine has no
 * governor of the clock rate. Of the clock sources "tsc" is fast, "hpet" not.
 */
#define GOVERNOR "/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"
#define CLOCKS                                                                 \
    "/sys/devices/system/clocksource/clocksource0/current_clocksource"
#define HUGE    "/sys/kernel/mm/transparent_hugepage/enabled"
#define THREATS "/sys/devices/system/cpu/vulnerabilities"

enum { TEXT = 512 };

static long
memory_bytes(void)
{
    return sysconf(_SC_PHYS_PAGES) * sysconf(_SC_PAGESIZE);
}

/* The folder's own descriptor is in the list. */
static long
open_files(void)
{
    long entries = sysfile_entries("/proc/self/fd");

    return entries < 0 ? -1 : entries - 1;
}

struct number {
    const char *name;
    long value; /* -1 is null */
};

/* Members, separated by commas, up to one without a name. */
static void
print_numbers(FILE *out, const struct number *numbers)
{
    for (const struct number *number = numbers; number->name != NULL;
         number++) {
        fputs(number == numbers ? "" : ", ", out);
        json_name(out, number->name);
        if (number->value == -1)
            fputs("null", out);
        else
            fprintf(out, "%ld", number->value);
    }
}

static void
print_topology(FILE *out)
{
    struct topology topology = topology_read();

    fputs("\"topology\": {", out);
    print_numbers(out,
        (const struct number[]){{"sockets", topology.sockets},
            {"cores", topology.cores},
            {"threads_per_core", topology.threads_per_core},
            {"l1d_bytes", topology.l1d_bytes}, {"l2_bytes", topology.l2_bytes},
            {"l3_bytes", topology.l3_bytes}, {NULL, 0}});
    fputs("}, ", out);
}

/* The soft limit; -1: unlimited. */
static long
limit_of(int resource)
{
    struct rlimit limit;

    if (getrlimit(resource, &limit) == -1 || limit.rlim_cur == RLIM_INFINITY)
        return -1;
    return (long)limit.rlim_cur;
}

/* getrlimit(2), proc_sys_kernel(5), cgroups(7). */
static void
print_limits(FILE *out)
{
    fputs("\"limits\": {", out);
    print_numbers(out,
        (const struct number[]){{"processes", limit_of(RLIMIT_NPROC)},
            {"open_files", limit_of(RLIMIT_NOFILE)},
            {"stack_bytes", limit_of(RLIMIT_STACK)},
            {"pid_max", sysfile_number("", "/proc/sys/kernel/pid_max")},
            {"threads_max", sysfile_number("", "/proc/sys/kernel/threads-max")},
            {"cgroup_pids_max", cgroup_pids().limit}, {NULL, 0}});
    fputs("}, ", out);
}

/* `otherwise` where the kernel does not say. The file may list all words, with
 * the chosen one in brackets. */
static const char *
setting(const char *path, char text[TEXT], const char *otherwise)
{
    if (!sysfile_line(text, TEXT, "", "%s", path))
        return otherwise;
    char *chosen = strchr(text, '[');
    if (chosen == NULL)
        return text;
    chosen[strcspn(chosen, "]")] = '\0';
    return chosen + 1;
}

static bool
costs_or_threatens(const char *text)
{
    return strncmp(text, "Mitigation", 10) == 0 ||
           strncmp(text, "Vulnerable", 10) == 0;
}

/* The CPU's vulnerabilities that are mitigated, which costs time, or are not:
 * an object, from name to text; null if the kernel reports none. Returns how
 * many; `out` may be NULL. */
static int
print_mitigations(FILE *out)
{
    struct dirent **entries;
    int count = scandir(THREATS, &entries, NULL, alphasort), told = 0;

    for (int i = 0; i < count; i++) {
        char text[TEXT];
        if (sysfile_line(text, TEXT, "", THREATS "/%s", entries[i]->d_name) &&
            costs_or_threatens(text)) {
            if (out != NULL) {
                fputs(told == 0 ? "{" : ", ", out);
                json_string(out, entries[i]->d_name);
                fputs(": ", out);
                json_string(out, text);
            }
            told++;
        }
        free(entries[i]);
    }
    if (out != NULL)
        fputs(count < 0 ? "null" : told == 0 ? "{}" : "}", out);
    if (count >= 0)
        free(entries);
    return told;
}

void
machine_json(FILE *out)
{
    char cpu[PLATFORM_TEXT], below[PLATFORM_TEXT], text[TEXT];
    struct utsname name = {
        .release = "unknown", .version = "unknown", .machine = "unknown"};

    uname(&name);
    platform_cpu(cpu);
    fputc('{', out);
    json_text_member(out, "cpu", cpu);
    print_numbers(out,
        (const struct number[]){{"cpus_online", sysconf(_SC_NPROCESSORS_ONLN)},
            {"cpus_usable", cpus_usable()}, {"memory_bytes", memory_bytes()},
            {"resident_bytes", footprint_resident(getpid())},
            {"open_files", open_files()}, {NULL, 0}});
    fputs(", ", out);
    json_text_member(out, "architecture", name.machine);
    print_topology(out);
    json_text_member(out, "virtualised", platform_below(below) ? below : NULL);
    json_text_member(out, "kernel", name.release);
    json_text_member(out, "kernel_version", name.version);
    fputs("\"mitigations\": ", out);
    print_mitigations(out);
    fputs(", ", out);
    json_text_member(out, "governor", setting(GOVERNOR, text, NULL));
    json_text_member(out, "clocksource", setting(CLOCKS, text, NULL));
    json_text_member(out, "transparent_hugepages", setting(HUGE, text, NULL));
    print_limits(out);
    json_text_member(out, "compiler", COMPILER);
    json_text_member(out, "compiler_flags", BUILD_FLAGS);
    fputs("\"libc\": ", out);
    json_string(out, platform_libc());
    fputc('}', out);
}

static void
print_size(FILE *out, const char *before, long bytes)
{
    fputs(before, out);
    if (bytes < 0)
        fputs(" ?", out);
    else if (bytes < 1 << 20)
        fprintf(out, " %ld KiB", bytes >> 10);
    else
        fprintf(out, " %ld MiB", bytes >> 20);
}

static void
print_cores(FILE *out)
{
    struct topology topology = topology_read();

    if (topology.cores < 0)
        fputs(" cores unknown;", out);
    else
        fprintf(out, "  cores   %ld, sockets %ld, threads per core %ld;",
            topology.cores, topology.sockets, topology.threads_per_core);
    print_size(out, " L1d", topology.l1d_bytes);
    print_size(out, ", L2", topology.l2_bytes);
    print_size(out, ", L3", topology.l3_bytes);
    fputc('\n', out);
}

void
machine_print(FILE *out)
{
    char cpu[PLATFORM_TEXT], below[PLATFORM_TEXT], text[TEXT], other[TEXT];
    struct utsname name = {.release = "unknown", .machine = "unknown"};

    uname(&name);
    platform_cpu(cpu);
    fprintf(out, "  CPU     %.70s\n", cpu);
    fprintf(out, "  usable  %d of %ld CPUs; %.50s\n", cpus_usable(),
        sysconf(_SC_NPROCESSORS_ONLN),
        platform_below(below) ? below : "nothing says that it is virtualised");
    print_cores(out);
    print_size(out, "  memory ", memory_bytes());
    fprintf(
        out, "; huge pages unasked: %.20s\n", setting(HUGE, text, "not told"));
    fprintf(out, "  kernel  %.40s (%.20s)\n", name.release, name.machine);
    fprintf(out, "  set to  clock %.15s, governor %.15s, mitigations %d\n",
        setting(CLOCKS, text, "not told"), setting(GOVERNOR, other, "none"),
        print_mitigations(NULL));
    fprintf(out, "  built   by %.40s, for %.20s\n", COMPILER, platform_libc());
}
