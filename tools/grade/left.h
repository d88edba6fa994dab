/* What a command leaves behind in the system. */
#pragma once

#include <sys/resource.h>

/* What stands in /dev/shm. */
struct left;
struct left *left_look(void);

/* Remove the names that our user has made since that look and that no living
 * process uses; return them, one a line, to be freed. Frees the look. */
char *left_names(struct left *before);

/* Kill all our children but the keeper (user.h), those whom they leave to us as
 * their subreaper, and whomever the keeper finds, until there is none. How many
 * there were; their CPU time is added. */
int left_processes(double *cpu_seconds);

double left_cpu_seconds(const struct rusage *used);
