/* What a process has mapped, from low addresses to high (proc(5)). */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct region {
    uint64_t begin, end;
    uint64_t file;  /* 0: none */
    int rights;     /* PROT_READ and so on */
    bool is_shared; /* perhaps with other processes */
    bool is_stack;  /* grows downwards */
    bool is_kernel; /* the kernel's own: the vDSO, and what it reads */
};

struct mappings {
    int count;
    struct region *map;
};

/* Free it with mappings_free. */
struct mappings mappings_read(pid_t process);
void mappings_free(struct mappings *all);

/* The one that contains the address, or NULL. */
const struct region *mappings_find(
    const struct mappings *all, uint64_t address);

/* The highest free range of that size below a limit; 0: there is none. */
uint64_t mappings_gap(
    const struct mappings *all, uint64_t bytes, uint64_t limit);
