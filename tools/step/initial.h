/* The stack as exec leaves it: how many arguments, the arguments, the
 * environment, the auxiliary vector (getauxval(3)), and all strings. */
#pragma once

#include <elf.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum { MAX_AUXILIARY = 64 };

struct initial {
    char *read; /* all of it, */
    uint64_t sp;
    size_t bytes;
    int arguments, variables;
    int auxiliary_count;
    Elf64_auxv_t auxiliary[MAX_AUXILIARY]; /* with the last, AT_NULL */
};

/* Where its parts are, from low addresses to high. */
struct laid {
    uint64_t sp, auxiliary, arguments, variables, variables_end;
};

/* Read it, from the stack pointer to the end of the stack; free it with
 * initial_free. False if it is something else. */
bool initial_read(
    struct initial *initial, pid_t process, uint64_t sp, uint64_t end);
void initial_free(struct initial *initial);

/* Write it so that it ends at `top`, without the gaps of randomization. */
bool initial_write(const struct initial *initial, pid_t process, uint64_t top,
    struct laid *laid);
