#include "start.h"

#include "die.h"
#include "room.h"

#include <stdlib.h>
#include <string.h>

int
start_failed(const char *call, int code, int started)
{
    complain("%s: %s: only %d workers could be started: %s%s", call,
        strerror(code), started, room_advice(code),
        started > 0 ? ": ask for fewer" : "");
    return STATUS_CANNOT;
}

void
start_refused(const char *call, int code, int started)
{
    exit(start_failed(call, code, started));
}
