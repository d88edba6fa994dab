/* Does a program name that file in /dev/shm: is it, or its semaphore, a string
 * in the program's file? */
#pragma once

#include <stdbool.h>

struct named;

/* NULL: the file cannot be read, and so names nothing. */
struct named *named_open(const char *file);

bool named_has(const struct named *named, const char *name);

void named_close(struct named *named);
