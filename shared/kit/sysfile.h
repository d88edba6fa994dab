/* The small text files by which the kernel tells about itself, in /proc and
 * /sys. Any of them may be missing, or not ours to read: a container hides
 * some, an architecture has others. Then nothing is found, and nobody is told;
 * what that means, the caller knows. */
#ifndef KIT_SYSFILE_H
#define KIT_SYSFILE_H

#include <stdbool.h>
#include <stddef.h>

/* The rest of the first line that starts with `prefix`, without the white
 * space and the colon after it, cut to fit. An empty prefix takes the first
 * line. False if there is none, or nothing in it. */
bool sysfile_line(
    const char *path, const char *prefix, char *text, size_t size);

/* The whole number at the start of that rest; -1 if there is none. */
long sysfile_number(const char *path, const char *prefix);

/* How many entries a folder has, without . and ..; -1 if it cannot be read. */
long sysfile_entries(const char *path);

#endif
