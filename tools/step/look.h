/* What the kernel tells of a task in /proc (proc(5)). A task that is gone tells
 * nothing. A file that cannot be opened for another reason, such as no
 * descriptor left, ends the search: else a task that naps would be taken for
 * one that sleeps for good, and a signal for one that nobody handles. */
#pragma once

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

/* To read /proc/ID/NAME, or to list it; NULL: the task is gone. */
FILE *look_file(pid_t id, const char *name);
DIR *look_folder(pid_t id, const char *name);

/* The first line of /proc/ID/NAME that begins with `field`, such as "PPid:",
 * cut to fit. False, and an empty line, if there is none. */
enum { LOOK_LINE = 256 };
bool look_line(
    pid_t id, const char *name, const char *field, char line[LOOK_LINE]);

/* /proc/ID/mem, to write there, also where the task itself may not; -1: the
 * task is gone. */
int look_memory(pid_t id);
