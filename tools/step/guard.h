/* Pages that are closed to a worker while it runs natively (native.h): all that
 * may be written or is shared, at first. What it comes to is opened page by
 * page, where no other has to do with it; what stood there before is kept. */
#pragma once

#include "ahead.h"

/* What is kept of so many pages is no burden; where there are more, the stretch
 * ends. */
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
        unsigned char before[BLIND_PAGE_BYTES]; /* all zero: it was not there */
    } * *opened;
    struct store_index index;
};

/* Close all. False where that cannot be: then nothing is closed. */
bool guard_begin(struct guard *guard, struct ahead *ahead);

/* The worker has come to that address, which is closed: open its page. False
 * where it may not. */
bool guard_open(struct guard *guard, uint64_t address);

/* Open all, and take note of what has changed. */
void guard_end(struct guard *guard);

/* The area around an address; NULL: it was never closed. */
const struct area *guard_area(const struct guard *guard, uint64_t address);

/* The page around it, if it has been opened. */
struct opened *guard_opened(const struct guard *guard, uint64_t address);

bool guard_protect(
    const struct guard *guard, uint64_t low, uint64_t high, int rights);

/* What stood there when the study began, unless that is known: the worker may
 * have written it unseen since. */
void guard_keep_origin(struct guard *guard, uint64_t address);
