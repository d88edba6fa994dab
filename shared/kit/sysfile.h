/* The kernel's small text files in /proc and /sys. Any of them may be missing
 * or unreadable: a container hides some, and architectures differ. Then nothing
 * is found, and no message is printed: the caller decides what that means. A
 * path is a format for what follows it, as in printf. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* The rest of the first line that starts with `prefix`, without the white
 * space and the colon after it, cut to fit. An empty prefix takes the first
 * line. False if there is none, or nothing in it. */
#define sysfile_line(text, size, prefix, ...)                                  \
    sysfile_line_of(sysfile_open(__VA_ARGS__), text, size, prefix)

/* The whole number at the start of that rest; -1 if there is none. */
#define sysfile_number(prefix, ...)                                            \
    sysfile_number_of(sysfile_open(__VA_ARGS__), prefix)

/* Of a process's or thread's stat file (proc_pid_stat(5)), the fields from the
 * third on, the state: the second, a name, may hold anything. NULL where there
 * is no such task. They are in `text`. */
#define sysfile_stat(text, ...) sysfile_stat_of(sysfile_open(__VA_ARGS__), text)
enum { SYSFILE_STAT = 1024 };

/* What these do: open the file, or NULL; read it and close it. */
FILE *sysfile_open(const char *path, ...) __attribute__((format(printf, 1, 2)));
bool sysfile_line_of(FILE *file, char *text, size_t size, const char *prefix);
long sysfile_number_of(FILE *file, const char *prefix);
const char *sysfile_stat_of(FILE *file, char text[SYSFILE_STAT]);

/* How many entries a folder has, without . and ..; -1 if it cannot be read. */
long sysfile_entries(const char *path);
