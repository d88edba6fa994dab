/* A working set: memory that a worker walks through, so that it competes for
 * the caches and the TLB.
 *
 * One step reads and writes one word. By lines, there is a step for each line
 * of 64 bytes, in sequence, which suits caches and prefetchers. By pages, there
 * is a step for one line of each page, the first of the first page, the second
 * of the second, and so on cyclically: each step needs a TLB entry of its own,
 * and the lines do not all compete for the same set of a cache.
 *
 * The pages are small (MADV_NOHUGEPAGE): whether the kernel uses huge pages is
 * unpredictable, and differs between a segment and ordinary memory. */
#pragma once

#include <stddef.h>

enum walk_step { WALK_LINE, WALK_PAGE };

struct walk {
    char *memory;
    size_t room; /* whole pages; 0: an empty set */
    long steps;
    size_t stride_bytes; /* from step to step */
    size_t line_mask;    /* and that many lines, cyclically, on top */
};

/* `bytes` rounded up to whole pages. */
size_t walk_room(size_t bytes);

/* Walk over existing memory: walk_room(bytes), page-aligned. */
void walk_over(
    struct walk *walk, void *memory, size_t bytes, enum walk_step step);

/* Walk over private memory of its own; nothing is touched yet. Ends the program
 * with status 77 if there is not enough. */
void walk_new(struct walk *walk, size_t bytes, enum walk_step step);

/* From the first step to the last. */
void walk_once(const struct walk *walk);
