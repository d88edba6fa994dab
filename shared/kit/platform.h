/* The platform: the CPU, any hypervisor or container, the C library. */
#pragma once

#include <stdbool.h>

enum { PLATFORM_TEXT = 128 };

/* The CPU's name, or at least its architecture. */
void platform_cpu(char text[PLATFORM_TEXT]);

/* The evidence that we run under a hypervisor or in a container; false if there
 * is none, which is no proof. */
bool platform_below(char text[PLATFORM_TEXT]);

/* "glibc 2.36", in static storage. */
const char *platform_libc(void);
