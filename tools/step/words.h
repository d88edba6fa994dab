/* Who has touched which word: from this follows where workers can meet.
 *
 * A word is contended when two workers touch it and one of them writes. Only an
 * access to a contended word is a point of choice: whatever else a worker does,
 * no other can tell when. That a word is contended is found out on the way; the
 * exploration then begins anew, knowing it. */
#pragma once

#include "store.h"
#include "workers.h"

#include <stdbool.h>
#include <stdint.h>

struct word_facts {
    uint64_t key;
    worker_set readers, writers;
    worker_set half[2]; /* who has touched which half */
    int contended;      /* its number among these; -1: it is not */
    bool saved;         /* origin is known */
    bool left_behind;   /* by its worker, below the stack */
    uint64_t origin;    /* its value when the study began */
};

struct words {
    size_t count;
    struct word_facts *facts;
    struct store_index index;
};

/* NULL: nobody has touched the word. */
const struct word_facts *words_find(const struct words *words, uint64_t key);

/* The facts of a word; they stand until the next call for another word. */
struct word_facts *words_at(struct words *words, uint64_t key);

/* Take note of an access. True if the word has become contended by it, and was
 * not before. */
bool words_touch(struct word_facts *facts, int worker, bool reads, bool writes);

/* These bytes of it were touched: a part of what words_touch was told. */
void words_note_bytes(
    struct word_facts *facts, int worker, uint64_t low, uint64_t high);

/* Has the worker written the word; or, `or_read`, read it? And were that these
 * bytes, as far as can be told? */
bool words_touched(const struct word_facts *facts, int worker, bool or_read,
    uint64_t low, uint64_t high);
