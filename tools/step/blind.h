/* Pages in which a worker has worked unseen (native.h): which words it has read
 * and written there is unknown.
 *
 * Such a page belongs to it until another conflicts with it there: both have
 * touched the page, and one of them writes. Then words of it may be contended.
 * So from then on the page is open to none, each access to it is seen, and the
 * search begins again. */
#pragma once

#include "store.h"
#include "workers.h"

#include <stdbool.h>
#include <stdint.h>

struct machine;

enum { BLIND_PAGE_BYTES = 4096 };

struct blind {
    bool plays; /* one schedule, after a search that knows what is contended */
    bool met;   /* there was a conflict since the workers began */
    size_t count;
    struct blind_page {
        uint64_t key; /* of its first word */
        worker_set readers, writers;
        bool shut;
    } * page;
    struct store_index index;
};

/* May the worker touch the page with that key unseen? Yes if it concerns no
 * other, or all only read there. */
bool blind_may(struct machine *machine, int worker, uint64_t key, bool writes);

/* It does. */
void blind_note(struct machine *machine, int worker, uint64_t key, bool writes);

/* A worker touches that word in a seen step. */
void blind_meet(struct machine *machine, int worker, uint64_t key, bool writes);

/* That word is contended. */
void blind_shut(struct machine *machine, uint64_t key);

void blind_clear(struct blind *blind);
