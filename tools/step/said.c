#include "said.h"

#include <stdlib.h>
#include <string.h>

static size_t
bytes_of(const struct said *said, int number)
{
    return number == 0 ? 0 : said->part[number - 1].all;
}

static bool
is_same(
    const struct said_part *part, int before, const char *text, size_t bytes)
{
    return part->before == before && part->bytes == bytes &&
           memcmp(part->text, text, bytes) == 0;
}

int
said_add(struct said *said, int before, const char *text, size_t bytes)
{
    size_t all = bytes_of(said, before), cursor = 0;
    int number;

    if (bytes > SAID_BYTES - all)
        bytes = SAID_BYTES - all;
    if (bytes == 0)
        return before;
    uint64_t hash = store_hash(
        store_hash(STORE_HASH, &before, sizeof(before)), text, bytes);
    while ((number = store_next(&said->index, hash, &cursor)) != -1)
        if (is_same(&said->part[number], before, text, bytes))
            return number + 1;
    said->part =
        store_grow(said->part, (size_t)said->count, sizeof(*said->part));
    said->part[said->count] =
        (struct said_part){before, bytes, all + bytes, store_copy(text, bytes)};
    store_add(&said->index, hash, said->count);
    return ++said->count;
}

char *
said_text(const struct said *said, int number)
{
    size_t end = bytes_of(said, number);
    char *text = store_new(end + 1);

    while (number != 0) {
        const struct said_part *part = &said->part[number - 1];
        memcpy(text + part->all - part->bytes, part->text, part->bytes);
        number = part->before;
    }
    return text;
}

bool
said_is_cut(const struct said *said, int number)
{
    return bytes_of(said, number) == SAID_BYTES;
}

void
said_clear(struct said *said)
{
    for (int i = 0; i < said->count; i++)
        free(said->part[i].text);
    free(said->part);
    store_clear(&said->index);
    *said = (struct said){0};
}
