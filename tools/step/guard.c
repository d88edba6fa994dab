#include "guard.h"

#include "inject.h"
#include "limit.h"
#include "mappings.h"
#include "single.h"
#include "touch.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>

bool
guard_protect(
    const struct guard *guard, uint64_t low, uint64_t high, int rights)
{
    const struct call call = {
        SYS_mprotect, {low, high - low, (uint64_t)rights}};

    return ahead_make(guard->ahead->machine, guard->ahead->worker,
               guard->call_at, &call) == 0;
}

/* ---- All of them. ---- */

static bool
list_areas(struct guard *guard)
{
    struct mappings all = mappings_read(guard->ahead->task);
    bool good = all.count > 0;

    for (int i = 0; i < all.count; i++) {
        const struct region *map = &all.map[i];
        bool may_write = (map->rights & PROT_WRITE) != 0;
        if (map->is_kernel || (!may_write && !map->is_shared))
            continue;
        good &= (map->rights & PROT_EXEC) == 0; /* code that changes */
        guard->area =
            store_grow(guard->area, (size_t)guard->areas, sizeof(*guard->area));
        guard->area[guard->areas++] =
            (struct area){map->begin, map->end, map->rights, map->is_stack};
    }
    mappings_free(&all);
    return good;
}

static bool
restore(const struct guard *guard, int areas)
{
    bool good = true;

    for (int i = 0; i < areas; i++) {
        const struct area *area = &guard->area[i];
        good &= guard_protect(guard, area->low, area->high, area->rights);
    }
    return good;
}

static int
by_value(const void *left, const void *right)
{
    const uint64_t *a = left, *b = right;

    return *a < *b ? -1 : *a > *b;
}

/* Words left behind below its stack get their initial values again: otherwise
 * writing the value already there would not show as a change. */
static void
clear_leftovers(const struct ahead *ahead)
{
    const struct leftovers *left = &ahead->machine->leftovers[ahead->worker];
    size_t count = 0, bytes = ahead->fresh_count * sizeof(*ahead->fresh);
    uint64_t *fresh = store_new(bytes);
    struct word *words = store_new(left->count * sizeof(*words));

    if (bytes > 0)
        memcpy(fresh, ahead->fresh, bytes);
    qsort(fresh, ahead->fresh_count, sizeof(*fresh), by_value);
    for (size_t i = 0; i < left->count; i++)
        if (!pose_has(ahead->from, left->key[i]) &&
            bsearch(&left->key[i], fresh, ahead->fresh_count, sizeof(*fresh),
                by_value) == NULL)
            words[count++] = (struct word){left->key[i],
                words_at(&ahead->machine->words, left->key[i])->origin};
    if (!space_store(ahead->space, words, count))
        limit_lost(ahead->worker);
    free(fresh);
    free(words);
}

bool
guard_begin(struct guard *guard, struct ahead *ahead)
{
    int closed = 0;

    clear_leftovers(ahead);

    *guard =
        (struct guard){.ahead = ahead, .call_at = inject_place(ahead->task)};
    if (guard->call_at != 0 && list_areas(guard))
        while (closed < guard->areas &&
               guard_protect(guard, guard->area[closed].low,
                   guard->area[closed].high, PROT_NONE))
            closed++;
    if (closed > 0 && closed == guard->areas)
        return true;
    if (!restore(guard, closed))
        limit_lost(ahead->worker);
    free(guard->area);
    return false;
}

/* ---- One. ---- */

struct opened *
guard_opened(const struct guard *guard, uint64_t address)
{
    uint64_t page = address / BLIND_PAGE_BYTES * BLIND_PAGE_BYTES;
    uint64_t hash = store_hash(STORE_HASH, &page, sizeof(page));
    size_t cursor = 0;
    int number;

    while ((number = store_next(&guard->index, hash, &cursor)) != -1)
        if (guard->opened[number]->page == page)
            return guard->opened[number];
    return NULL;
}

static struct opened *
add(struct guard *guard, uint64_t page)
{
    struct opened *opened = store_new(sizeof(*opened));

    opened->page = page;
    guard->opened =
        store_grow(guard->opened, guard->count, sizeof(struct opened *));
    guard->opened[guard->count] = opened;
    store_add(&guard->index, store_hash(STORE_HASH, &page, sizeof(page)),
        (int)guard->count++);
    return opened;
}

/* May its next instruction write to the page? An unknown one may. */
static bool
may_write(struct ahead *ahead, uint64_t page)
{
    const struct instruction *what = single_fetch(ahead);
    bool is_there = false;

    for (int i = 0; what != NULL && i < what->operands; i++) {
        const struct operand *operand = &what->operand[i];
        uint64_t low = decode_address(operand, &ahead->registers);
        if (low >= page + BLIND_PAGE_BYTES || low + operand->bytes <= page)
            continue;
        if (operand->writes)
            return true;
        is_there = true;
    }
    return !is_there;
}

/* Is it the worker's own, even as a page that can be unmapped (pages.h)? */
static bool
is_own(const struct ahead *ahead, uint64_t page, bool writes)
{
    struct machine *machine = ahead->machine;
    struct word rights = {space_page_key(ahead->space, page), 0};
    const struct word_facts *facts = words_find(&machine->words, rights.key);

    return (facts == NULL ||
               (facts->contended == -1 &&
                   (facts->writers & ~workers_only(ahead->worker)) == 0)) &&
           space_load(ahead->space, &rights, 1) && rights.value == 0 &&
           blind_may(
               machine, ahead->worker, space_key(ahead->space, page), writes);
}

static void
note(struct ahead *ahead, uint64_t page, bool writes)
{
    struct pose ignored = {0};

    touch_key(ahead, space_page_key(ahead->space, page), true, false, &ignored);
    free(ignored.touched);
    blind_note(
        ahead->machine, ahead->worker, space_key(ahead->space, page), writes);
}

/* A stack grows when memory below it is touched, with the protection of its
 * lowest page. There was nothing before. */
static void
follow_stack(struct guard *guard, struct area *stack)
{
    struct mappings all = mappings_read(guard->ahead->task);

    for (int i = all.count - 1; i >= 0; i--) {
        const struct region *map = &all.map[i];
        uint64_t low = stack->low;
        if (map->begin >= low || map->end < low)
            continue;
        stack->low = map->begin;
        for (uint64_t at = map->begin;
             at < low && (map->rights & PROT_WRITE) != 0;
             at += BLIND_PAGE_BYTES) {
            note(guard->ahead, at, true);
            add(guard, at)->written = true;
        }
    }
    mappings_free(&all);
}

static void
follow_stacks(struct guard *guard)
{
    for (int i = 0; i < guard->areas; i++)
        if (guard->area[i].is_stack)
            follow_stack(guard, &guard->area[i]);
}

const struct area *
guard_area(const struct guard *guard, uint64_t address)
{
    for (int i = 0; i < guard->areas; i++)
        if (address >= guard->area[i].low && address < guard->area[i].high)
            return &guard->area[i];
    return NULL;
}

bool
guard_open(struct guard *guard, uint64_t address)
{
    struct ahead *ahead = guard->ahead;
    uint64_t page = address / BLIND_PAGE_BYTES * BLIND_PAGE_BYTES;
    struct opened *opened = guard_opened(guard, page);
    bool writes = opened != NULL || may_write(ahead, page);

    if (guard_area(guard, address) == NULL)
        follow_stacks(guard);
    const struct area *area = guard_area(guard, address);
    int rights = writes ? PROT_READ | PROT_WRITE : PROT_READ;
    if (area == NULL || (area->rights & rights) != rights ||
        (opened != NULL && opened->written) || guard->count >= GUARD_MOST ||
        !is_own(ahead, page, writes))
        return false;
    if (!guard_protect(guard, page, page + BLIND_PAGE_BYTES, rights))
        return false;
    note(ahead, page, writes);
    if (opened == NULL)
        opened = add(guard, page);
    if (writes &&
        !target_peek(ahead->task, page, opened->before, BLIND_PAGE_BYTES))
        limit_lost(ahead->worker);
    opened->written = writes;
    return !ahead->machine->stale;
}

/* ---- The end. ---- */

void
guard_keep_origin(struct guard *guard, uint64_t address)
{
    struct ahead *ahead = guard->ahead;
    const struct opened *opened = guard_opened(guard, address);
    struct word_facts *facts =
        words_at(&ahead->machine->words, space_key(ahead->space, address));

    if (opened == NULL || !opened->written || facts->saved)
        return;
    memcpy(&facts->origin, opened->before + address % BLIND_PAGE_BYTES,
        WORD_BYTES);
    facts->saved = true;
}

/* As if each word had been written separately. */
static void
note_changes(struct guard *guard, const struct opened *opened)
{
    struct ahead *ahead = guard->ahead;
    uint64_t now[BLIND_PAGE_BYTES / WORD_BYTES], before;
    struct pose ignored = {0};

    if (!target_peek(ahead->task, opened->page, now, sizeof(now)))
        limit_lost(ahead->worker);
    for (size_t i = 0; i < BLIND_PAGE_BYTES / WORD_BYTES; i++) {
        memcpy(&before, opened->before + i * WORD_BYTES, WORD_BYTES);
        if (now[i] == before)
            continue;
        guard_keep_origin(guard, opened->page + i * WORD_BYTES);
        touch_key(ahead, space_key(ahead->space, opened->page + i * WORD_BYTES),
            false, true, &ignored);
    }
    free(ignored.touched);
}

void
guard_end(struct guard *guard)
{
    follow_stacks(guard);
    if (!restore(guard, guard->areas))
        limit_lost(guard->ahead->worker);
    for (size_t i = 0; i < guard->count; i++) {
        if (guard->opened[i]->written)
            note_changes(guard, guard->opened[i]);
        free(guard->opened[i]);
    }
    free(guard->opened);
    free(guard->area);
    store_clear(&guard->index);
}
