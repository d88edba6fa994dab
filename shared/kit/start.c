#include "start.h"

#include "die.h"

#include <string.h>

int
start_failed(const char *call, int code, int started)
{
    complain("%s: %s: only %d workers could be started: see 'ulimit -u', or "
             "ask for fewer",
        call, strerror(code), started);
    return STATUS_CANNOT;
}
