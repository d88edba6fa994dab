#define _GNU_SOURCE /* memfd_create, unshare */

#include "target.h"

#include "arch.h"
#include "births.h"
#include "death.h"
#include "ids.h"
#include "inherited.h"
#include "input.h"
#include "layout.h"
#include "left_out.h"
#include "limit.h"
#include "names.h"
#include "tasks.h"

#include "kit/clock.h"
#include "kit/die.h"
#include "kit/fence.h"
#include "kit/stop.h"
#include "kit/sysfile.h"

#include <dirent.h>
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
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define NS_PER_MS   1000000L
#define ASLEEP_NS   (NS_PER_MS / 5)
#define NAP_NS      (NS_PER_MS / 20)
#define QUIET_NS    (200 * NS_PER_MS)
#define MOST_OUTPUT (4 << 20)
#define PATIENCE    (20000 * NS_PER_MS)

/* ---- Memory of another task. ---- */

bool
target_peek(pid_t task, uint64_t address, void *into, size_t bytes)
{
    struct iovec mine = {into, bytes};
    struct iovec theirs = {(void *)(uintptr_t)address, bytes};

    return process_vm_readv(task, &mine, 1, &theirs, 1, 0) == (ssize_t)bytes;
}

/* Through /proc/PID/mem, which also writes where the task itself may not. */
bool
target_poke(pid_t task, uint64_t address, const void *from, size_t bytes)
{
    char path[64];

    snprintf(path, sizeof(path), "/proc/%d/mem", (int)task);
    int memory = open(path, O_WRONLY | O_CLOEXEC);
    if (memory == -1)
        return false;
    bool good = pwrite(memory, from, bytes, (off_t)address) == (ssize_t)bytes;
    close(memory);
    return good;
}

/* ---- The start. ---- */

/* The C library's string functions without vectors wider than SSE: capstone
 * does not know all of these. */
#ifdef __x86_64__
#define PLAIN_STRINGS                                                          \
    ":glibc.cpu.hwcaps=-AVX2,-AVX512F,-AVX512VL,-AVX512BW,"                    \
    "-AVX_Fast_Unaligned_Load"
#else
#define PLAIN_STRINGS ""
#endif

/* However we end, the programs end as well. */
enum { MAX_LIVE = 8 };
static struct target *live[MAX_LIVE];

void
target_kill_all(void)
{
    int status;
    pid_t id;

    for (int i = 0; i < MAX_LIVE; i++)
        if (live[i] != NULL)
            target_kill(live[i]);
    /* Those whose parent was gone before we could reap them; and those created
     * at the last moment: stopped, not killed yet. */
    while ((id = waitpid(-1, &status, __WALL)) > 0 || errno == EINTR)
        if (id > 0 && WIFSTOPPED(status))
            kill(id, SIGKILL);
}

static void
enlist(struct target *target)
{
    static bool is_registered;
    int i = 0;

    if (!is_registered && atexit(target_kill_all) != 0)
        die(STATUS_CANNOT, "atexit: no memory");
    is_registered = true;
    while (i < MAX_LIVE - 1 && live[i] != NULL)
        i++;
    live[i] = target;
}

static void
strike_off(const struct target *target)
{
    for (int i = 0; i < MAX_LIVE; i++)
        if (live[i] == target)
            live[i] = NULL;
        else if (live[i] != NULL)
            remains_put_back(&live[i]->left);
}

/* Another start must not find what the stopped ones have created. */
static void
put_others_aside(const struct target *target, const struct program *program)
{
    for (int i = 0; i < MAX_LIVE; i++)
        if (live[i] != NULL && live[i] != target &&
            !remains_park(&live[i]->left))
            limit_refuse(
                "%s: it makes semaphores or queues of System V with a key, and "
                "each start would find those of another: take IPC_PRIVATE",
                program->argv[0]);
}

/* waitpid reports all that we trace. Reports about another target go to that
 * one; its task stays stopped, if it is. NULL also if it is gone. */
struct task *
target_news(struct target *target, pid_t id, int status)
{
    for (int i = 0; i < MAX_LIVE; i++)
        if (live[i] != NULL && live[i] != target &&
            tasks_find(live[i], id) != NULL) {
            tasks_take(live[i], id, status);
            return NULL;
        }
    return tasks_take(target, id, status);
}

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
    raise(SIGSTOP);
    execv(program->argv[0], program->argv);
    report_refusal(refused, "exec");
}

/* Documentation/admin-guide/LSM/Yama.rst: what the scopes mean. */
static const char *
how_to_allow(const char *call)
{
    long scope = sysfile_number("/proc/sys/kernel/yama/ptrace_scope", "");

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
    close(refused[1]);
    if (waitpid(target->main, &status, 0) == -1)
        die(STATUS_CANNOT, "waitpid: %m: %s is out of sight", program->argv[0]);
    if (WIFSTOPPED(status)) {
        long options = PTRACE_O_EXITKILL | PTRACE_O_TRACECLONE |
                       PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK |
                       PTRACE_O_TRACEEXEC | PTRACE_O_TRACESECCOMP;
        if (ptrace(PTRACE_SETOPTIONS, target->main, NULL, options) == -1 ||
            ptrace(PTRACE_CONT, target->main, NULL, NULL) == -1 ||
            waitpid(target->main, &status, 0) == -1)
            refuse(program->argv[0], &(struct refusal){"ptrace", errno});
    }
    if (read(refused[0], &refusal, sizeof(refusal)) == sizeof(refusal))
        refuse(program->argv[0], &refusal);
    close(refused[0]);
    if (!WIFSTOPPED(status))
        die(STATUS_CANNOT, "%s: it ended before it began", program->argv[0]);
    tasks_add(target, target->main)->fresh = false;
    if (layout_is_random())
        layout_begin(target->main);
}

/* The kernel gives each program 16 random bytes, which become its stack guards:
 * make them the same each time. */
static void
fix_random_bytes(const struct target *target)
{
    static const unsigned char guard[16] = "\0step: no chance";
    char path[64];
    Elf64_auxv_t entry;

    snprintf(path, sizeof(path), "/proc/%d/auxv", (int)target->main);
    FILE *file = fopen(path, "r");
    while (file != NULL && fread(&entry, sizeof(entry), 1, file) == 1) {
        if (entry.a_type == AT_RANDOM &&
            !target_poke(target->main, entry.a_un.a_val, guard, sizeof(guard)))
            die(STATUS_CANNOT, "/proc/%d/mem: %m: cannot write there",
                (int)target->main);
    }
    if (file != NULL)
        fclose(file);
}

/* ---- Breakpoints: where the study begins. ---- */

struct breakpoints {
    bool is_gate; /* they are where gate_enter begins */
    int count;
    struct entry entry[MAX_ENTRIES];
    unsigned char saved[MAX_ENTRIES][8];
};

static void
set_breakpoints(pid_t process, struct breakpoints *points)
{
    for (int i = 0; i < points->count; i++) {
        uint64_t address = points->entry[i].address;
        if (!target_peek(
                process, address, points->saved[i], arch_breakpoint_bytes) ||
            !target_poke(
                process, address, arch_breakpoint, arch_breakpoint_bytes))
            die(STATUS_CANNOT, "cannot set a breakpoint at %#lx: %m",
                (unsigned long)address);
    }
}

/* In every process: each has the text for itself. */
static void
clear_breakpoints(const struct target *target, const struct breakpoints *points)
{
    for (int i = 0; i < target->tasks; i++)
        for (int j = 0; j < points->count; j++)
            if (!target_poke(target->task[i].id, points->entry[j].address,
                    points->saved[j], arch_breakpoint_bytes) &&
                errno != ENOENT && errno != ESRCH && errno != EIO)
                die(STATUS_CANNOT, "cannot take a breakpoint back: %m");
}

/* Is the task stopped at one of them? Then it has not passed it yet. */
static bool
is_at(struct task *task, const struct breakpoints *points)
{
    struct registers registers;

    if (!arch_read(task->id, &registers))
        return false;
    uint64_t pc = arch_pc(&registers) - arch_breakpoint_skip;
    for (int i = 0; i < points->count; i++)
        if (points->entry[i].address == pc) {
            arch_set_pc(&registers, pc);
            task->entry = pc;
            return arch_write(task->id, &registers);
        }
    return false;
}

/* When something last happened, and the CPU time used by then. */
struct news {
    long ns, used_ns;
};

/* A task that may still make a worker is at work, or sleeps only for a time.
 * But one that polls whether the workers are done does so for ever: so when
 * nothing has happened for a while, all are there. (A task at work must have
 * had the CPU in that while: on a busy machine it may just not have got it.) */
static bool
is_complete(const struct target *target, int wanted, const struct news *last)
{
    int arrived = tasks_arrived(target);
    long quiet_ns = clock_ns() - last->ns;

    if (wanted > 0 || arrived == 0)
        return wanted > 0 && arrived >= wanted;
    if (tasks_all_asleep(target, true))
        return quiet_ns > ASLEEP_NS;
    return quiet_ns > QUIET_NS &&
           (tasks_all_asleep(target, false) ||
               tasks_used_ns(target) - last->used_ns > QUIET_NS / 2);
}

/* The gate knows how many will come: `workers` is its first member. */
static void
ask_gate(struct target *target)
{
    struct registers registers;
    int workers;

    for (int i = 0; i < target->tasks && target->expected == 0; i++)
        if (target->task[i].arrived &&
            arch_read(target->task[i].id, &registers) &&
            target_peek(target->task[i].id, arch_argument(&registers), &workers,
                sizeof(workers)))
            target->expected = workers;
}

/* A program that prints for ever must not fill the memory: the part that we do
 * not look at is freed. */
static void
bound_output(const struct target *target)
{
    const int files[] = {target->output, target->errors};
    struct stat about;

    for (int i = 0; i < 2; i++)
        if (fstat(files[i], &about) == 0 && about.st_blocks * 512 > MOST_OUTPUT)
            fallocate(files[i], FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
                OUTPUT_BYTES, about.st_size - OUTPUT_BYTES);
}

/* Run until the workers have arrived; if no number is given, all that can. */
static void
run_to(struct target *target, const struct breakpoints *points, int wanted)
{
    struct news last = {clock_ns(), 0};
    long give_up_ns = last.ns + PATIENCE;
    int status;

    while (target->tasks > 0) {
        pid_t id = waitpid(-1, &status, __WALL | WNOHANG);
        if (id > 0) {
            last = (struct news){clock_ns(), tasks_used_ns(target)};
            struct task *task = target_news(target, id, status);
            if (task == NULL)
                continue;
            if (WSTOPSIG(status) == SIGTRAP && status >> 16 == 0 &&
                is_at(task, points))
                task->arrived = true;
            else {
                death_note(target, task, status);
                tasks_go_on(task, status);
            }
            if (points->is_gate && tasks_arrived(target) > 0)
                ask_gate(target);
            continue;
        }
        if (is_complete(target, wanted > 0 ? wanted : target->expected, &last))
            return;
        remains_look(&target->left);
        bound_output(target);
        target_nap(target);
        if (clock_ns() > give_up_ns)
            return;
    }
}

/* ---- The workers. ---- */

static void
list_workers(struct target *target)
{
    for (int i = 0; i < target->tasks; i++) {
        const struct task *task = &target->task[i];
        if (!task->arrived)
            continue;
        if (target->workers == MAX_WORKERS) {
            target_kill(target);
            die(STATUS_CANNOT, "more than %d workers: ask for fewer",
                MAX_WORKERS);
        }
        target->worker[target->workers++] = (struct worker){.task = task->id,
            .process = task->process,
            .parent = tasks_parent(task->id)};
    }
}

/* Each is at the first instruction of a function: it ends where that returns
 * to. An inlined one has no such place. */
static void
find_returns(struct target *target, const struct breakpoints *points)
{
    for (int i = 0; i < target->workers; i++) {
        struct worker *worker = &target->worker[i];
        struct registers registers;
        uint64_t word = 0;

        if (!arch_read(worker->task, &registers) ||
            !target_peek(
                worker->task, arch_sp(&registers), &word, sizeof(word)))
            die(STATUS_CANNOT, "worker %d: %m: its registers cannot be read",
                i);
        for (int j = 0; j < points->count; j++)
            if (points->entry[j].address == arch_pc(&registers) &&
                !points->entry[j].is_inlined) {
                worker->end_pc = arch_return_address(&registers, word);
                worker->end_sp = arch_sp(&registers) + 1;
            }
    }
}

/* All workers are at the gate: let them through. */
static void
pass_gate(struct target *target, uint64_t gate_leave)
{
    struct breakpoints returns = {0};

    for (int i = 0; i < target->workers; i++) {
        uint64_t address = target->worker[i].end_pc;
        int seen = 0;
        while (seen < returns.count && returns.entry[seen].address != address)
            seen++;
        if (seen == returns.count && seen < MAX_ENTRIES)
            returns.entry[returns.count++].address = address;
        target->worker[i].end_pc = gate_leave;
        target->worker[i].end_sp = 1;
    }
    for (int i = 0; i < target->workers; i++)
        if (i == 0 || target->worker[i].process != target->worker[0].process)
            set_breakpoints(target->worker[i].task, &returns);
    tasks_release(target, 0);
    run_to(target, &returns, target->workers);
    clear_breakpoints(target, &returns);
    if (tasks_arrived(target) != target->workers) {
        target_kill(target);
        die(STATUS_STUCK, "the workers did not come through the gate");
    }
}

/* In the program just loaded; its kind stays the same. Without a gate and
 * without a named function, every task is controlled. */
static void
find_begin(struct target *target, struct program *program)
{
    const char *name = program->function;
    struct entry leave[MAX_ENTRIES];

    if (program->is_known)
        return;
    symbols_report(target->main);
    if (name == NULL && symbols_entries("gate_leave", leave) > 0 &&
        (program->entries = symbols_entries("gate_enter", program->entry)) > 0)
        program->gate_leave = leave[0].address;
    if (name == NULL)
        return;
    program->entries = symbols_entries(name, program->entry);
    if (program->entries > 0)
        return;
    target_kill(target);
    die(STATUS_USAGE,
        "%s has no function '%s': omit --function to step every task, or "
        "compile it with -g",
        program->argv[0], name);
}

/* By now its libraries and the workers' shared memory are there. */
static void
learn_names(struct target *target)
{
    const struct worker *first = &target->worker[0];
    bool has_main =
        first->process == target->main && first->task != target->main;

    symbols_report(first->task);
    names_begin(first->task);
    names_add_task(first->task);
    if (has_main && tasks_stop(target, target->main))
        names_add_task(target->main);
    names_finish();
}

/* Bring the tasks to where they enter the gate, or a function. */
static void
start_some(struct target *target, struct program *program)
{
    struct breakpoints points = {
        .count = program->entries, .is_gate = program->gate_leave != 0};

    memcpy(points.entry, program->entry, sizeof(points.entry));
    set_breakpoints(target->main, &points);
    tasks_release(target, 0);
    run_to(target, &points, 0);
    clear_breakpoints(target, &points);
    list_workers(target);
    if (target->workers == 0)
        death_tell(target, program);
    find_returns(target, &points);
    if (program->gate_leave != 0)
        pass_gate(target, program->gate_leave);
    tasks_freeze(target);
    /* The lab's gate is where the study of its workers begins. */
    if (program->gate_leave == 0)
        left_out_list(target, &target->left_out);
}

static void
launch(struct target *target, const struct program *program)
{
    *target = (struct target){.output = -1, .errors = -1};
    enlist(target);
    put_others_aside(target, program);
    remains_begin(&target->left);
    launch_stopped(target, program);
    fix_random_bytes(target);
}

/* All tasks. A separate start shows how many there will be. */
static void
start_all(struct target *target, struct program *program)
{
    if (!program->is_known) {
        program->births = births_count(target);
        if (program->births == 0)
            death_tell(target, program);
        target_close(target);
        launch(target, program);
    }
    births_reach(target, program);
    while (target->spare < program->spare)
        births_add_spare(target, program);
    list_workers(target);
}

/* A worker is named after its function, and its process if that is another. */
static void
learn_functions(const struct target *target, struct program *program)
{
    for (int i = 0; i < target->workers; i++) {
        const struct worker *worker = &target->worker[i];
        struct registers registers;
        uint64_t offset;
        const char *name = arch_read(worker->task, &registers)
                               ? symbols_function(arch_pc(&registers), &offset)
                               : NULL;
        snprintf(program->runs[i], RUNS_BYTES, "%s%s", name != NULL ? name : "",
            worker->process != target->main ? " (child)" : "");
    }
}

/* Are they as given to the program? */
static bool
is_ours(pid_t process, int descriptor)
{
    char path[64], link[64] = "";

    snprintf(path, sizeof(path), "/proc/%d/fd/%d", (int)process, descriptor);
    return readlink(path, link, sizeof(link) - 1) > 0 &&
           (strncmp(link, "/dev/null", 9) == 0 ||
               (strncmp(link, "/memfd:stdin", 12) == 0 && !input_is_there()) ||
               strncmp(link, "/memfd:output", 13) == 0 ||
               strncmp(link, "/memfd:errors", 13) == 0);
}

static bool
has_descriptors(const struct target *target)
{
    bool is_redirected = false, has_more = false;

    for (int i = 0; i < target->workers; i++) {
        pid_t process = target->worker[i].process;
        char path[64];
        snprintf(path, sizeof(path), "/proc/%d/fd", (int)process);
        DIR *folder = opendir(path);
        if (folder == NULL)
            continue;
        for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
            int number = atoi(entry->d_name);
            if (entry->d_name[0] == '.' || is_ours(process, number))
                continue;
            has_more = true;
            is_redirected |= number == STDOUT_FILENO || number == STDERR_FILENO;
        }
        closedir(folder);
    }
    calls_redirected(is_redirected);
    return has_more;
}

static bool
has_own_ipc(pid_t main)
{
    char path[64], ours[64] = "", theirs[64] = "";

    snprintf(path, sizeof(path), "/proc/%d/ns/ipc", (int)main);
    return readlink("/proc/self/ns/ipc", ours, sizeof(ours) - 1) > 0 &&
           readlink(path, theirs, sizeof(theirs) - 1) > 0 &&
           strcmp(ours, theirs) != 0;
}

void
target_start(struct target *target, struct program *program)
{
    launch(target, program);
    find_begin(target, program);
    if (program->entries > 0)
        start_some(target, program);
    else
        start_all(target, program);
    if (!program->is_known) {
        learn_names(target);
        learn_functions(target, program);
        program->has_own_ipc = has_own_ipc(target->main);
        program->has_descriptors = has_descriptors(target);
        if (program->births > 0)
            program->caught = tasks_caught(target->main);
    }
    if (program->is_known && target->workers >= program->workers)
        ids_keep(target, program);
    ids_learn(target, program);
    program->is_known = true;
}

/* ---- The end. ---- */

void
target_finish(struct target *target, worker_set held)
{
    int status, switches = -1;

    tasks_release(target, held);
    while (target->tasks > 0 && target->task[0].id == target->main) {
        pid_t id = waitpid(-1, &status, __WALL | WNOHANG);
        struct task *task = id > 0 ? target_news(target, id, status) : NULL;
        if (task != NULL) {
            death_note(target, task, status);
            tasks_go_on(task, status);
        }
        if (id > 0)
            continue;
        remains_look(&target->left);
        bound_output(target);
        target_nap(target);
        if (held != 0 && tasks_wait_for(target, held, &switches))
            tasks_release(target, held = 0);
    }
    /* A signal to our whole group may have ended it. */
    target_obey(target);
    target_kill(target);
}

bool
target_output(const struct target *target, char out[OUTPUT_BYTES])
{
    ssize_t length = pread(target->output, out, OUTPUT_BYTES - 1, 0);

    out[length > 0 ? length : 0] = '\0';
    return length == OUTPUT_BYTES - 1;
}

void
target_close(struct target *target)
{
    target_kill(target);
    close(target->output);
    close(target->errors);
}

/* A thread that has become another program has that one's id; its own end is
 * not reported (ptrace(2)). */
static void
forget_vanished(struct target *target)
{
    for (int i = target->tasks - 1; i >= 0; i--)
        if (kill(target->task[i].id, 0) == -1)
            tasks_take(target, target->task[i].id, 0);
}

void
target_kill(struct target *target)
{
    int status;

    remains_look(&target->left);
    for (int i = 0; i < target->tasks; i++)
        kill(target->task[i].id, SIGKILL);
    while (target->tasks > 0) {
        pid_t id = waitpid(-1, &status, __WALL | WNOHANG);
        struct task *task = id > 0 ? target_news(target, id, status) : NULL;
        if (task != NULL) /* a new one */
            kill(task->id, SIGKILL);
        if (id > 0)
            continue;
        forget_vanished(target);
        nanosleep(&(struct timespec){.tv_nsec = NAP_NS}, NULL);
    }
    remains_remove(&target->left);
    strike_off(target);
}

static void
obey(struct target *target, long wait_ns)
{
    if (!limit_reached(wait_ns))
        return;
    target_kill(target);
    target_kill_all();
    limit_leave();
}

void
target_obey(struct target *target)
{
    obey(target, 0);
}

void
target_nap(struct target *target)
{
    obey(target, NAP_NS);
}

void
target_rest(struct target *target, long wait_ns)
{
    obey(target, wait_ns);
}

bool
target_wait(struct target *target, pid_t id, int *status)
{
    pid_t seen;

    while ((seen = waitpid(id, status, __WALL | WNOHANG)) == 0)
        target_nap(target);
    return seen == id;
}
