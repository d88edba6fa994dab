/* The kernel's small text files in /proc and /sys. Any of them may be missing
 * or unreadable: a container hides some, and architectures differ. Then nothing
 * is found, and no message is printed: the caller decides what that means. A
 * path is a format for what follows it, as in printf. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* The rest of the first line that starts with `prefix`, without the white
 * space and the colon after it, cut to fit. An empty prefix takes the first
 * line. False if there is none, or nothing in it. */
bool sysfile_line(char *text, size_t size, const char *prefix, const char *path,
    ...) __attribute__((format(printf, 4, 5)));

/* The whole number at the start of that rest; -1 if there is none. */
long sysfile_number(const char *prefix, const char *path, ...)
    __attribute__((format(printf, 2, 3)));

/* Of a process's or thread's stat file (proc_pid_stat(5)), the fields from the
 * third on, the state: the second, a name, may hold anything. NULL where there
 * is no such task. They stand in `text`. */
enum { SYSFILE_STAT = 1024 };
const char *sysfile_stat(char text[SYSFILE_STAT], const char *path, ...)
    __attribute__((format(printf, 2, 3)));

/* How many entries a folder has, without . and ..; -1 if it cannot be read. */
long sysfile_entries(const char *path);
