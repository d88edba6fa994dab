#include "guest_calls.h"

#include "among.h"
#include "guest_run.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <sys/time.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { MEMORY_BYTES = 1 << 30 }; /* for all, whatever the machine has */

/* Of its own memory, its own process, or what never changes. */
static const long own[] = {
    SYS_brk,
    SYS_munmap,
    SYS_mprotect,
    SYS_mremap,
    SYS_madvise,
    SYS_getcwd,
    SYS_uname,
    SYS_getuid,
    SYS_geteuid,
    SYS_getgid,
    SYS_getegid,
    SYS_getgroups,
    SYS_getresuid,
    SYS_getresgid,

    SYS_rt_sigaction,
    SYS_rt_sigprocmask,
    SYS_rt_sigreturn,
    SYS_sigaltstack,
    SYS_set_tid_address,
    SYS_set_robust_list,
    SYS_futex,
    SYS_sched_yield,
    SYS_umask,
    SYS_exit,
    SYS_exit_group,
    SYS_capget,
    SYS_clock_getres,
    SYS_sched_getaffinity,
    SYS_restart_syscall,

#ifdef SYS_rseq
    SYS_rseq,
#endif
#ifdef SYS_arch_prctl /* x86-64 */
    SYS_arch_prctl,
    SYS_getrlimit,
#endif
};

/* The first argument is a descriptor. */
static const long by_descriptor[] = {SYS_read, SYS_pread64, SYS_readv,
    SYS_write, SYS_writev, SYS_close, SYS_lseek, SYS_fstat, SYS_fstatfs,
    SYS_getdents64, SYS_fadvise64, SYS_ioctl, SYS_fcntl, SYS_dup};

/* Of these, those that only ask: their stand-in answers as a pipe would. */
static const long asking[] = {SYS_lseek, SYS_fstat, SYS_fstatfs, SYS_fadvise64};

/* It names a file: at this argument, in the folder of the one before. */
static const long looking[] = {SYS_openat, SYS_newfstatat, SYS_statx,
    SYS_faccessat, SYS_faccessat2, SYS_readlinkat};
static const long looking_here[] = {
    SYS_execve,
    SYS_statfs,
    SYS_getxattr,
    SYS_lgetxattr,
    SYS_listxattr,
    SYS_llistxattr,
#ifdef SYS_open /* not on AArch64 */
    SYS_open,
    SYS_stat,
    SYS_lstat,
    SYS_access,
    SYS_readlink,
#endif
};

/* Time does not pass in it, and nothing depends on when it runs, or on chance.
 */
static const long told[] = {
    SYS_getpid,
    SYS_gettid,
    SYS_clock_gettime,
    SYS_gettimeofday,
    SYS_clock_nanosleep,
    SYS_nanosleep,
    SYS_getrandom,
    SYS_getrusage,
    SYS_sysinfo,
    SYS_connect,
    SYS_copy_file_range,
    SYS_sendfile,
    SYS_splice,
#ifdef SYS_time
    SYS_time,
#endif
};

static bool
is_outer(uint64_t descriptor, uint64_t descriptors)
{
    return descriptor < GUEST_DESCRIPTORS &&
           (descriptors & 1UL << descriptor) != 0;
}

/* A lock is seen by others, whoever has opened the file. */
static bool
is_about_itself(const struct call *call)
{
    static const long commands[] = {
        F_DUPFD, F_DUPFD_CLOEXEC, F_GETFD, F_SETFD, F_GETFL, F_SETFL};

    return call->number != SYS_fcntl ||
           AMONG((long)call->arguments[1], commands);
}

static enum guest_call
by_its_descriptor(const struct call *call, uint64_t descriptors)
{
    bool only_asks =
        AMONG(call->number, asking) || calls_asks_terminal(call) ||
        (call->number == SYS_fcntl && call->arguments[1] == F_GETFD);

    if (!is_about_itself(call))
        return GUEST_REFUSED;
    if (call->number == SYS_fcntl && call->arguments[1] == F_GETFL &&
        is_outer(call->arguments[0], descriptors))
        return GUEST_TOLD;
    if (!is_outer(call->arguments[0], descriptors) || only_asks)
        return GUEST_OWN;
    return call->number == SYS_read || call->number == SYS_write ||
                   call->number == SYS_writev || call->number == SYS_close
               ? GUEST_OUTER
               : GUEST_REFUSED;
}

static bool
is_harmless(const struct call *call)
{
    const uint64_t *argument = call->arguments;

    switch (call->number) {
    case SYS_mmap:
        return (argument[3] & MAP_TYPE) == MAP_PRIVATE ||
               (argument[3] & MAP_ANONYMOUS) != 0 ||
               (argument[2] & PROT_WRITE) == 0;
    case SYS_prlimit64:
        return argument[2] == 0;
    case SYS_socket: /* it connects it to nothing */
        return argument[0] == AF_UNIX;
    case SYS_prctl:
        return argument[0] == PR_CAPBSET_READ || argument[0] == PR_SET_NAME;
    default:
        return false;
    }
}

static bool
is_fork(const struct call *call)
{
    const uint64_t may = CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID;

#ifdef SYS_fork
    if (call->number == SYS_fork || call->number == SYS_vfork)
        return true;
#endif
    return call->number == SYS_clone && (call->arguments[0] & ~may) == SIGCHLD;
}

enum guest_call
guest_call(const struct call *call, uint64_t descriptors)
{
    if (is_fork(call))
        return GUEST_FORKS;
    if (call->number == SYS_wait4)
        return GUEST_WAITS;
    if (AMONG(call->number, by_descriptor))
        return by_its_descriptor(call, descriptors);
    if (AMONG(call->number, looking) || AMONG(call->number, looking_here))
        return GUEST_LOOKS;
    if (call->number == SYS_getppid) /* its parent may have ended */
        return GUEST_OUTER;
    if (AMONG(call->number, told))
        return GUEST_TOLD;
    return AMONG(call->number, own) || is_harmless(call) ? GUEST_OWN
                                                         : GUEST_REFUSED;
}

void
guest_call_path(const struct call *call, int *path, int *folder)
{
    *path = AMONG(call->number, looking) ? 1 : 0;
    *folder = *path - 1;
}

/* The time is that of step's first look, for ever. */
static long
now_s(void)
{
    static long now;

    if (now == 0)
        now = time(NULL);
    return now;
}

static long
tell_bytes(pid_t process, uint64_t address, size_t bytes)
{
    static const char none[256];

    if (bytes > sizeof(none))
        bytes = sizeof(none);
    return target_poke(process, address, none, bytes) ? (long)bytes : -EFAULT;
}

/* The C library asks a service for the names of users (`ls -l`), and where none
 * runs reads /etc/passwd: the same names. So it is told that none does. */
static long
tell_connection(const struct guest_run *run, const struct call *call)
{
    struct sockaddr_un to = {0};
    size_t bytes = call->arguments[2];

    if (bytes > sizeof(to) ||
        !target_peek(run->process, call->arguments[1], &to, bytes) ||
        to.sun_family != AF_UNIX ||
        strncmp(to.sun_path, "/var/run/nscd/socket", sizeof(to.sun_path)) != 0)
        guest_refuse(run, "calls connect");
    return -ENOENT;
}

long
guest_tell(const struct guest_run *run, const struct call *call)
{
    const pid_t process = run->process;
    const uint64_t *argument = call->arguments;
    const struct timespec now = {.tv_sec = now_s()};
    const struct sysinfo memory = {
        .totalram = MEMORY_BYTES, .freeram = MEMORY_BYTES, .mem_unit = 1};

    switch (call->number) {
    case SYS_getpid:
        return run->ids.process;
    case SYS_gettid:
        return run->ids.task;
    case SYS_getppid:
        return run->ids.parent;
    case SYS_clock_gettime:
        return target_poke(process, argument[1], &now, sizeof(now)) ? 0
                                                                    : -EFAULT;
    case SYS_gettimeofday: /* the same two words */
        return argument[0] == 0 ||
                       target_poke(process, argument[0], &now, sizeof(now))
                   ? 0
                   : -EFAULT;
#ifdef SYS_time
    case SYS_time:
        if (argument[0] != 0)
            target_poke(process, argument[0], &now.tv_sec, sizeof(now.tv_sec));
        return now.tv_sec;
#endif
    case SYS_getrandom:
        return tell_bytes(process, argument[0], argument[1]);
    case SYS_getrusage:
        return tell_bytes(process, argument[1], sizeof(struct rusage)) < 0
                   ? -EFAULT
                   : 0;
    case SYS_sysinfo:
        return target_poke(process, argument[0], &memory, sizeof(memory))
                   ? 0
                   : -EFAULT;
    case SYS_connect:
        return tell_connection(run, call);
    case SYS_fcntl:
        return run->program->flags[argument[0]];
    case SYS_clock_nanosleep:
    case SYS_nanosleep:
        return 0;
    default: /* it then reads and writes */
        return -EINVAL;
    }
}
