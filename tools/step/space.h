/* Memory as the workers share it: one name per word.
 *
 * A word is 8 bytes, at a multiple of 8. Its key is the same for all workers
 * that can reach it: threads reach all memory of their process; processes only
 * the mappings that they share, which may have a different address in each. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum { WORD_BYTES = 8, MAX_MAPPINGS = 512 };

struct mapping {
    uint64_t low, high;
    uint64_t key;     /* of `low`; shared mappings only, 0 otherwise */
    bool grows;       /* it is the stack that the kernel has made */
    bool guarded;     /* there is a page below that nobody may touch */
    bool is_system_v; /* shmat(2) has attached it */
};

/* An address space. */
struct space {
    pid_t task;                   /* a worker that lives in it */
    uint64_t own;                 /* the prefix of its private words' keys */
    struct pages *pages;          /* their words */
    uint64_t vdso_low, vdso_high; /* the kernel's code in the process */
    uint64_t shared_low, shared_high; /* around all its shared mappings */
    int count;
    struct mapping mapping[MAX_MAPPINGS];
};

struct word {
    uint64_t key, value;
};

/* The key of a word that is in no memory: what the clock says (tell.h). */
#define SPACE_CLOCK (~7UL)

/* Read the maps of a task; `number` is the space's among all of the program.
 * Any thread will do, but a process's first may have ended before the others;
 * then it has no memory. */
void space_read(struct space *space, pid_t task, int number);

/* Is the key's file in /dev/shm, where each start makes it anew, and has the
 * last space_read found it for the first time in this start? */
bool space_is_new(uint64_t key);

void space_close(struct space *space);

uint64_t space_key(const struct space *space, uint64_t address);

/* The reverse; 0 if the space does not reach it. */
uint64_t space_address(const struct space *space, uint64_t key);

/* How many of its mappings are shared. */
int space_shared(const struct space *space);
enum { PAGE_BYTES = 4096 };

/* The key of the word that says what is allowed in the page around an address
 * (pages.h). The word is kept here, not in the task; at first it is 0. */
uint64_t space_page_key(const struct space *space, uint64_t address);

/* Is any such word not 0? */
bool space_has_pages(const struct space *space);

/* Does the key belong to a shared mapping? */
bool space_is_shared(uint64_t key);

/* Is the kernel's code in the process there (vdso(7))? */
bool space_is_vdso(const struct space *space, uint64_t address);

/* The mapping around an address; NULL: there is none. */
const struct mapping *space_mapping(
    const struct space *space, uint64_t address);

/* The bytes of System V memory that is attached at that address; 0: none. */
uint64_t space_attached(const struct space *space, uint64_t address);

/* Can it read that word? Not if only another process has it. */
bool space_reaches(const struct space *space, uint64_t key);

/* Read or write the values of words, all at once. False if one fails. */
bool space_load(const struct space *space, struct word *words, size_t count);
bool space_store(
    const struct space *space, const struct word *words, size_t count);
