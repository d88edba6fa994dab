/* Pages that are closed to a worker while it runs natively (native.h): at
 * first, all that may be written or are shared. They are opened one by one as
 * it reaches them, if they concern no other worker; the old contents are kept.
 */
#pragma once

#include "ahead.h"

/* Keeping this many pages is affordable; with more, the stretch ends. */
enum { GUARD_MOST = 16384 };

struct guard {
    struct ahead *ahead;
    uint64_t call_at; /* a system call instruction */
    int areas;
    struct area {
        uint64_t low, high;
        int rights;
        bool is_stack;
    } * area;
    size_t count;
    struct opened {
        uint64_t page;
        bool written;                           /* it may be */
        unsigned char before[BLIND_PAGE_BYTES]; /* all zero: it did not exist */
    } * *opened;
    struct store_index index;
};

/* Close all. On failure, false: then nothing is closed. */
bool guard_begin(struct guard *guard, struct ahead *ahead);

/* The worker has reached that closed address: open its page. False if that is
 * not allowed. */
bool guard_open(struct guard *guard, uint64_t address);

/* Open all, and note what has changed. */
void guard_end(struct guard *guard);

/* The area around an address; NULL: it was never closed. */
const struct area *guard_area(const struct guard *guard, uint64_t address);

/* The page around it, if it has been opened. */
struct opened *guard_opened(const struct guard *guard, uint64_t address);

bool guard_protect(
    const struct guard *guard, uint64_t low, uint64_t high, int rights);

/* Keep the word's initial value, unless known: the worker may have written it
 * unseen since. */
void guard_keep_origin(struct guard *guard, uint64_t address);
