/* The threads and locks of C11, so that ThreadSanitizer sees them. */
#pragma once

#include <stdbool.h>

struct source;

/* It watches the calls of POSIX alone: to it a lock of C11 is none, and what
 * that guards would race. This is the text of a C source, to be linked with a
 * program, that has C11's functions, made of those of POSIX. */
extern const char c11_threads[];

/* Does the source name any of them? */
bool c11_is_used(const struct source *source);
