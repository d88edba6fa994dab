/* What a command leaves behind in the system. */
#pragma once

#include <sys/resource.h>

/* The names in /dev/shm. */
struct left;
struct left *left_look(void);

/* Remove the names that our user has made since that look and that no living
 * process uses; return them, one a line, to be freed. Frees the look. */
char *left_names(struct left *before);

/* Kill all our children except the keeper (user.h), the orphans that come to us
 * as their subreaper, and all that the keeper finds, until none is left.
 * Returns their number; adds their CPU time. */
int left_processes(double *cpu_seconds);

double left_cpu_seconds(const struct rusage *used);
