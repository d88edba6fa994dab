/* Memory that goes away: munmap, mprotect, madvise, shmdt, and free of a
 * large block.
 *
 * Nothing is unmapped for real, so that a worker can go back. Instead each page
 * has a word that says what is allowed there, among the words of its space
 * (space_page_key): every access to the page reads that word, and unmapping the
 * page writes it. So they contend, become steps and are undone, like accesses
 * to any other word; a worker that touches an unmapped page dies there. */
#pragma once

#include "ahead.h"

/* Would the worker die of that instruction, as the pages are now? */
bool pages_kill(const struct ahead *ahead, const struct instruction *what);

/* It is about to make a call that changes pages (CALL_PAGES): note that. The
 * pose becomes POSE_PAGES. What cannot be followed ends step with status 77. */
void pages_look(struct ahead *ahead, struct pose *pose);

/* Make that call. Returns its result. */
long pages_make(struct ahead *ahead, const struct call *call);

/* A block of memory that the program has from malloc(3). */
struct block {
    uint64_t address, bytes; /* 0: none */
};

/* The block that a library function is about to free. After its return
 * (pages_give): that block is gone if it is large, and a new one is there. */
struct block pages_taken(const struct ahead *ahead, const char *function);
bool pages_is_large(struct block block);

void pages_give(struct ahead *ahead, const char *function, struct block taken);
