#include "spawn.h"

#include "inherited.h"
#include "input.h"
#include "layout.h"
#include "look.h"
#include "tasks.h"

#include "kit/die.h"
#include "kit/fence.h"
#include "kit/stop.h"
#include "kit/sysfile.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

/* The C library's string functions without vectors wider than SSE: capstone
 * does not know all of these. */
#ifdef __x86_64__
#define PLAIN_STRINGS                                                          \
    ":glibc.cpu.hwcaps=-AVX2,-AVX512F,-AVX512VL,-AVX512BW,"                    \
    "-AVX_Fast_Unaligned_Load"
#else
#define PLAIN_STRINGS ""
#endif

/* Why the program could not be started, from the child that was to become it.
 */
struct refusal {
    const char *call;
    int error;
};

static _Noreturn void
report_refusal(int out, const char *call)
{
    struct refusal refusal = {call, errno};

    if (write(out, &refusal, sizeof(refusal)) == -1)
        _exit(STATUS_CANNOT); /* then its end is all that is known */
    _exit(STATUS_CANNOT);
}

/* pthread_exit loads the unwinder when first called. The loader's calls would
 * then be the worker's, so load it at the start. */
static void
preload_unwinder(void)
{
    static char line[4096] = "LD_PRELOAD=libgcc_s.so.1";
    const char *before = getenv("LD_PRELOAD");

    if (before != NULL)
        snprintf(line, sizeof(line), "LD_PRELOAD=%s:libgcc_s.so.1", before);
    putenv(line);
}

/* The room for the arguments and the environment, where the stack begins: one
 * more variable fills it up, so that the caller's environment does not affect
 * any address. */
static void
level_stack(char *const *argv)
{
    enum { LEVEL = 1 << 16 };
    static char filler[LEVEL + 32] = "STEP_FILLS_THE_STACK=";
    size_t used = strlen(argv[0]) + 1, name = strlen(filler);

    for (char *const *word = argv; *word != NULL; word++)
        used += strlen(*word) + 1 + sizeof(*word);
    for (char **word = environ; *word != NULL; word++)
        used += strlen(*word) + 1 + sizeof(*word);
    used += name + 1 + sizeof(char *);
    memset(filler + name, '-', LEVEL - used % LEVEL);
    putenv(filler);
}

/* What the user may say otherwise. Step runs on one CPU, so OpenMP would make
 * no thread. And it would spin long before it sleeps. */
static void
advise(void)
{
    setenv("OMP_NUM_THREADS", "2", 0);
    setenv("OMP_WAIT_POLICY", "passive", 0);
}

/* Make the program's environment deterministic: where it is loaded, when its
 * library calls are bound, where malloc takes memory from. */
static _Noreturn void
become_program(const struct target *target, const struct program *program,
    pid_t parent, int refused)
{
    const char *const *tune = (const char *const[]){"LD_BIND_NOW=1",
        "GLIBC_TUNABLES=glibc.malloc.arena_max=1:glibc.malloc.mmap_max=0:"
        "glibc.malloc.top_pad=4194304:"
        "glibc.malloc.trim_threshold=1073741824:glibc.pthread.rseq=0:"
        "glibc.pthread.stack_cache_size=0" PLAIN_STRINGS,
        "ASAN_OPTIONS=detect_leaks=0:verify_asan_link_order=0", NULL};

    stop_orphan(parent);
    for (; *tune != NULL; tune++)
        putenv((char *)(uintptr_t)*tune);
    advise();
    preload_unwinder();
    level_stack(program->argv);
    if (!input_give())
        report_refusal(refused, "stdin");
    if (dup2(target->output, STDOUT_FILENO) == -1 ||
        dup2(target->errors, STDERR_FILENO) == -1)
        report_refusal(refused, "its output");
    inherited_alone();
    unshare(CLONE_NEWIPC); /* if we may: see remains.h */
    if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) == -1)
        report_refusal(refused, "ptrace");
    if (!fence_from_tracer())
        report_refusal(refused, "a fence");
    if (layout_is_random() && !layout_watch())
        report_refusal(refused, "seccomp");
    if (raise(SIGSTOP) != 0)
        report_refusal(refused, "raise");
    execv(program->argv[0], program->argv);
    report_refusal(refused, "exec");
}

/* Documentation/admin-guide/LSM/Yama.rst: what the scopes mean. */
static const char *
how_to_allow(const char *call)
{
    long scope = sysfile_number("", "/proc/sys/kernel/yama/ptrace_scope");

    if (strcmp(call, "exec") == 0)
        return "make it executable";
    if (strcmp(call, "ptrace") == 0 && scope == 3)
        return "kernel.yama.ptrace_scope is 3 until the next boot: have root "
               "take it out of /etc/sysctl.d";
    if (strcmp(call, "ptrace") == 0 && scope == 2)
        return "allow it by 'sysctl kernel.yama.ptrace_scope=1' as root";
    return "allow it, in a container by --security-opt seccomp=unconfined";
}

static _Noreturn void
refuse(const char *name, const struct refusal *refusal)
{
    int error = refusal->error;

    if (error == EPERM || error == EACCES || error == ENOSYS)
        die(STATUS_CANNOT, "%s: %s is refused (%s): %s", name, refusal->call,
            strerror(error), how_to_allow(refusal->call));
    die(error == ENOENT || error == ENOEXEC ? STATUS_USAGE : STATUS_CANNOT,
        "%s: %s: %s: cannot start it", name, refusal->call, strerror(error));
}

/* On to the program's first instruction, or to its end. It has stopped itself,
 * and may be stopped again on the way: a terminal's Ctrl-Z stops all. */
static bool
run_to_exec(pid_t id, int *status)
{
    const int exec = SIGTRAP | PTRACE_EVENT_EXEC << 8;

    do {
        if (ptrace(PTRACE_CONT, id, NULL, NULL) == -1 ||
            waitpid(id, status, 0) == -1)
            return false;
    } while (WIFSTOPPED(*status) && *status >> 8 != exec);
    return true;
}

static void
launch_stopped(struct target *target, const struct program *program)
{
    int refused[2], status;
    struct refusal refusal;
    pid_t self = getpid();

    target->output = memfd_create("output", MFD_CLOEXEC);
    target->errors = memfd_create("errors", MFD_CLOEXEC);
    if (target->output == -1 || target->errors == -1 ||
        pipe2(refused, O_CLOEXEC) == -1)
        die(STATUS_CANNOT, "pipe: %m: cannot start %s", program->argv[0]);
    target->main = fork();
    if (target->main == -1)
        die(STATUS_CANNOT, "fork: %m: cannot start %s", program->argv[0]);
    if (target->main == 0)
        become_program(target, program, self, refused[1]);
    /* From now on it is killed if we have to give up. */
    tasks_add(target, target->main)->fresh = false;
    close(refused[1]);
    while (waitpid(target->main, &status, 0) == -1)
        if (errno != EINTR)
            die(STATUS_CANNOT, "waitpid: %m: cannot wait for %s",
                program->argv[0]);
    if (WIFSTOPPED(status)) {
        long options = PTRACE_O_EXITKILL | PTRACE_O_TRACECLONE |
                       PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK |
                       PTRACE_O_TRACEEXEC | PTRACE_O_TRACESECCOMP |
                       PTRACE_O_TRACESYSGOOD;
        if (ptrace(PTRACE_SETOPTIONS, target->main, NULL, options) == -1 ||
            !run_to_exec(target->main, &status))
            refuse(program->argv[0], &(struct refusal){"ptrace", errno});
    }
    if (read(refused[0], &refusal, sizeof(refusal)) == sizeof(refusal))
        refuse(program->argv[0], &refusal);
    close(refused[0]);
    if (!WIFSTOPPED(status)) {
        target_obey(target); /* the signal may have come to us, too */
        die(STATUS_CANNOT, "%s: it ended before it began", program->argv[0]);
    }
    if (layout_is_random())
        layout_begin(target->main);
}

/* The kernel gives each program 16 random bytes, which become its stack guards:
 * make them the same each time. */
static void
fix_random_bytes(const struct target *target)
{
    static const unsigned char guard[16] = "\0step: no chance";
    Elf64_auxv_t entry;

    FILE *file = look_file(target->main, "auxv");
    while (file != NULL && fread(&entry, sizeof(entry), 1, file) == 1) {
        if (entry.a_type == AT_RANDOM &&
            !target_poke(target->main, entry.a_un.a_val, guard, sizeof(guard)))
            die(STATUS_CANNOT, "/proc/%d/mem: %m: cannot write there",
                (int)target->main);
    }
    if (file != NULL)
        fclose(file);
}

void
spawn(struct target *target, const struct program *program)
{
    launch_stopped(target, program);
    fix_random_bytes(target);
    arch_stop_signing(target->main);
}
