#include "words.h"

static struct word_facts *
find(const struct words *words, uint64_t key, uint64_t hash)
{
    size_t cursor = 0;
    int number;

    while ((number = store_next(&words->index, hash, &cursor)) != -1)
        if (words->facts[number].key == key)
            return &words->facts[number];
    return NULL;
}

const struct word_facts *
words_find(const struct words *words, uint64_t key)
{
    return find(words, key, store_hash(STORE_HASH, &key, sizeof(key)));
}

struct word_facts *
words_at(struct words *words, uint64_t key)
{
    uint64_t hash = store_hash(STORE_HASH, &key, sizeof(key));
    struct word_facts *known = find(words, key, hash);

    if (known != NULL)
        return known;
    words->facts =
        store_grow(words->facts, words->count, sizeof(*words->facts));
    store_add(&words->index, hash, (int)words->count);
    words->facts[words->count] =
        (struct word_facts){.key = key, .contended = -1};
    return &words->facts[words->count++];
}

void
words_forget_origins(struct words *words)
{
    for (size_t i = 0; i < words->count; i++)
        words->facts[i].saved = false;
}

bool
words_touch(struct word_facts *facts, int worker, bool reads, bool writes)
{
    worker_set self = workers_only(worker);

    facts->readers |= reads ? self : 0;
    facts->writers |= writes ? self : 0;
    worker_set all = facts->readers | facts->writers;
    bool met = facts->writers != 0 && workers_are_several(all);
    return met && facts->contended == -1;
}

bool
words_interrupt(struct word_facts *facts, int depth)
{
    facts->depths |= 1U << depth;
    bool met =
        facts->writers != 0 && (facts->depths & (facts->depths - 1)) != 0;
    return met && facts->contended == -1;
}

int
words_halves(uint64_t low, uint64_t high)
{
    return (low < HALF_BYTES ? LOW_HALF : 0) |
           (high > HALF_BYTES ? HIGH_HALF : 0);
}

void
words_note_halves(struct word_facts *facts, int worker, int halves)
{
    for (int i = 0; i < 2; i++)
        if ((halves & 1 << i) != 0)
            facts->half[i] |= workers_only(worker);
}

static worker_set
who_touched(const struct word_facts *facts, int halves)
{
    return ((halves & LOW_HALF) != 0 ? facts->half[0] : 0) |
           ((halves & HIGH_HALF) != 0 ? facts->half[1] : 0);
}

bool
words_are_met(const struct word_facts *facts, int halves)
{
    return workers_are_several(who_touched(facts, halves));
}

bool
words_touched(
    const struct word_facts *facts, int worker, bool or_read, int halves)
{
    worker_set tasks = facts->writers | (or_read ? facts->readers : 0);

    return workers_has(tasks & who_touched(facts, halves), worker);
}
