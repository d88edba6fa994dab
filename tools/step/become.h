/* A worker becomes another program (guest.h) by execve(2), and what it does
 * then. */
#pragma once

#include "ahead.h"
#include "become_given.h"

/* Is that call an execve of a file that is not there? */
bool become_finds_none(struct ahead *ahead, const struct call *call);

/* The worker that stands there is killed: what it has made would go on. */
void become_kill(const struct pose *pose);

/* The kernel's part of the execve at that pose: it closes what the other
 * program does not inherit. Returns the guest, or -errno. */
long become_part(struct machine *machine, int pose);

/* The same, if that makes another program of the heir. */
long become_inherit(struct machine *machine, int pose, const struct heir *heir);

/* execve, which returns 0 or -errno; guest: what become_part has returned, or 0
 * if there was no need for it. */
long become_make(struct ahead *ahead, long guest);

/* It has become another program, or has made a call of that: the pose of its
 * next. */
int become_next(struct ahead *ahead, bool alive);

/* A spare process is that guest from its beginning: the pose of its first call.
 */
int become_born(const struct ahead *parent, int child, int guest);
