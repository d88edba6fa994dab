#include "calls.h"

#include <errno.h>
#include <linux/futex.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { TIME_BYTES = 16 };

static const struct {
    long number;
    const char *name;
    enum call_kind kind;
    int written; /* the argument that points to what the kernel writes, or -1 */
    unsigned bytes;
} table[] = {
    {SYS_sched_yield, "sched_yield", CALL_YIELD, -1, 0},
    {SYS_nanosleep, "nanosleep", CALL_YIELD, -1, 0},
    {SYS_clock_nanosleep, "clock_nanosleep", CALL_YIELD, -1, 0},
    {SYS_getrandom, "getrandom", CALL_SKIP, -1, 0},
    {SYS_munmap, "munmap", CALL_PAGES, -1, 0},
    {SYS_madvise, "madvise", CALL_PAGES, -1, 0},
    {SYS_mremap, "mremap", CALL_PAGES, -1, 0},
    {SYS_sched_setaffinity, "sched_setaffinity", CALL_SKIP, -1, 0},
    {SYS_sched_setscheduler, "sched_setscheduler", CALL_SKIP, -1, 0},
    {SYS_sched_setparam, "sched_setparam", CALL_SKIP, -1, 0},
    {SYS_brk, "brk", CALL_MAP, -1, 0},
    {SYS_mmap, "mmap", CALL_MAP, -1, 0},
    {SYS_mprotect, "mprotect", CALL_PAGES, -1, 0},
    {SYS_getpid, "getpid", CALL_ID, -1, 0},
    {SYS_gettid, "gettid", CALL_ID, -1, 0},
    {SYS_getppid, "getppid", CALL_ID, -1, 0},
    {SYS_getuid, "getuid", CALL_REAL, -1, 0},
    {SYS_geteuid, "geteuid", CALL_REAL, -1, 0},
    {SYS_getgid, "getgid", CALL_REAL, -1, 0},
    {SYS_getegid, "getegid", CALL_REAL, -1, 0},
    {SYS_clock_gettime, "clock_gettime", CALL_REAL, 1, TIME_BYTES},
    {SYS_gettimeofday, "gettimeofday", CALL_REAL, 0, TIME_BYTES},
    {SYS_fstat, "fstat", CALL_REAL, 1, sizeof(struct stat)},
    {SYS_newfstatat, "newfstatat", CALL_REAL, 2, sizeof(struct stat)},
    {SYS_exit, "exit", CALL_END, -1, 0},
    {SYS_exit_group, "exit_group", CALL_EXIT, -1, 0},
    {SYS_execve, "execve", CALL_EXIT, -1, 0},
    {SYS_futex, "futex", CALL_REFUSED, -1, 0},
    {SYS_write, "write", CALL_KERNEL, -1, 0},
    {SYS_writev, "writev", CALL_KERNEL, -1, 0},
    {SYS_read, "read", CALL_KERNEL, 1, 0},
    {SYS_clone, "clone", CALL_BIRTH, -1, 0},
    {SYS_clone3, "clone3", CALL_BIRTH, -1, 0},
#ifdef SYS_fork
    {SYS_fork, "fork", CALL_REFUSED, -1, 0},
    {SYS_vfork, "vfork", CALL_REFUSED, -1, 0},
    {SYS_poll, "poll", CALL_KERNEL, -1, 0},
    {SYS_open, "open", CALL_KERNEL, -1, 0},
#endif
    {SYS_openat, "openat", CALL_KERNEL, -1, 0},
    {SYS_close, "close", CALL_KERNEL, -1, 0},
    {SYS_kill, "kill", CALL_REFUSED, -1, 0},
    {SYS_tgkill, "tgkill", CALL_REFUSED, -1, 0},
    {SYS_wait4, "wait4", CALL_REAP, 1, sizeof(int)},
    {SYS_waitid, "waitid", CALL_REFUSED, -1, 0},
    {SYS_set_robust_list, "set_robust_list", CALL_REAL, -1, 0},
#ifdef SYS_rseq
    {SYS_rseq, "rseq", CALL_REAL, -1, 0},
#endif
    {SYS_rt_sigreturn, "rt_sigreturn", CALL_REAL, -1, 0},
    {SYS_tkill, "tkill", CALL_REFUSED, -1, 0},
    {SYS_rt_sigqueueinfo, "rt_sigqueueinfo", CALL_REFUSED, -1, 0},
    {SYS_rt_tgsigqueueinfo, "rt_tgsigqueueinfo", CALL_REFUSED, -1, 0},
    {SYS_rt_sigprocmask, "rt_sigprocmask", CALL_REAL, 2, 8},
};

enum { ROWS = sizeof(table) / sizeof(table[0]) };

static int
row_of(long number)
{
    int row = 0;

    while (row < ROWS && table[row].number != number)
        row++;
    return row;
}

static int
futex_operation(const struct call *call)
{
    return (int)call->arguments[1] & FUTEX_CMD_MASK;
}

/* Whom a requeue moves to another word, that one may as well be woken: each
 * sleeper on a futex must expect to be, for nothing. */
static enum call_kind
kind_of_futex(int operation)
{
    switch (operation) {
    case FUTEX_WAIT:
    case FUTEX_WAIT_BITSET:
        return CALL_WAIT;
    case FUTEX_WAKE:
    case FUTEX_WAKE_BITSET:
    case FUTEX_REQUEUE:
    case FUTEX_CMP_REQUEUE:
        return CALL_WAKE;
    default:
        return CALL_REFUSED;
    }
}

enum call_kind
calls_kind(const struct call *call)
{
    int row = row_of(call->number), operation = futex_operation(call);
    bool standard = call->arguments[0] == STDOUT_FILENO ||
                    call->arguments[0] == STDERR_FILENO;

    if (call->number == SYS_futex)
        return kind_of_futex(operation);
    if ((call->number == SYS_write || call->number == SYS_writev) && standard)
        return CALL_OUTPUT;
    if (call->number == SYS_mmap &&
        (call->arguments[3] & (MAP_ANONYMOUS | MAP_FIXED)) != MAP_ANONYMOUS)
        return CALL_KERNEL;
    return row < ROWS ? table[row].kind : CALL_KERNEL;
}

long
calls_result(const struct call *call)
{
    if (call->number == SYS_getrandom)
        return (long)call->arguments[1]; /* bytes like any others */
    return call->number == SYS_write ? (long)call->arguments[2] : 0;
}

void
calls_written(const struct call *call, uint64_t *address, uint64_t *bytes)
{
    int row = row_of(call->number);

    *address = *bytes = 0;
    if (row == ROWS || table[row].written == -1)
        return;
    *address = call->arguments[table[row].written];
    *bytes = *address == 0              ? 0
             : call->number == SYS_read ? call->arguments[2]
                                        : table[row].bytes;
}

const char *
calls_name(long number)
{
    static char other[32];
    int row = row_of(number);

    if (row < ROWS)
        return table[row].name;
    snprintf(other, sizeof(other), "system call %ld", number);
    return other;
}

bool
calls_has_limit(const struct call *call)
{
    return call->arguments[3] != 0;
}

bool
calls_has_descriptor(const struct call *call)
{
    return call->number == SYS_read || call->number == SYS_write;
}

bool
calls_abort(const struct call *call)
{
    int signal = call->number == SYS_tgkill ? 2 : 1; /* which argument */

    return (call->number == SYS_tgkill || call->number == SYS_tkill ||
               call->number == SYS_kill) &&
           call->arguments[signal] == SIGABRT;
}

bool
calls_is_private(const struct call *call)
{
    return (call->arguments[1] & FUTEX_PRIVATE_FLAG) != 0;
}

long
calls_wakes(const struct call *call)
{
    int operation = futex_operation(call);
    bool moves = operation == FUTEX_REQUEUE || operation == FUTEX_CMP_REQUEUE;

    return (int)call->arguments[2] +
           (moves ? (long)(int)call->arguments[3] : 0);
}
