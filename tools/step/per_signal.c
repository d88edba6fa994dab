#include "per_signal.h"

#include "store.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static const struct set_of_things *
set_of(const struct per_signal *known, int number)
{
    static const struct set_of_things none;

    return number == 0 ? &none : &known->set[number - 1];
}

void
per_signal_copy(const struct per_signal *known, int number, void *thing)
{
    if (number == 0)
        memset(thing, 0, known->bytes);
    else
        memcpy(thing, known->thing + (size_t)(number - 1) * known->bytes,
            known->bytes);
}

int
per_signal_at(const struct per_signal *known, int set, int signal)
{
    return set_of(known, set)->number[signal - 1];
}

static bool
is_none(const struct per_signal *known, const char *thing)
{
    return thing[0] == 0 && memcmp(thing, thing + 1, known->bytes - 1) == 0;
}

static int
number_of(struct per_signal *known, const void *thing)
{
    if (is_none(known, thing))
        return 0;
    for (int i = 0; i < known->things; i++)
        if (memcmp(known->thing + (size_t)i * known->bytes, thing,
                known->bytes) == 0)
            return i + 1;
    known->thing =
        store_grow(known->thing, (size_t)known->things, known->bytes);
    memcpy(known->thing + (size_t)known->things * known->bytes, thing,
        known->bytes);
    return ++known->things;
}

int
per_signal_replace(
    struct per_signal *known, int set, int signal, const void *thing)
{
    struct set_of_things wanted = *set_of(known, set);

    wanted.number[signal - 1] = number_of(known, thing);
    for (int i = 0; i <= known->sets; i++)
        if (memcmp(set_of(known, i), &wanted, sizeof(wanted)) == 0)
            return i;
    known->set =
        store_grow(known->set, (size_t)known->sets, sizeof(*known->set));
    known->set[known->sets] = wanted;
    return ++known->sets;
}

void
per_signal_clear(struct per_signal *known)
{
    free(known->thing);
    free(known->set);
    *known = (struct per_signal){.bytes = known->bytes};
}
