/* Lost updates: a value that is overwritten by a worker that has not seen it.
 */
#pragma once

#include "study.h"

/* Which worker wrote a byte last, and which have read it since. */
struct trail {
    int writer;       /* -1: nobody has */
    worker_set known; /* the workers that have read it since */
};

struct lost {
    struct trail *trail; /* of each byte of the words in conflict; or NULL */
};

/* The worker whose update this step overwrites; -1: there is none. All steps of
 * the schedule are shown to it, in their order. */
int lost_find(struct lost *lost, const struct played *played);

void lost_clear(struct lost *lost);
