#include "calls.h"

#include "actions.h"
#include "among.h"
#include "fatal.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/random.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/sem.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <sys/times.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

/* What the kernel writes where a call's argument points: that many bytes, or
 * that many times another argument. */
struct written {
    int argument; /* -1: nothing */
    unsigned bytes;
    int times; /* the other argument; 0: once */
};

enum {
    TIME_BYTES = 16,
    USAGE_BYTES = 144,
    STATX_BYTES = 256,
    WAITID_BYTES = 28,
    SIGINFO_BYTES = 128
};

#define CALL(name, kind)                                                       \
    {                                                                          \
        SYS_##name, #name, CALL_##kind,                                        \
        {                                                                      \
            -1, 0, 0                                                           \
        }                                                                      \
    }
#define WRITER(name, kind, argument, bytes, times)                             \
    {                                                                          \
        SYS_##name, #name, CALL_##kind,                                        \
        {                                                                      \
            argument, bytes, times                                             \
        }                                                                      \
    }

/* Calls not listed are refused: nobody knows what others see of them. */
static const struct {
    long number;
    const char *name;
    enum call_kind kind;
    struct written written;
} table[] = {
    CALL(sched_yield, YIELD),
    CALL(clock_nanosleep, YIELD),
    WRITER(getrandom, REAL, 0, 1, 1),
    CALL(sched_setaffinity, ATTEMPT),
    CALL(sched_setscheduler, ATTEMPT),
    CALL(sched_setparam, ATTEMPT),
    CALL(setpriority, SKIP),
    CALL(munmap, PAGES),
    CALL(madvise, PAGES),
    CALL(mremap, PAGES),
    CALL(mprotect, PAGES),
    CALL(shmdt, PAGES),
    CALL(brk, MAP),
    CALL(mmap, MAP),
    CALL(getpid, ID),
    CALL(gettid, ID),
    CALL(getppid, ID),
    CALL(getpgid, ID),
    CALL(getsid, ID),
    CALL(getuid, REAL),
    CALL(geteuid, REAL),
    CALL(getgid, REAL),
    CALL(getegid, REAL),
    CALL(msync, REAL),
    CALL(mlock, REAL),
    CALL(munlock, REAL),
    CALL(membarrier, REAL),
    CALL(getpriority, REAL),
    CALL(sched_get_priority_max, REAL),
    CALL(sched_get_priority_min, REAL),
    CALL(sched_getscheduler, REAL),
    WRITER(sched_getaffinity, REAL, 2, 1, 1),
    WRITER(clock_gettime, TIME, 1, TIME_BYTES, 0),
    WRITER(clock_getres, REAL, 1, TIME_BYTES, 0),
    WRITER(gettimeofday, TIME, 0, TIME_BYTES, 0),
    WRITER(getrusage, REAL, 1, USAGE_BYTES, 0),
    WRITER(prlimit64, REAL, 3, sizeof(struct rlimit), 0),
    WRITER(times, REAL, 0, sizeof(struct tms), 0),
    WRITER(sched_getparam, REAL, 1, sizeof(struct sched_param), 0),
    WRITER(sysinfo, REAL, 0, sizeof(struct sysinfo), 0),
    WRITER(uname, REAL, 0, sizeof(struct utsname), 0),
    WRITER(fstat, REAL, 1, sizeof(struct stat), 0),
    WRITER(newfstatat, REAL, 2, sizeof(struct stat), 0),
    WRITER(rt_sigprocmask, REAL, 2, 8, 0),
    CALL(rt_sigreturn, REAL),
    CALL(set_robust_list, REAL),
    CALL(exit, END),
    CALL(exit_group, EXIT),
    CALL(execve, EXEC),
    WRITER(read, KERNEL, 1, 1, 2),
    WRITER(pread64, KERNEL, 1, 1, 2),
    WRITER(recvfrom, KERNEL, 1, 1, 2),
    CALL(write, KERNEL),
    CALL(writev, KERNEL),
    CALL(pwrite64, KERNEL),
    CALL(sendto, KERNEL),
    CALL(openat, KERNEL),
    CALL(close, KERNEL),
    CALL(close_range, KERNEL),
    CALL(lseek, KERNEL),
    CALL(dup, KERNEL),
    CALL(dup3, KERNEL),
    CALL(fcntl, KERNEL),
    CALL(flock, KERNEL),
    CALL(fsync, KERNEL),
    CALL(fdatasync, KERNEL),
    CALL(ftruncate, KERNEL),
    CALL(linkat, KERNEL),
    CALL(unlinkat, KERNEL),
    CALL(faccessat, KERNEL),
    CALL(chdir, KERNEL),
    CALL(fchdir, KERNEL),
    CALL(umask, KERNEL),
    WRITER(getcwd, KERNEL, 0, 1, 1),
    WRITER(readlinkat, KERNEL, 2, 1, 3),
    WRITER(statx, KERNEL, 4, STATX_BYTES, 0),
    WRITER(pipe2, KERNEL, 0, 2 * sizeof(int), 0),
    WRITER(socketpair, KERNEL, 3, 2 * sizeof(int), 0),
    CALL(eventfd2, KERNEL),
    CALL(memfd_create, KERNEL),
    CALL(shutdown, KERNEL),
    CALL(unshare, KERNEL),
    WRITER(rt_sigaction, ACTION, 2, sizeof(struct action), 0),
    CALL(clone, BIRTH),
    CALL(clone3, BIRTH),
    WRITER(wait4, REAP, 1, sizeof(int), 0),
    WRITER(waitid, REAP, 2, WAITID_BYTES, 0),
    CALL(kill, KILL),
    CALL(tgkill, KILL),
    CALL(rt_sigqueueinfo, KILL),
    CALL(rt_tgsigqueueinfo, KILL),
    CALL(rt_sigsuspend, PAUSE),
    WRITER(setitimer, ALARM, 2, 2 * TIME_BYTES, 0),
    WRITER(rt_sigtimedwait, SIGNAL, 1, SIGINFO_BYTES, 0),
    CALL(semget, KERNEL),
    CALL(semctl, KERNEL),
    CALL(semop, KERNEL),
    CALL(semtimedop, KERNEL),
    CALL(msgget, KERNEL),
    CALL(msgctl, KERNEL),
    CALL(msgsnd, KERNEL),
    WRITER(msgrcv, KERNEL, 1, 1, 2),
    CALL(shmget, KERNEL),
    CALL(shmat, KERNEL),
    CALL(shmctl, KERNEL),
#ifdef SYS_rseq
    CALL(rseq, REAL),
#endif
#ifdef SYS_fork /* not on AArch64 */
    WRITER(time, TIME, 0, sizeof(time_t), 0),
    CALL(nanosleep, YIELD),
    CALL(open, KERNEL),
    CALL(link, KERNEL),
    CALL(unlink, KERNEL),
    CALL(access, KERNEL),
    CALL(dup2, KERNEL),
    WRITER(pipe, KERNEL, 0, 2 * sizeof(int), 0),
    WRITER(poll, KERNEL, 0, sizeof(struct pollfd), 1),
    WRITER(stat, KERNEL, 1, sizeof(struct stat), 0),
    CALL(pause, PAUSE),
    CALL(alarm, ALARM),
    WRITER(readlink, KERNEL, 1, 1, 2),
    CALL(fork, BIRTH),
    CALL(getpgrp, ID),
#endif
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

/* Does it write to memory that calls_written does not know, or change what we
 * do not follow? */
static bool
asks_too_much(const struct call *call)
{
    const uint64_t *argument = call->arguments, ends = WNOHANG | __WALL;

    switch (call->number) {
    case SYS_fcntl:
        return argument[1] == F_GETLK || argument[1] == F_OFD_GETLK;
    case SYS_wait4:
        return argument[3] != 0 ||
               (argument[2] & ~(ends | WUNTRACED | WCONTINUED)) != 0;
    case SYS_waitid: /* P_PIDFD is another; stops are not followed */
        return argument[4] != 0 || argument[0] > P_PGID ||
               (argument[0] == P_PID && (pid_t)argument[1] <= 0) ||
               (argument[3] & WEXITED) == 0 ||
               (argument[3] &
                   ~(ends | WEXITED | WSTOPPED | WCONTINUED | WNOWAIT)) != 0;
    case SYS_recvfrom:
        return argument[4] != 0;
    case SYS_semctl: /* GETPID tells an id of the kernel's */
        return argument[2] != IPC_RMID && argument[2] != SETVAL &&
               argument[2] != GETVAL && argument[2] != SETALL &&
               argument[2] != GETNCNT && argument[2] != GETZCNT;
    case SYS_shmat: /* there may be what is only said to be detached */
        return argument[1] != 0;
    case SYS_msgctl:
    case SYS_shmctl:
        return argument[1] != IPC_RMID;
    case SYS_unshare:
        return argument[0] != CLONE_SYSVSEM;
    case SYS_prlimit64:
        return argument[2] != 0;
    default:
        return false;
    }
}

/* Is it about what is done at a signal of which the kernel must know
 * (actions.h)? */
static bool
acts_at_fault(const struct call *call)
{
    uint64_t signal = call->arguments[0];

    return call->number == SYS_rt_sigaction &&
           (signal < 1 || signal > KNOWN_SIGNALS || signal == SIGKILL ||
               signal == SIGSTOP || signal == SIGTRAP ||
               fatal_by_itself((int)signal));
}

/* A wait for no descriptor, but for a time: an old way to sleep. */
static bool
only_sleeps(const struct call *call)
{
    const uint64_t *argument = call->arguments;

    switch (call->number) {
#ifdef SYS_fork
    case SYS_poll:
        return argument[1] == 0 && (int)argument[2] >= 0;
    case SYS_select:
#endif
    case SYS_pselect6:
        return argument[0] == 0 && argument[4] != 0;
    case SYS_ppoll:
        return argument[1] == 0 && argument[2] != 0;
    default:
        return false;
    }
}

/* Does a thread live? (Asked only if it has not ended.) Or it names itself, for
 * a debugger; or the library wants random bytes that no program reads. */
static bool
changes_nothing(const struct call *call)
{
    if (call->number == SYS_getrandom)
        return (call->arguments[2] & GRND_NONBLOCK) != 0;
    return call->number == SYS_prctl
               ? call->arguments[0] == PR_SET_NAME
               : call->number == SYS_tgkill && call->arguments[2] == 0;
}

bool
calls_is_stat(const struct call *call)
{
    return call->number == SYS_fstat || call->number == SYS_newfstatat;
}

static bool is_redirected;

void
calls_redirected(bool is_so)
{
    is_redirected = is_so;
}

bool
calls_redirects(const struct call *call)
{
    uint64_t descriptor = call->number == SYS_close ? call->arguments[0]
                          : call->number == SYS_dup3
#ifdef SYS_dup2
                                  || call->number == SYS_dup2
#endif
                              ? call->arguments[1]
                              : 0;

    return !is_redirected &&
           (descriptor == STDOUT_FILENO || descriptor == STDERR_FILENO);
}

enum call_kind
calls_kind(const struct call *call)
{
    bool standard = !is_redirected && (call->arguments[0] == STDOUT_FILENO ||
                                          call->arguments[0] == STDERR_FILENO);

    if (call->number == SYS_futex)
        return calls_futex_kind(call);
    if ((call->number == SYS_write || call->number == SYS_writev) && standard)
        return CALL_OUTPUT;
    if (calls_asks_terminal(call) && standard)
        return CALL_REAL;
    if (call->number == SYS_mmap &&
        (call->arguments[3] & (MAP_ANONYMOUS | MAP_FIXED)) != MAP_ANONYMOUS)
        return CALL_KERNEL;
    if (only_sleeps(call))
        return CALL_YIELD;
    if (changes_nothing(call))
        return CALL_SKIP;
    if (asks_too_much(call))
        return CALL_REFUSED;
    if (acts_at_fault(call))
        return CALL_KERNEL;
    if (calls_is_stat(call) && !standard) /* others may change the file */
        return CALL_KERNEL;
    int row = row_of(call->number);
    return row < ROWS ? table[row].kind : CALL_REFUSED;
}

bool
calls_may_be_refused(const struct call *call)
{
    enum call_kind kind = calls_kind(call);

    return ((kind == CALL_WAIT || kind == CALL_OWN) && calls_has_limit(call)) ||
           kind == CALL_REFUSED || kind == CALL_YIELD || kind == CALL_KILL ||
           kind == CALL_PAUSE || kind == CALL_SIGNAL || kind == CALL_BIRTH ||
           kind == CALL_ALARM || kind == CALL_EXEC || kind == CALL_ID;
}

long
calls_result(const struct call *call)
{
    if (call->number == SYS_getrandom)
        return (long)call->arguments[1]; /* like any other bytes */
    return call->number == SYS_write ? (long)call->arguments[2] : 0;
}

void
calls_written(const struct call *call, uint64_t *address, uint64_t *bytes)
{
    int row = row_of(call->number);

    *address = *bytes = 0;
    if (row == ROWS || table[row].written.argument == -1)
        return;
    struct written written = table[row].written;
    *address = call->arguments[written.argument];
    if (*address != 0)
        *bytes = written.bytes *
                 (written.times > 0 ? call->arguments[written.times] : 1);
    if (call->number == SYS_msgrcv)
        *bytes += sizeof(long); /* its type, before the text */
}

const char *
calls_name(long number)
{
    int row = row_of(number);

    return row < ROWS ? table[row].name : calls_refused_name(number);
}

bool
calls_is_system_v(const struct call *call)
{
    static const long numbers[] = {SYS_semget, SYS_semctl, SYS_semop,
        SYS_semtimedop, SYS_msgget, SYS_msgctl, SYS_msgsnd, SYS_msgrcv,
        SYS_shmget, SYS_shmat, SYS_shmctl};

    return AMONG(call->number, numbers);
}
