#include "machine.h"

#include "cpus.h"
#include "footprint.h"
#include "json.h"
#include "platform.h"
#include "resource_limits.h"
#include "sysfile.h"
#include "topology.h"
#include "tuning.h"

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

static void
print_limits(FILE *out)
{
    struct limits limits = limits_read();

    fputs("\"limits\": {", out);
    print_numbers(out,
        (const struct number[]){{"processes", limits.processes},
            {"open_files", limits.open_files},
            {"stack_bytes", limits.stack_bytes}, {"pid_max", limits.pid_max},
            {"threads_max", limits.threads_max},
            {"cgroup_pids_max", limits.cgroup_pids_max}, {NULL, 0}});
    fputs("}, ", out);
}

static void
print_tuning(FILE *out)
{
    char text[TUNING_TEXT];

    fputs("\"mitigations\": ", out);
    tuning_mitigations(out);
    fputs(", ", out);
    json_text_member(out, "governor", tuning_governor(text) ? text : NULL);
    json_text_member(
        out, "clocksource", tuning_clocksource(text) ? text : NULL);
    json_text_member(
        out, "transparent_hugepages", tuning_huge_pages(text) ? text : NULL);
}

void
machine_json(FILE *out)
{
    char cpu[PLATFORM_TEXT], below[PLATFORM_TEXT];
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
    print_tuning(out);
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
    char cpu[PLATFORM_TEXT], below[PLATFORM_TEXT], governor[TUNING_TEXT],
        clock[TUNING_TEXT], huge[TUNING_TEXT];
    struct utsname name = {.release = "unknown", .machine = "unknown"};

    uname(&name);
    platform_cpu(cpu);
    fprintf(out, "  CPU     %.70s\n", cpu);
    fprintf(out, "  usable  %d of %ld CPUs; %.50s\n", cpus_usable(),
        sysconf(_SC_NPROCESSORS_ONLN),
        platform_below(below) ? below : "nothing says that it is virtualised");
    print_cores(out);
    print_size(out, "  memory ", memory_bytes());
    fprintf(out, "; huge pages unasked: %.20s\n",
        tuning_huge_pages(huge) ? huge : "not told");
    fprintf(out, "  kernel  %.40s (%.20s)\n", name.release, name.machine);
    fprintf(out, "  set to  clock %.15s, governor %.15s, mitigations %d\n",
        tuning_clocksource(clock) ? clock : "not told",
        tuning_governor(governor) ? governor : "none",
        tuning_mitigations(NULL));
    fprintf(out, "  built   by %.40s, for %.20s\n", COMPILER, platform_libc());
}
