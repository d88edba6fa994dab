#include "blind.h"

#include "machine.h"

#include <stdlib.h>

static struct blind_page *
find(const struct blind *blind, uint64_t key)
{
    uint64_t page = key / BLIND_PAGE_BYTES * BLIND_PAGE_BYTES;
    uint64_t hash = store_hash(STORE_HASH, &page, sizeof(page));
    size_t cursor = 0;
    int number;

    while ((number = store_next(&blind->index, hash, &cursor)) != -1)
        if (blind->page[number].key == page)
            return &blind->page[number];
    return NULL;
}

static bool
has_others(worker_set readers, worker_set writers, int worker, bool writes)
{
    return ((writers | (writes ? readers : 0)) & ~workers_only(worker)) != 0;
}

/* Of the seen accesses. */
static bool
is_contended(const struct words *words, uint64_t page, int worker, bool writes)
{
    for (uint64_t i = 0; i < BLIND_PAGE_BYTES; i += WORD_BYTES) {
        const struct word_facts *facts = words_find(words, page + i);
        if (facts != NULL &&
            (facts->contended != -1 ||
                has_others(facts->readers, facts->writers, worker, writes)))
            return true;
    }
    return false;
}

bool
blind_may(struct machine *machine, int worker, uint64_t key, bool writes)
{
    const struct blind_page *page = find(&machine->blind, key);

    return (page == NULL ||
               (!page->shut && !has_others(page->readers, page->writers, worker,
                                   writes))) &&
           !is_contended(&machine->words, key, worker, writes) &&
           !early_touches(machine, worker, key, writes);
}

void
blind_note(struct machine *machine, int worker, uint64_t key, bool writes)
{
    struct blind *blind = &machine->blind;
    struct blind_page *page = find(blind, key);

    if (page == NULL) {
        blind->page =
            store_grow(blind->page, blind->count, sizeof(*blind->page));
        page = &blind->page[blind->count];
        *page = (struct blind_page){.key = key};
        store_add(&blind->index, store_hash(STORE_HASH, &key, sizeof(key)),
            (int)blind->count++);
    }
    page->readers |= workers_only(worker);
    page->writers |= writes ? workers_only(worker) : 0;
}

static void
shut(struct blind_page *page)
{
    page->shut = true;
    page->readers = page->writers = 0;
}

void
blind_meet(struct machine *machine, int worker, uint64_t key, bool writes)
{
    struct blind *blind = &machine->blind;
    struct blind_page *page = blind->count > 0 ? find(blind, key) : NULL;

    if (page == NULL || blind->plays ||
        !has_others(page->readers, page->writers, worker, writes))
        return;
    shut(page);
    blind->met = true;
    machine->stale |= !machine->scouts;
}

void
blind_shut(struct machine *machine, uint64_t key)
{
    struct blind_page *page = find(&machine->blind, key);

    if (page != NULL)
        shut(page);
}

void
blind_clear(struct blind *blind)
{
    store_clear(&blind->index);
    free(blind->page);
    blind->page = NULL;
    blind->count = 0;
}
