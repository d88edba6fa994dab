#include "must.h"

#include "die.h"

#include <string.h>

/* Is the error a refusal by the machine, or a bug in the program? */
static int
status_of(int code)
{
    switch (code) {
    case EAGAIN:
    case ENOMEM:
    case ENOSPC:
    case EMFILE:
    case ENFILE:
    case EACCES:
    case EPERM:
    case ENOSYS:
    case ENOTSUP:
        return STATUS_CANNOT;
    default:
        return STATUS_BROKEN;
    }
}

void
must_fail(const char *call, int code)
{
    die(status_of(code), "%s: %s%s", call, strerror(code),
        code == EMFILE ? ": see 'ulimit -n'" : "");
}
