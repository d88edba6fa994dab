#include "calls.h"

#include <stdio.h>
#include <sys/syscall.h>

#define CALL(name)                                                             \
    {                                                                          \
        SYS_##name, #name                                                      \
    }

/* Names for the refusal: these change what is not followed, on disk or in the
 * caller's process, or come back when nobody knows. */
static const struct {
    long number;
    const char *name;
} table[] = {
    CALL(futex),
    CALL(tgkill),
    CALL(tkill),
    CALL(rt_sigsuspend),
    CALL(rt_sigtimedwait),
    CALL(setitimer),
    CALL(timer_create),
    CALL(mq_open),
    CALL(mq_timedsend),
    CALL(mq_timedreceive),
    CALL(ioctl),
    CALL(ppoll),
    CALL(pselect6),
    CALL(epoll_pwait),
    CALL(recvmsg),
    CALL(sendmsg),
    CALL(accept),
    CALL(accept4),
    CALL(connect),
    CALL(prctl),
    CALL(readv),
    CALL(getdents64),
    CALL(mkdirat),
    CALL(mknodat),
    CALL(renameat2),
    CALL(symlinkat),
    CALL(fchmod),
    CALL(fchmodat),
    CALL(truncate),
    CALL(fallocate),
    CALL(socket),
    CALL(bind),
    CALL(listen),
    CALL(setsid),
    CALL(setpgid),
    CALL(setuid),
    CALL(setrlimit),
    CALL(getrlimit),
    CALL(getitimer),
    CALL(timer_settime),
    CALL(timerfd_create),
    CALL(rt_sigpending),
    CALL(process_vm_readv),
    CALL(set_tid_address),
    CALL(sigaltstack),
#ifdef SYS_fork /* not on AArch64 */
    CALL(select),
    CALL(epoll_wait),
    CALL(alarm),
    CALL(mkdir),
    CALL(rmdir),
    CALL(mknod),
    CALL(rename),
    CALL(symlink),
    CALL(chmod),
    CALL(vfork),
#endif
};

const char *
calls_refused_name(long number)
{
    static char other[32];

    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
        if (table[i].number == number)
            return table[i].name;
    snprintf(other, sizeof(other), "system call %ld", number);
    return other;
}
