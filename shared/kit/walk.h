/* A working set: memory that is walked through, to find it in the caches and
 * in the TLB, or not.
 *
 * One step reads and writes one word. By lines, a step is taken in each line of
 * 64 bytes, in sequence, as caches and prefetchers like it. By pages, it is one
 * line of each page, the first of the first page, the second of the second, and
 * so on round: it takes a TLB entry for every line, and the lines do not all
 * compete for the same set of a cache.
 *
 * The pages are small ones (MADV_NOHUGEPAGE): huge pages come and go by luck,
 * and not alike for a segment and for ordinary memory. */
#ifndef KIT_WALK_H
#define KIT_WALK_H

#include <stddef.h>

enum walk_step { WALK_LINE, WALK_PAGE };

struct walk {
    char *memory;
    size_t room; /* whole pages; 0: an empty set */
    long steps;
    size_t stride_bytes; /* from step to step */
    size_t line_mask;    /* and so many lines, round and round, on top */
};

/* The bytes of the whole pages that hold so many. */
size_t walk_room(size_t bytes);

/* Walk over memory that is there: walk_room(bytes), from a page's start. */
void walk_over(
    struct walk *walk, void *memory, size_t bytes, enum walk_step step);

/* Walk over private memory of its own; nothing is touched yet. Ends the program
 * with status 77 where it cannot be had. */
void walk_new(struct walk *walk, size_t bytes, enum walk_step step);

/* From the first step to the last. */
void walk_once(const struct walk *walk);

#endif
