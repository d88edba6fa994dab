/* A file of the lab as a text in a program: what is no C need not stand in C's
 * quotes.
 *
 *     EMBED(program, "shared/parallel/cpython.py");
 *
 * makes it `const char program[]`, ended by a NUL. The path is from the top
 * folder, where everything is compiled. The compiler does not note it as a
 * dependency: the Makefile names it. */
#pragma once

#define EMBED(name, path)                                                      \
    extern const char name[];                                                  \
    __asm__(".pushsection .rodata\n" #name ": .incbin \"" path "\"\n"          \
            ".byte 0\n.popsection")
