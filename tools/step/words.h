/* Which worker has touched which word, and so where workers can conflict.
 *
 * A word is contended when two workers touch it and one of them writes. Only an
 * access to a contended word is a point of choice: no other worker can tell
 * when the rest happens. Contended words are found on the way; the search then
 * begins again, knowing them. */
#pragma once

#include "store.h"
#include "workers.h"

#include <stdbool.h>
#include <stdint.h>

struct word_facts {
    uint64_t key;
    worker_set readers, writers;
    worker_set half[2]; /* the workers that have touched each half */
    unsigned depths;  /* in how many handlers they were then: a bit for each */
    int contended;    /* its number among these; -1: it is not */
    bool saved;       /* origin is known */
    bool left_behind; /* by its worker, below the stack */
    uint64_t origin;  /* its value when the study began */
};

struct words {
    size_t count;
    struct word_facts *facts;
    struct store_index index;
};

/* NULL: nobody has touched the word. */
const struct word_facts *words_find(const struct words *words, uint64_t key);

/* The facts of a word, valid until the next call for another word. */
struct word_facts *words_at(struct words *words, uint64_t key);

/* The program has been started anew: what its words hold now may differ. */
void words_forget_origins(struct words *words);

/* Note an access. True if it has made the word contended. */
bool words_touch(struct word_facts *facts, int worker, bool reads, bool writes);

/* The same if the worker was in so many handlers of signals: what they share
 * with each other, or with what they interrupt, is contended. */
bool words_interrupt(struct word_facts *facts, int depth);

/* The halves of a word, which are as large as most variables: a bit for each.
 */
enum { HALF_BYTES = 4, LOW_HALF = 1, HIGH_HALF = 2, BOTH_HALVES = 3 };

/* Those in which its bytes from `low` to before `high` are. */
int words_halves(uint64_t low, uint64_t high);

/* The bits of a word's value in these halves. */
static inline uint64_t
words_mask(int halves)
{
    return ((halves & LOW_HALF) != 0 ? 0xffffffffUL : 0) |
           ((halves & HIGH_HALF) != 0 ? 0xffffffffUL << 32 : 0);
}

/* Note which halves of it were touched, after words_touch. */
void words_note_halves(struct word_facts *facts, int worker, int halves);

/* Have several workers touched these halves, as far as known? */
bool words_are_met(const struct word_facts *facts, int halves);

/* Has the worker written the word or, with `or_read`, read it? In these halves,
 * as far as known? */
bool words_touched(
    const struct word_facts *facts, int worker, bool or_read, int halves);
