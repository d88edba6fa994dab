#include "start.h"

#include "die.h"
#include "room.h"

#include <string.h>

int
start_failed(const char *call, int code, int started)
{
    complain("%s: %s: only %d workers could be started: the limit is %s: ask "
             "for fewer",
        call, strerror(code), started, room_limit(code));
    return STATUS_CANNOT;
}
