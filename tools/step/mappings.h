/* What a process has mapped, from low addresses to high (proc(5)). */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct region {
    uint64_t begin, end;
    uint64_t file;  /* 0: none */
    int rights;     /* PROT_READ and so on */
    bool is_shared; /* with other processes, or it may be */
    bool is_stack;  /* grows downwards */
    bool is_kernel; /* of the kernel's own: the vDSO, and what that reads */
};

struct mappings {
    int count;
    struct region *map;
};

/* To be freed by mappings_free. */
struct mappings mappings_read(pid_t process);
void mappings_free(struct mappings *all);

/* The one that holds the address; NULL: there is none. */
const struct region *mappings_find(
    const struct mappings *all, uint64_t address);

/* The highest free place of so many bytes below a limit; 0: there is none. */
uint64_t mappings_gap(
    const struct mappings *all, uint64_t bytes, uint64_t limit);
