#include "initial.h"

#include "store.h"
#include "target.h"

#include <stdlib.h>
#include <string.h>

enum { WORD = 8, ALIGNMENT = 16, RANDOM_BYTES = 16 };

static uint64_t
word_at(const struct initial *initial, size_t index)
{
    uint64_t word = 0;

    if ((index + 1) * WORD <= initial->bytes)
        memcpy(&word, initial->read + index * WORD, WORD);
    return word;
}

bool
initial_read(struct initial *initial, pid_t process, uint64_t sp, uint64_t end)
{
    size_t index = 0;

    *initial = (struct initial){.sp = sp, .bytes = end - sp};
    /* One byte more: no string ends beyond it. */
    initial->read = store_new(initial->bytes + 1);
    if (!target_peek(process, sp, initial->read, initial->bytes))
        return false;
    initial->arguments = (int)word_at(initial, index++);
    while (word_at(initial, index) != 0)
        index++;
    if (index++ != 1 + (size_t)initial->arguments)
        return false;
    while (word_at(initial, index++) != 0)
        initial->variables++;
    for (; initial->auxiliary_count < MAX_AUXILIARY; index += 2) {
        Elf64_auxv_t *entry = &initial->auxiliary[initial->auxiliary_count++];
        entry->a_type = word_at(initial, index);
        entry->a_un.a_val = word_at(initial, index + 1);
        if (entry->a_type == AT_NULL)
            return true;
    }
    return false;
}

void
initial_free(struct initial *initial)
{
    free(initial->read);
}

/* The output: words at the low end, strings at the high one. */
struct writer {
    const struct initial *initial;
    uint64_t *word;
    char *text;
    uint64_t text_at; /* where that will be */
    size_t words, text_bytes;
};

static void
add_word(struct writer *writer, uint64_t word)
{
    if (writer->word != NULL)
        writer->word[writer->words] = word;
    writer->words++;
}

/* What that pointer points to: that many bytes, or a string. */
static void
add_text(struct writer *writer, uint64_t pointer, size_t bytes)
{
    const struct initial *initial = writer->initial;
    size_t offset = pointer - initial->sp;

    if (offset >= initial->bytes) { /* not here */
        add_word(writer, pointer);
        return;
    }
    const char *from = initial->read + offset;
    if (bytes == 0)
        bytes = strlen(from) + 1;
    if (bytes > initial->bytes - offset)
        bytes = initial->bytes - offset;
    if (writer->text != NULL)
        memcpy(writer->text + writer->text_bytes, from, bytes);
    add_word(writer, writer->text_at + writer->text_bytes);
    writer->text_bytes += bytes;
}

static void
add_all(struct writer *writer, struct laid *laid)
{
    const struct initial *initial = writer->initial;

    writer->words = writer->text_bytes = 0;
    add_word(writer, (uint64_t)initial->arguments);
    laid->arguments = writer->text_at;
    for (int i = 0; i < initial->arguments; i++)
        add_text(writer, word_at(initial, 1 + (size_t)i), 0);
    add_word(writer, 0);
    laid->variables = writer->text_at + writer->text_bytes;
    for (int i = 0; i < initial->variables; i++)
        add_text(writer,
            word_at(initial, 2 + (size_t)initial->arguments + (size_t)i), 0);
    add_word(writer, 0);
    laid->variables_end = writer->text_at + writer->text_bytes;
    laid->auxiliary = laid->sp + writer->words * WORD;
    for (int i = 0; i < initial->auxiliary_count; i++) {
        const Elf64_auxv_t *entry = &initial->auxiliary[i];
        add_word(writer, entry->a_type);
        if (entry->a_type == AT_RANDOM)
            add_text(writer, entry->a_un.a_val, RANDOM_BYTES);
        else if (entry->a_type == AT_EXECFN || entry->a_type == AT_PLATFORM ||
                 entry->a_type == AT_BASE_PLATFORM)
            add_text(writer, entry->a_un.a_val, 0);
        else
            add_word(writer, entry->a_un.a_val);
    }
}

bool
initial_write(const struct initial *initial, pid_t process, uint64_t top,
    struct laid *laid)
{
    struct writer writer = {.initial = initial};

    add_all(&writer, laid); /* how much it is */
    size_t word_bytes = writer.words * WORD;
    writer.text_at = (top - writer.text_bytes) & ~(uint64_t)(ALIGNMENT - 1);
    laid->sp = (writer.text_at - word_bytes) & ~(uint64_t)(ALIGNMENT - 1);
    char *bytes = store_new(top - laid->sp);
    writer.word = (uint64_t *)(void *)bytes;
    writer.text = bytes + (writer.text_at - laid->sp);
    add_all(&writer, laid);
    bool good = target_poke(process, laid->sp, bytes, top - laid->sp);
    free(bytes);
    return good;
}
