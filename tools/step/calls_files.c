#include "calls.h"

#include "among.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>

bool
calls_changes_files(const struct call *call)
{
    uint64_t flags = 0;

    switch (call->number) {
    case SYS_linkat:
    case SYS_unlinkat:
    case SYS_ftruncate:
    case SYS_pwrite64:
        return true;
    case SYS_openat:
        flags = call->arguments[2];
        break;
#ifdef SYS_fork /* not on AArch64 */
    case SYS_link:
    case SYS_unlink:
        return true;
    case SYS_open:
        flags = call->arguments[1];
        break;
#endif
    default:
        break;
    }
    return (flags & (O_ACCMODE | O_CREAT | O_TRUNC)) != O_RDONLY;
}

bool
calls_has_descriptor(const struct call *call)
{
    return call->number == SYS_read || call->number == SYS_write;
}

bool
calls_asks_terminal(const struct call *call)
{
    static const long requests[] = {TCGETS, TIOCGWINSZ, TIOCGPGRP};

    return call->number == SYS_ioctl &&
           AMONG((long)call->arguments[1], requests);
}
