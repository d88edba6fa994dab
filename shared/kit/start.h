/* A worker could not be started: say why, and by which limit. The run is over:
 * at the gate the others would wait for it for ever. */
#pragma once

#include <errno.h> /* the error numbers */

/* `call` ("fork", "pthread_create", "coro_spawn") has failed with this error
 * number when `started` workers had been started. Write one line, which says
 * what is in the way (room_advice). Returns STATUS_CANNOT. */
int start_failed(const char *call, int code, int started);

/* The same, and end the program: whatever was started ends with it. (Processes
 * do not: see crew_refused.) */
_Noreturn void start_refused(const char *call, int code, int started);
