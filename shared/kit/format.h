/* For a function that takes a format and its arguments, as printf does. */
#pragma once

#include <stdarg.h>
#include <stdio.h>

/* Write them into `text`; `format` is the function's last named parameter. */
#define FORMAT(text, size, format)                                             \
    do {                                                                       \
        va_list arguments;                                                     \
        va_start(arguments, format);                                           \
        vsnprintf(text, size, format, arguments);                              \
        va_end(arguments);                                                     \
    } while (0)
