#include "space.h"

#include "limit.h"
#include "mapped.h"
#include "store.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>

/* The upper bits of a key: a space, or a shared mapped file. */
enum { OFFSET_BITS = 49, PAGE_BITS = 12, BATCH = 256 };
#define SHARED (1UL << 63)
#define PAGE   (1UL << 48) /* in a private key: no address has it */

/* The values written to the pages' words. */
struct pages {
    size_t count;
    struct word *word;
    struct store_index index;
};

static uint64_t clock_value;

static FILE *
open_maps(pid_t task)
{
    char path[64];

    snprintf(path, sizeof(path), "/proc/%d/maps", (int)task);
    FILE *file = fopen(path, "r");
    if (file == NULL)
        limit_refuse("%s: %m: cannot see what is shared", path);
    return file;
}

void
space_read(struct space *space, pid_t task, int number)
{
    char line[4400], flags[8];
    unsigned long low, high, offset, inode, guard = 0; /* its end */
    unsigned major, minor;

    *space = (struct space){.task = task,
        .own = (uint64_t)(number + 1) << OFFSET_BITS,
        .pages = store_new(sizeof(struct pages))};
    mapped_look();
    FILE *file = open_maps(task);
    while (
        fgets(line, sizeof(line), file) != NULL && space->count < MAX_MAPPINGS)
        if (sscanf(line, "%lx-%lx %7s %lx %x:%x %lu", &low, &high, flags,
                &offset, &major, &minor, &inode) == 7) {
            line[strcspn(line, "\n")] = '\0';
            if (strstr(line, "[vdso]") != NULL) {
                space->vdso_low = low;
                space->vdso_high = high;
            }
            if (flags[3] == 's') {
                if (space->shared_high == 0)
                    space->shared_low = low;
                space->shared_high = high;
            }
            space->mapping[space->count++] = (struct mapping){low, high,
                flags[3] != 's' ? 0
                                : (SHARED | mapped_number(major << 20 | minor,
                                                inode, line, number)
                                                << OFFSET_BITS) +
                                      offset,
                strstr(line, "[stack]") != NULL, low == guard,
                strstr(line, SYSTEM_V) != NULL};
            guard = strncmp(flags, "---p", 4) == 0 ? high : 0;
        }
    fclose(file);
}

bool
space_is_new(uint64_t key)
{
    return space_is_shared(key) &&
           mapped_is_new((key & ~SHARED) >> OFFSET_BITS);
}

void
space_close(struct space *space)
{
    store_clear(&space->pages->index);
    free(space->pages->word);
    free(space->pages);
    space->pages = NULL;
}

/* ---- The pages' words. ---- */

uint64_t
space_page_key(const struct space *space, uint64_t address)
{
    return space->own | PAGE | address >> PAGE_BITS << 3;
}

bool
space_has_pages(const struct space *space)
{
    return space->pages->count > 0;
}

/* In no memory: it is kept here. */
static bool
is_kept(uint64_t key)
{
    return key == SPACE_CLOCK || ((key & SHARED) == 0 && (key & PAGE) != 0);
}

/* Where the value is; NULL: it is 0, never written. */
static struct word *
find_page(const struct space *space, uint64_t key)
{
    struct pages *pages = space->pages;
    uint64_t hash = store_hash(STORE_HASH, &key, sizeof(key));
    size_t cursor = 0;
    int number;

    while ((number = store_next(&pages->index, hash, &cursor)) != -1)
        if (pages->word[number].key == key)
            return &pages->word[number];
    return NULL;
}

static void
load_page(const struct space *space, struct word *word)
{
    const struct word *known = find_page(space, word->key);

    word->value = word->key == SPACE_CLOCK ? clock_value
                  : known != NULL          ? known->value
                                           : 0;
}

static void
store_page(const struct space *space, const struct word *word)
{
    struct pages *pages = space->pages;
    struct word *known = find_page(space, word->key);

    if (word->key == SPACE_CLOCK) {
        clock_value = word->value;
    } else if (known != NULL) {
        known->value = word->value;
    } else if (word->value != 0) {
        pages->word =
            store_grow(pages->word, pages->count, sizeof(*pages->word));
        store_add(&pages->index,
            store_hash(STORE_HASH, &word->key, sizeof(word->key)),
            (int)pages->count);
        pages->word[pages->count++] = *word;
    }
}

/* ---- Addresses. ---- */

bool
space_is_vdso(const struct space *space, uint64_t address)
{
    return address >= space->vdso_low && address < space->vdso_high;
}

const struct mapping *
space_mapping(const struct space *space, uint64_t address)
{
    for (int i = 0; i < space->count; i++)
        if (address >= space->mapping[i].low &&
            address < space->mapping[i].high)
            return &space->mapping[i];
    return NULL;
}

uint64_t
space_key(const struct space *space, uint64_t address)
{
    uint64_t word = address / WORD_BYTES * WORD_BYTES;

    if (address >= space->shared_low && address < space->shared_high) {
        const struct mapping *mapping = space_mapping(space, address);
        if (mapping != NULL && mapping->key != 0)
            return mapping->key + (word - mapping->low);
    }
    return space->own | word;
}

uint64_t
space_attached(const struct space *space, uint64_t address)
{
    uint64_t end = address;

    for (int i = 0; i < space->count; i++) {
        const struct mapping *mapping = &space->mapping[i];
        if (mapping->is_system_v && mapping->low == end &&
            (end == address ||
                mapping->key == space_key(space, address) + (end - address)))
            end = mapping->high;
    }
    return end - address;
}

int
space_shared(const struct space *space)
{
    int count = 0;

    for (int i = 0; i < space->count; i++)
        count += space->mapping[i].key != 0;
    return count;
}

bool
space_is_shared(uint64_t key)
{
    return (key & SHARED) != 0;
}

uint64_t
space_address(const struct space *space, uint64_t key)
{
    if (!space_is_shared(key))
        return key >> OFFSET_BITS == space->own >> OFFSET_BITS
                   ? key & ((1UL << OFFSET_BITS) - 1)
                   : 0;
    for (int i = 0; i < space->count; i++) {
        const struct mapping *mapping = &space->mapping[i];
        if (mapping->key != 0 && key >= mapping->key &&
            key - mapping->key < mapping->high - mapping->low)
            return mapping->low + (key - mapping->key);
    }
    return 0;
}

bool
space_reaches(const struct space *space, uint64_t key)
{
    return is_kept(key) || space_address(space, key) != 0;
}

typedef ssize_t transfer(pid_t, const struct iovec *, unsigned long,
    const struct iovec *, unsigned long, unsigned long);

/* That many words, except those of pages. */
static bool
move_batch(
    const struct space *space, struct word *words, size_t count, transfer *move)
{
    struct iovec mine[BATCH], theirs[BATCH];
    size_t batch = 0;

    for (size_t i = 0; i < count; i++) {
        if (is_kept(words[i].key))
            continue;
        uint64_t address = space_address(space, words[i].key);
        mine[batch] = (struct iovec){&words[i].value, WORD_BYTES};
        theirs[batch++] =
            (struct iovec){(void *)(uintptr_t)address, WORD_BYTES};
    }
    return batch == 0 || move(space->task, mine, batch, theirs, batch, 0) ==
                             (ssize_t)(batch * WORD_BYTES);
}

static bool
move_words(
    const struct space *space, struct word *words, size_t count, transfer *move)
{
    for (size_t done = 0; done < count; done += BATCH)
        if (!move_batch(space, words + done,
                count - done < BATCH ? count - done : BATCH, move))
            return false;
    return true;
}

bool
space_load(const struct space *space, struct word *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (is_kept(words[i].key))
            load_page(space, &words[i]);
    return move_words(space, words, count, process_vm_readv);
}

bool
space_store(const struct space *space, const struct word *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (is_kept(words[i].key))
            store_page(space, &words[i]);
    /* The values are only read. */
    return move_words(
        space, (struct word *)(uintptr_t)words, count, process_vm_writev);
}
