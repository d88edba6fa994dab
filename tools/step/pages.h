/* Memory that is taken away: munmap, mprotect, madvise, and free of a large
 * block.
 *
 * Nothing is taken away for real, so that a worker can go back. Instead each
 * page has a word that says what may be done there, among the words of its
 * space (space_page_key): every access to the page reads that word, and what
 * takes the page away writes it. So they are found to contend, become steps and
 * are taken back, like accesses to any other word; who comes to a page that is
 * gone dies of it there. */
#pragma once

#include "ahead.h"

/* Take note of an access to these pages. */
void pages_touch(
    struct ahead *ahead, uint64_t address, uint64_t bytes, struct pose *pose);

/* Would the worker die of that instruction, as the pages are now? */
bool pages_kill(const struct ahead *ahead, const struct instruction *what);

/* It stands before a call that changes pages (CALL_PAGES): take note of it. The
 * pose becomes POSE_PAGES. What cannot be followed ends us with status 77. */
void pages_look(struct ahead *ahead, struct pose *pose);

/* Make that call. What it returns. */
long pages_make(struct ahead *ahead, const struct call *call);

/* A block of memory that the program has from malloc(3). */
struct block {
    uint64_t address, bytes; /* 0: none */
};

/* The block that a function of the library's is about to take back; and when it
 * has returned: that one is gone if it is large, and what is handed out is
 * there.
 */
struct block pages_taken(const struct ahead *ahead, const char *function);
bool pages_is_large(struct block block);

void pages_give(struct ahead *ahead, const char *function, struct block taken);
