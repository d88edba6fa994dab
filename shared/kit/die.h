/* One line on stderr and an exit status: how every program reports an error.
 *
 * A message names what failed, why, and what to do about it. It is written by
 * a single write(2), so that lines of several workers never mix; control
 * characters, which an argument may hold, are written as \xNN.
 * Safe from any thread and from a child after fork. */
#pragma once

enum status {
    STATUS_HELD = 0,   /* the invariant held */
    STATUS_BROKEN = 1, /* it was violated, or a worker died */
    STATUS_USAGE = 2,  /* the command line is wrong */
    STATUS_STUCK = 3,  /* deadlock or time-out */
    STATUS_CANNOT = 77 /* this machine cannot do it: the message says why */
};

/* The name at the start of each message, such as "proc/counter". */
void die_name(const char *name);

/* Write one line. In the format, %m is errno's text; where a function returns
 * its error instead (the pthread family), pass strerror(code) for a %s. */
void complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The same, then exit(status); what stdout still holds is not printed. If
 * several threads do so at once, or several processes after die_once, only the
 * first prints its line. */
void die(int status, const char *format, ...)
    __attribute__((noreturn, format(printf, 2, 3)));

/* Before fork: of all children, only the first to die says why, since the
 * others usually die of the same cause. */
void die_once(void);
