/* Memory as the workers share it: one name for one word.
 *
 * A word is 8 bytes, at a multiple of 8. Its key is the same for all workers
 * that can reach it: threads reach all memory of their process; processes only
 * the mappings that they share, which may lie at another address in each. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum { WORD_BYTES = 8, MAX_MAPPINGS = 512 };

struct mapping {
    uint64_t low, high;
    uint64_t key; /* of `low`; shared mappings only, 0 otherwise */
};

/* An address space. */
struct space {
    pid_t task;          /* a worker that lives in it */
    uint64_t own;        /* what the keys of its private words begin with */
    struct pages *pages; /* their words */
    uint64_t clock_low, clock_high; /* the kernel's code that tells the time */
    int count;
    struct mapping mapping[MAX_MAPPINGS];
};

struct word {
    uint64_t key, value;
};

/* Another run of the program begins: its files count anew. */
void space_begin(void);

/* All that is shared from the beginning has been read. What comes later may
 * come in any order, and needs a name. */
void space_begun(void);

/* Read the maps of a task; `number` is the space's among all of the program.
 * Any thread will do, but a process's first may have ended before the others,
 * and then has no memory. */
void space_read(struct space *space, pid_t task, int number);

void space_close(struct space *space);

uint64_t space_key(const struct space *space, uint64_t address);

/* The other way; 0 where the space does not reach it. */
uint64_t space_address(const struct space *space, uint64_t key);

/* How many of its mappings are shared. */
int space_shared(const struct space *space);
/* The key of the word that says what may be done with the page around an
 * address (pages.h). It is kept here and not in the task; at first it is 0. */
uint64_t space_page_key(const struct space *space, uint64_t address);

/* Is any such word not 0? */
bool space_has_pages(const struct space *space);

/* Does the key belong to a shared mapping? */
bool space_is_shared(uint64_t key);

/* Is that code there: what it reads, the kernel changes (vdso(7))? */
bool space_is_clock(const struct space *space, uint64_t address);

/* The private mapping around an address, such as a stack: its lowest one. */
uint64_t space_low(const struct space *space, uint64_t address);

/* Read, or write, the values of words; false if one of them cannot be. */
bool space_load(const struct space *space, struct word *words, size_t count);
bool space_store(
    const struct space *space, const struct word *words, size_t count);
