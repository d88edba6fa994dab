#include "round.h"

#include <stdlib.h>
#include <string.h>

/* Instructions before the first mark, and to the second. */
enum { FIRST_SPAN = 32 };

static void
mark(struct round *round, const struct ahead *ahead)
{
    if (round->vectors == NULL)
        round->vectors = store_new(sizeof(*round->vectors));
    round->marked = arch_read_vectors(ahead->task, round->vectors);
    round->then = ahead->registers;
    round->span = round->span == 0 ? FIRST_SPAN : 2 * round->span;
    round->steps = 0;
    round->count = 0;
    store_clear(&round->index);
}

/* The word's value at the mark, before its first write. */
static void
keep_word(struct round *round, const struct ahead *ahead, uint64_t key)
{
    uint64_t hash = store_hash(STORE_HASH, &key, sizeof(key));
    struct word word = {key, 0};
    size_t cursor = 0;
    int number;

    while ((number = store_next(&round->index, hash, &cursor)) != -1)
        if (round->word[number].key == key)
            return;
    if (!space_load(ahead->space, &word, 1))
        return; /* it will die of that, or its stack is about to grow */
    round->word = store_grow(round->word, round->count, sizeof(*round->word));
    store_add(&round->index, hash, (int)round->count);
    round->word[round->count++] = word;
}

static void
keep_words(struct round *round, const struct ahead *ahead,
    const struct instruction *what)
{
    for (int i = 0; i < what->operands; i++) {
        const struct operand *operand = &what->operand[i];
        uint64_t address = decode_address(operand, &ahead->registers);
        uint64_t first = address / WORD_BYTES * WORD_BYTES;
        if (!operand->writes)
            continue;
        for (uint64_t at = first; at < address + operand->bytes;
             at += WORD_BYTES)
            keep_word(round, ahead, space_key(ahead->space, at));
    }
}

static bool
is_as_marked(const struct round *round, const struct ahead *ahead)
{
    static struct vectors now;

    if (arch_pc(&ahead->registers) != arch_pc(&round->then) ||
        memcmp(&ahead->registers, &round->then, sizeof(round->then)) != 0)
        return false;
    for (size_t i = 0; i < round->count; i++) {
        struct word word = {round->word[i].key, 0};
        if (!space_load(ahead->space, &word, 1) ||
            word.value != round->word[i].value)
            return false;
    }
    return arch_read_vectors(ahead->task, &now) &&
           now.bytes == round->vectors->bytes &&
           memcmp(now.image, round->vectors->image, now.bytes) == 0;
}

bool
round_closes(
    struct round *round, struct ahead *ahead, const struct instruction *what)
{
    /* The kernel's code in the process tells which processor it is on: that
     * varies. The time, which it told too, comes from step (answer.h). */
    if (space_is_vdso(ahead->space, what->address)) {
        round->marked = false;
        round->steps = round->span = 0;
        return false;
    }
    if (round->marked && is_as_marked(round, ahead))
        return true;
    if (round->steps == (round->span == 0 ? FIRST_SPAN : round->span))
        mark(round, ahead);
    round->steps++;
    if (round->marked)
        keep_words(round, ahead, what);
    return false;
}

void
round_clear(struct round *round)
{
    free(round->vectors);
    free(round->word);
    store_clear(&round->index);
}
