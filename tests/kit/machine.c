/* Is the machine described correctly, even if the kernel says little? */

#include "kit/machine.h"

#include "../harness/folder.h"
#include "../harness/program.h"

#include "kit/cpus.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

static void
print_machine(void)
{
    machine_json(stdout);
    fflush(stdout);
}

/* Does the description agree with sysconf, uname and the affinity mask? */
TEST(machine_is_described)
{
    const struct outcome *seen = IN_CHILD(print_machine());
    struct utsname name;

    uname(&name);
    CU_ASSERT(is_json(seen->out));
    check_json(seen->out,
        "cpus_usable=%d cpus_online=%ld memory_bytes=%ld kernel=%s "
        "architecture=%s",
        cpus_usable(), sysconf(_SC_NPROCESSORS_ONLN),
        sysconf(_SC_PHYS_PAGES) * sysconf(_SC_PAGESIZE), name.release,
        name.machine);
    CU_ASSERT_STRING_EQUAL(word_at(seen->out, "kernel_version"), name.version);
    CU_ASSERT_NOT_EQUAL(*word_at(seen->out, "cpu"), '\0');
    CHECK_HAS(word_at(seen->out, "compiler"), ".");
    CHECK_HAS(word_at(seen->out, "compiler_flags"), "-std=gnu11");
    CHECK_HAS(word_at(seen->out, "libc"), "l");
}

/* Are the soft limits shown, and no limit as null? */
TEST(limits_are_shown)
{
    const struct outcome *seen = IN_CHILD({
        setrlimit(RLIMIT_NOFILE, &(struct rlimit){77, 78});
        setrlimit(RLIMIT_STACK, &(struct rlimit){1 << 20, 2 << 20});
        setrlimit(RLIMIT_NPROC, &(struct rlimit){4321, 5432});
        print_machine();
    });

    CU_ASSERT(is_json(seen->out));
    check_json(seen->out,
        "limits.open_files=77 limits.stack_bytes=%d limits.processes=4321",
        1 << 20);
    CU_ASSERT(long_at(seen->out, "limits.pid_max") > 1);
    CU_ASSERT(long_at(seen->out, "limits.threads_max") > 1);
    seen = IN_CHILD({
        if (setrlimit(RLIMIT_NPROC,
                &(struct rlimit){RLIM_INFINITY, RLIM_INFINITY}) == -1)
            _exit(125);
        print_machine();
    });
    if (seen->prepared)
        CU_ASSERT(is_null_at(seen->out, "limits.processes"));
}

/* Are the caller's own memory and open files shown? */
TEST(caller_is_described)
{
    const struct outcome *seen = IN_CHILD(print_machine());
    long files = long_at(seen->out, "open_files");
    long resident = long_at(seen->out, "resident_bytes");

    CU_ASSERT(files >= 3);
    seen = IN_CHILD({
        enum { BYTES = 8 << 20 };
        void *memory = mmap(NULL, BYTES, PROT_READ | PROT_WRITE,
            MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

        for (int i = 0; i < 3; i++)
            if (memory == MAP_FAILED || open("/dev/null", O_RDONLY) == -1)
                _exit(EXIT_FAILURE);
        memset(memory, 1, BYTES);
        print_machine();
    });
    CU_ASSERT_EQUAL(long_at(seen->out, "open_files"), files + 3);
    CU_ASSERT(long_at(seen->out, "resident_bytes") > resident + (4 << 20));
}

/* In a mount namespace of its own: mount an empty folder there. _exit(125) if
 * that is impossible. */
static void
hide(const char *path)
{
    if (!hide_folder(path, NULL))
        _exit(125);
}

/* Is a value that the kernel does not show null, and are the others shown? */
TEST(unknown_values_are_null)
{
    static const char *const of_sys[] = {"topology.cores", "topology.sockets",
        "topology.threads_per_core", "topology.l1d_bytes", "topology.l3_bytes",
        "mitigations", "governor", "clocksource", "transparent_hugepages"};
    static const char *const of_proc[] = {"limits.pid_max",
        "limits.threads_max", "limits.cgroup_pids_max", "resident_bytes",
        "open_files"};
    const struct outcome *seen = IN_CHILD({
        hide("/sys");
        print_machine();
    });

    if (is_skipped(!seen->prepared, "cannot create a mount namespace"))
        return;
    CU_ASSERT(is_json(seen->out));
    for (int i = 0; i < COUNT(of_sys); i++)
        CU_ASSERT(is_null_at(seen->out, of_sys[i]));
    seen = IN_CHILD({
        hide("/sys");
        hide("/proc");
        print_machine();
    });
    CU_ASSERT(is_json(seen->out));
    CU_ASSERT_STRING_EQUAL(seen->err, "");
    for (int i = 0; i < COUNT(of_proc); i++)
        CU_ASSERT(is_null_at(seen->out, of_proc[i]));
    CU_ASSERT_NOT_EQUAL(*word_at(seen->out, "cpu"), '\0');
}

/* Two threads of one core, with three caches and a socket. */
static void
print_another_cpu(void)
{
#define CPUS "/sys/devices/system/cpu"
    static const char *const folders[] = {"cpu0", "cpu0/topology", "cpu0/cache",
        "cpu0/cache/index0", "cpu0/cache/index1", "cpu0/cache/index2",
        "cpu0/cpufreq", "cpu1", "cpu1/topology", "vulnerabilities"};
    static const char *const files[][2] = {{"online", "0-1\n"},
        {"possible", "0-1\n"}, {"cpu0/topology/package_cpus_list", "0-1\n"},
        {"cpu1/topology/package_cpus_list", "0-1\n"},
        {"cpu0/topology/thread_siblings_list", "0,1\n"},
        {"cpu1/topology/thread_siblings_list", "0,1\n"},
        {"cpu0/cache/index0/type", "Data\n"},
        {"cpu0/cache/index0/level", "1\n"}, {"cpu0/cache/index0/size", "48K\n"},
        {"cpu0/cache/index1/type", "Instruction\n"},
        {"cpu0/cache/index1/level", "1\n"}, {"cpu0/cache/index1/size", "32K\n"},
        {"cpu0/cache/index2/type", "Unified\n"},
        {"cpu0/cache/index2/level", "2\n"},
        {"cpu0/cache/index2/size", "2048K\n"},
        {"cpu0/cpufreq/scaling_governor", "powersave\n"},
        {"vulnerabilities/meltdown", "Not affected\n"},
        {"vulnerabilities/retbleed", "Vulnerable: \"so\"\n"},
        {"vulnerabilities/spectre_v1", "Mitigation: a barrier\n"}};
    char path[256];

    hide(CPUS);
    for (int i = 0; i < COUNT(folders); i++) {
        snprintf(path, sizeof(path), CPUS "/%s", folders[i]);
        if (mkdir(path, 0700) == -1)
            _exit(125);
    }
    for (int i = 0; i < COUNT(files); i++) {
        snprintf(path, sizeof(path), CPUS "/%s", files[i][0]);
        if (!folder_try_write(path, files[i][1]))
            _exit(125);
    }
    print_machine();
}

/* Are cores, caches, mitigations and the governor read correctly? */
TEST(another_cpu_is_described)
{
    const struct outcome *seen = IN_CHILD(print_another_cpu());

    if (is_skipped(!seen->prepared, "cannot create a mount namespace"))
        return;
    CU_ASSERT(is_json(seen->out));
    check_json(seen->out,
        "topology.sockets=1 topology.cores=1 topology.threads_per_core=%ld "
        "topology.l1d_bytes=%d topology.l2_bytes=%d topology.l3_bytes=null "
        "governor=powersave",
        long_at(seen->out, "cpus_online"), 48 << 10, 2 << 20);
    CHECK_HAS(seen->out, "{\"retbleed\": \"Vulnerable: \\\"so\\\"\", "
                         "\"spectre_v1\": \"Mitigation: a barrier\"}");
}

static void
check_short(const struct outcome *seen)
{
    int lines = 0;

    check_held(seen);
    for (const char *line = seen->out; *line != '\0'; lines++) {
        size_t length = strcspn(line, "\n");
        line += length + (line[length] == '\n');
    }
    CU_ASSERT(fits_in_80_columns(seen->out));
    CU_ASSERT(lines >= 3 && lines <= 8);
}

static bool
hide_sys(void)
{
    return hide_folder("/sys", NULL) && prepare_ordinary_user();
}

/* Is the text short, and one object with --json, even for an ordinary user and
 * without /sys? */
TEST(tool_prints_it)
{
    static const char *const none[] = {NULL};
    static const char *const json[] = {"--json", NULL};
    static const struct setting settings[] = {{.prepare = NULL},
        {.prepare = prepare_ordinary_user}, {.prepare = hide_sys}};

    for (int i = 0; i < COUNT(settings); i++) {
        const struct outcome *seen = program_run("machine", none, &settings[i]);
        if (is_skipped(!seen->prepared,
                "cannot become an ordinary user, or cannot hide /sys"))
            continue;
        check_short(seen);
        seen = program_run("machine", json, &settings[i]);
        CU_ASSERT_EQUAL(seen->status, STATUS_HELD);
        CU_ASSERT(is_json(seen->out));
        CU_ASSERT(is_one_line(seen->out));
        CU_ASSERT_EQUAL(long_at(seen->out, "cpus_usable"), cpus_usable());
    }
}
