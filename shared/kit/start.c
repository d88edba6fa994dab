#include "start.h"

#include "die.h"
#include "room.h"
#include "stop.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

int
start_failed(const char *call, int code, int started)
{
    char how_many[32] = "no worker";

    if (started > 0)
        snprintf(how_many, sizeof(how_many), "only %d worker%s", started,
            started == 1 ? "" : "s");
    complain("%s: %s: %s could be started: %s%s", call, strerror(code),
        how_many, room_advice(code), started > 0 ? ": ask for fewer" : "");
    return STATUS_CANNOT;
}

void
start_refused(const char *call, int code, int started)
{
    int status = start_failed(call, code, started);

    stop_release(0); /* dies of a signal that came meanwhile */
    /* Not exit: its handlers would run beside the workers that there are. */
    _exit(status);
}
