/* Is a number in a list: a system call, or what one asks for? */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#define AMONG(number, array)                                                   \
    among(number, array, sizeof(array) / sizeof((array)[0]))

bool among(long number, const long *numbers, size_t count);
