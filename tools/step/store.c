#include "store.h"

#include "kit/die.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_SLOTS = 64 };

static void *
need(void *memory)
{
    if (memory == NULL)
        die(STATUS_CANNOT, "malloc: %m: too many states: ask for fewer "
                           "--iterations, workers or --preemptions");
    return memory;
}

void *
store_grow(void *array, size_t count, size_t element_bytes)
{
    if ((count & (count - 1)) != 0) /* not a power of two: there is room */
        return array;
    return need(realloc(array, (count == 0 ? 1 : 2 * count) * element_bytes));
}

void *
store_copy(const void *from, size_t bytes)
{
    return memcpy(need(malloc(bytes + 1)), from, bytes);
}

void *
store_new(size_t bytes)
{
    return need(calloc(1, bytes + 1));
}

/* The shift brings the upper bits, which mix best in a product, down to the
 * lower ones, which the tables use. */
static uint64_t
mix(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * 0x9e3779b97f4a7c15UL;
    return hash ^ hash >> 32;
}

uint64_t
store_hash(uint64_t hash, const void *from, size_t bytes)
{
    const unsigned char *byte = from;
    uint64_t word = 0;

    for (; bytes >= sizeof(word); bytes -= sizeof(word), byte += sizeof(word)) {
        memcpy(&word, byte, sizeof(word));
        hash = mix(hash, word);
    }
    word = bytes;
    memcpy(&word, byte, bytes);
    return bytes > 0 ? mix(hash, word) : hash;
}

int
store_next(const struct store_index *index, uint64_t hash, size_t *cursor)
{
    while (index->slots > 0) {
        const struct store_slot *slot =
            &index->slot[(hash + (*cursor)++) & (index->slots - 1)];
        if (slot->number == -1)
            break;
        if (slot->hash == hash)
            return slot->number;
    }
    return -1;
}

static void
put(struct store_index *index, uint64_t hash, int number)
{
    size_t i = hash & (index->slots - 1);

    while (index->slot[i].number != -1)
        i = (i + 1) & (index->slots - 1);
    index->slot[i] = (struct store_slot){hash, number};
}

void
store_add(struct store_index *index, uint64_t hash, int number)
{
    if (2 * (index->used + 1) > index->slots) {
        struct store_index old = *index;
        index->slots = old.slots == 0 ? FIRST_SLOTS : 2 * old.slots;
        index->slot = need(malloc(index->slots * sizeof(*index->slot)));
        for (size_t i = 0; i < index->slots; i++)
            index->slot[i].number = -1;
        for (size_t i = 0; i < old.slots; i++)
            if (old.slot[i].number != -1)
                put(index, old.slot[i].hash, old.slot[i].number);
        free(old.slot);
    }
    put(index, hash, number);
    index->used++;
}

void
store_clear(struct store_index *index)
{
    free(index->slot);
    *index = (struct store_index){0};
}
