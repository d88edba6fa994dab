#include "caged.h"

#include "check.h"
#include "folder.h"
#include "forbid.h"
#include "hostile.h"
#include "left.h"
#include "program.h"

#include "kit/clock.h"
#include "kit/die.h"
#include "kit/stop.h"
#include "tools/grade/cage.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/capability.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[64], path[PATH_MAX], mark[32];

/* Docker's default: what root of a container may, and may not call. */
static bool
enter_container(void)
{
    static const int kept[] = {CAP_CHOWN, CAP_DAC_OVERRIDE, CAP_FSETID,
        CAP_FOWNER, CAP_MKNOD, CAP_NET_RAW, CAP_SETGID, CAP_SETUID, CAP_SETFCAP,
        CAP_SETPCAP, CAP_NET_BIND_SERVICE, CAP_SYS_CHROOT, CAP_KILL,
        CAP_AUDIT_WRITE};
    static const int refused[] = {SYS_unshare, SYS_mount, SYS_perf_event_open};
    struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
    struct __user_cap_data_struct data[2] = {{0}};

    for (int i = 0; i < COUNT(kept); i++)
        data[0].effective |= 1U << kept[i];
    data[0].permitted = data[0].effective;
    for (int i = 0; i <= CAP_LAST_CAP; i++)
        if (i >= 32 || (data[0].effective >> i & 1) == 0)
            prctl(PR_CAPBSET_DROP, i, 0, 0, 0);
    for (int i = 0; i < COUNT(refused); i++) {
        refuse_call(refused[i], EPERM);
        if (!prepare_forbidden())
            return false;
    }
    return syscall(SYS_capset, &header, data) == 0;
}

static bool
stay(void)
{
    return true;
}

static const struct {
    const char *name;
    bool (*enter)(void);
    enum cage cage;
    bool needs_root;
} kinds[] = {
    {"bubblewrap", stay, CAGE_BUBBLEWRAP, false},
    {"bubblewrap as an ordinary user", prepare_ordinary_user, CAGE_BUBBLEWRAP,
        true},
    {"fences", enter_container, CAGE_FENCES, true},
};

const char *
caged_path(const char *name)
{
    snprintf(path, sizeof(path), "%s/%s", folder, name);
    return path;
}

static bool
make_folders(void)
{
    folder_remove(folder); /* of a test that was killed, with the same id */
    umask(0);
    return mkdir(folder, 0777) == 0 && mkdir(caged_path("run"), 0700) == 0 &&
           mkdir(caged_path("reads"), 0700) == 0;
}

/* The grader, and what belongs to it. */
static void
know(pid_t grader)
{
    snprintf(folder, sizeof(folder), "/tmp/twinlab.caged.%d", (int)grader);
    snprintf(mark, sizeof(mark), "mark-%d", (int)grader);
}

/* A bomb lasts for as long as it may; nothing else does. */
enum { BOMB_SECONDS = 3 };
static double wall_seconds;

static const char *wanted; /* a program in whose course the grader is killed */

/* Exits with 0 for yes, and 77 where there is no such cage, with the reason. */
static _Noreturn void
grade(int kind, bool (*holds)(void))
{
    const char *why;

    wall_seconds = (double)patience_s();
    alarm((unsigned)(4 * patience_s()));
    know(getpid());
    if (!kinds[kind].enter() || !make_folders())
        _exit(2);
    stop_hold();
    run_begin(false);
    if (!cage_try(kinds[kind].cage, &why)) {
        not_tried(why);
        fflush(stdout);
        folder_remove(folder);
        _exit(STATUS_CANNOT);
    }
    int status = holds() ? 0 : 1;
    if (caged_lives()) {
        printf("a process lives on\n");
        status = 1;
    }
    fflush(stdout);
    folder_remove(folder);
    _exit(status);
}

void
caged_ask(bool (*holds)(void))
{
    for (int i = 0; i < COUNT(kinds); i++) {
        int status = 0;
        if (is_skipped(kinds[i].needs_root && geteuid() != 0,
                "only root can try every kind of cage"))
            continue;
        fflush(stdout);
        pid_t grader = fork();
        if (grader == 0)
            grade(i, holds);
        waitpid(grader, &status, 0);
        bool yes =
            WIFEXITED(status) &&
            (WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == STATUS_CANNOT);
        CU_ASSERT(yes);
        if (!yes)
            printf("in %s: status %#x ", kinds[i].name, (unsigned)status);
    }
}

static bool
run_wanted(void)
{
    caged_hostile(wanted, "");
    return true;
}

/* Is it so, sooner or later, and again and again? One look may miss processes
 * that come and go. */
static bool
comes_to_live(bool lives)
{
    enum { LOOKS = 5 };
    int looks = 0;

    AWAIT((looks = caged_lives() == lives ? looks + 1 : 0) == LOOKS);
    return looks == LOOKS;
}

/* Has the grader ended before the program came to live, since there is no such
 * cage here? It has said why. */
static bool
has_no_cage(pid_t grader)
{
    int status = 0;

    while (!caged_lives() && waitpid(grader, &status, WNOHANG) == 0)
        clock_sleep_ns(1000000);
    return WIFEXITED(status) && WEXITSTATUS(status) == STATUS_CANNOT;
}

void
caged_kill(const char *hostile)
{
    wanted = hostile;
    for (int i = 0; i < COUNT(kinds); i++) {
        pid_t grader = kinds[i].needs_root && geteuid() != 0 ? -1 : fork();
        if (grader == 0)
            grade(i, run_wanted);
        if (grader == -1)
            continue;
        know(grader);
        if (has_no_cage(grader))
            continue;
        CU_ASSERT(comes_to_live(true));
        kill(grader, SIGKILL);
        waitpid(grader, NULL, 0);
        CU_ASSERT(comes_to_live(false));
        folder_remove(folder);
    }
    *mark = '\0';
    wanted = NULL;
}

const struct run_result *
caged_run(const char *const *argv, bool traces)
{
    static struct run_result result;
    static char run_folder[PATH_MAX], reads[PATH_MAX];
    static struct run_job job;

    snprintf(run_folder, sizeof(run_folder), "%s", caged_path("run"));
    snprintf(reads, sizeof(reads), "%s", caged_path("reads"));
    job = (struct run_job){.argv = argv,
        .directory = run_folder,
        .reads = reads,
        .traces = traces,
        .limits = {.wall_seconds = wall_seconds,
            .cpu_seconds = 60,
            .processes = 32,
            .file_bytes = 4 << 20,
            .total_bytes = 32 << 20,
            .output_bytes = 1 << 16}};
    run(&job, &result);
    return &result;
}

const struct run_result *
caged_hostile(const char *name, const char *object)
{
    static char self[PATH_MAX];

    if (readlink("/proc/self/exe", self, sizeof(self) - 1) == -1)
        _exit(2);
    if (strcmp(name, "fork_bomb") == 0 && wanted == NULL)
        wall_seconds = BOMB_SECONDS;
    return caged_run(WORDS(self, "--be", mark, name, object), false);
}

bool
caged_harmless(const char *name, const char *object)
{
    const struct run_result *seen = caged_hostile(name, object);

    if (seen->end != RUN_EXITED || seen->status != 0)
        printf("%s: end %d, status %d: %s\n", name, (int)seen->end,
            seen->status, seen->err);
    return seen->end == RUN_EXITED && seen->status == 0;
}

/* Its mark is in its command line, whatever it has become. */
bool
caged_lives(void)
{
    DIR *processes = opendir("/proc");
    bool lives = false;

    for (pid_t id; (id = next_number(&processes)) != 0;) {
        char file[64], line[512] = "";
        snprintf(file, sizeof(file), "/proc/%d/cmdline", (int)id);
        int from = open(file, O_RDONLY | O_CLOEXEC);
        ssize_t length = from == -1 ? 0 : read(from, line, sizeof(line));
        if (from != -1)
            close(from);
        lives |= length > 0 && *mark != '\0' &&
                 memmem(line, (size_t)length, mark, strlen(mark)) != NULL;
    }
    return lives;
}

int
caged_main(int argc, char **argv)
{
    if (argc > 5 && strcmp(argv[1], "--inside") == 0)
        return cage_inside(argv + 2);
    if (argc == 5 && strcmp(argv[1], "--be") == 0)
        return hostile_be(argv[3], argv[4]);
    return run_tests("cage", NULL);
}
