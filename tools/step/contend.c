#include "contend.h"

#include "limit.h"
#include "place.h"

#include <stdio.h>
#include <stdlib.h>

void
contend_add(struct contended *contended, uint64_t key)
{
    for (int i = 0; i < contended->count; i++)
        if (contended->key[i] == key)
            return;
    contended->key = store_grow(
        contended->key, (size_t)contended->count, sizeof(*contended->key));
    contended->key[contended->count++] = key;
}

static void
contend(struct machine *machine, uint64_t key)
{
    contend_add(machine->scouts ? &machine->found : machine->contended, key);
    machine->stale |= !machine->scouts;
}

/* Named as the first worker sees it. */
void
machine_name(const struct machine *machine, int worker, uint64_t address,
    bool whole, char *out, size_t size)
{
    const struct space *first = &machine->space[machine->space_of[0]];
    uint64_t key =
        space_key(&machine->space[machine->space_of[worker]], address);
    uint64_t there = space_address(first, key);

    if (there == 0 ||
        !names_say(there + address % WORD_BYTES, whole, out, size))
        snprintf(out, size, "[%#lx]", (unsigned long)address);
}

int
machine_contend_key(struct machine *machine, uint64_t key)
{
    struct word_facts *facts = words_at(&machine->words, key);

    if (facts->contended == -1) {
        blind_shut(machine, key);
        contend(machine, key);
    }
    return facts->contended;
}

int
machine_contend(struct machine *machine, int worker, uint64_t address)
{
    return machine_contend_key(machine,
        space_key(&machine->space[machine->space_of[worker]], address));
}

void
contend_number(struct machine *machine)
{
    free(machine->first_values);
    machine->first_values =
        store_new((size_t)machine->contended->count * WORD_BYTES);
    for (int i = 0; i < machine->contended->count; i++) {
        uint64_t key = machine->contended->key[i];
        struct word word = {key, 0};
        struct word_facts *facts = words_at(&machine->words, key);
        facts->contended = i;
        const struct space *space = place_space_with(machine, key);
        if (!facts->saved && space != NULL) {
            if (!space_load(space, &word, 1))
                place_lose();
            facts->origin = word.value;
            facts->saved = true;
        }
        machine->first_values[i] = facts->origin;
    }
}

/* The word's earlier value is known only now: if it is another than was taken
 * for it (0, or that of an earlier start), the search begins again with it. */
bool
machine_look_again(struct machine *machine, int worker)
{
    struct space *space = &machine->space[machine->space_of[worker]];
    int shared = space_shared(space);

    space_read(space, space->task, machine->space_of[worker]);
    for (int i = 0; i < machine->contended->count; i++) {
        struct word word = {machine->contended->key[i], 0};
        struct word_facts *facts = words_at(&machine->words, word.key);
        bool was_saved = facts->saved;
        if ((was_saved && !space_is_new(word.key)) ||
            space_address(space, word.key) == 0)
            continue;
        if (!space_load(space, &word, 1))
            place_lose();
        if (was_saved && word.value != facts->origin)
            limit_refuse("a worker maps memory in mid-study that holds at "
                         "first now this, now that: it is not followed; map it "
                         "before the workers are made");
        machine->stale |= word.value != facts->origin;
        facts->origin = word.value;
        facts->saved = true;
    }
    return space_shared(space) != shared;
}
