#include "arrive.h"

#include "complaint.h"
#include "limit.h"
#include "single.h"
#include "tasks.h"
#include "where.h"

#include <stdlib.h>
#include <string.h>

static int
by_key(const void *left, const void *right)
{
    const struct word *a = left, *b = right;

    return a->key < b->key ? -1 : a->key > b->key;
}

/* The part of a worker's stack below its stack pointer. There is none unless it
 * is still on the stack that it began on. Where a program brings stacks of its
 * own, what lies below one may be alive: variables, or the stack of another. */
static struct below
find_below(const struct ahead *ahead)
{
    const struct machine *machine = ahead->machine;
    const struct worker *self = &machine->target.worker[ahead->worker];
    uint64_t sp = arch_sp(&ahead->registers);
    uint64_t top = ahead->kept.is_known
                       ? ahead->kept.stack
                       : arch_sp(&machine->first[ahead->worker].registers);
    const struct mapping *mapping = space_mapping(ahead->space, sp);

    if (mapping == NULL || ahead->kept.switches)
        return (struct below){0};
    bool is_own = self->task == self->process ? mapping->grows
                                              : mapping->guarded && sp <= top &&
                                                    top - 1 < mapping->high;
    return is_own ? (struct below){.low = mapping->low, .high = sp}
                  : (struct below){0};
}

/* What is not in use there: no code may read below the red zone. */
static struct below
find_dead(const struct ahead *ahead)
{
    struct below dead = find_below(ahead);

    if (dead.high > 0)
        dead.high -= arch_red_zone;
    return dead;
}

bool
arrive_is_dead(const struct ahead *ahead, uint64_t low, uint64_t high)
{
    struct below dead = find_dead(ahead);

    return low >= dead.low && high <= dead.high;
}

void
arrive_note_return(struct ahead *ahead)
{
    struct below below = find_below(ahead);

    below.written = ahead->fresh_count;
    if (below.high >= ahead->below.high)
        ahead->below = below;
}

static bool
is_dead(const struct below *dead, const struct space *space, uint64_t key)
{
    uint64_t address;

    if (space_is_shared(key))
        return false;
    address = space_address(space, key);
    return address >= dead->low && address + WORD_BYTES <= dead->high;
}

/* A worker killed by a bad address has written nothing there. Returns how many
 * words are left. */
static size_t
load_what_is_there(const struct space *space, struct word *words, size_t count)
{
    size_t there = 0;

    if (space_load(space, words, count))
        return count;
    for (size_t i = 0; i < count; i++)
        if (space_load(space, &words[i], 1))
            words[there++] = words[i];
    return there;
}

/* The words that it has written, sorted, with their values now. Returns how
 * many; a word may be there more than once. */
static size_t
load_fresh(const struct ahead *ahead, struct word *fresh)
{
    size_t count = ahead->fresh_count;

    for (size_t i = 0; i < count; i++)
        fresh[i].key = ahead->fresh[i];
    count = load_what_is_there(ahead->space, fresh, count);
    qsort(fresh, count, sizeof(*fresh), by_key);
    return count;
}

/* Forget what such a function has written and left below the stack. */
static void
forget_below(struct ahead *ahead)
{
    size_t count = 0;

    for (size_t i = 0; i < ahead->fresh_count; i++)
        if (i < ahead->below.written &&
            is_dead(&ahead->below, ahead->space, ahead->fresh[i]))
            machine_leave_behind(
                ahead->machine, ahead->worker, ahead->fresh[i]);
        else
            ahead->fresh[count++] = ahead->fresh[i];
    ahead->fresh_count = count;
}

/* Those that differed from the beginning before, and those written since. */
static void
collect_own(struct ahead *ahead, struct pose *pose)
{
    struct below dead = find_dead(ahead);
    size_t old_count = ahead->from->own_count, n = 0, i = 0, j = 0;
    const struct word *old = ahead->from->own;
    struct word *fresh = store_new(ahead->fresh_count * sizeof(*fresh));
    size_t count = load_fresh(ahead, fresh);
    struct word *own = store_new((old_count + count) * sizeof(*own));

    while (i < count || j < old_count) {
        bool is_old =
            i == count || (j < old_count && old[j].key < fresh[i].key);
        struct word word = is_old ? old[j] : fresh[i];
        while (i < count && fresh[i].key == word.key)
            i++;
        j += j < old_count && old[j].key == word.key;
        if (is_dead(&dead, ahead->space, word.key) ||
            (is_old && is_dead(&ahead->below, ahead->space, word.key)))
            machine_leave_behind(ahead->machine, ahead->worker, word.key);
        else if (is_old || words_at(&ahead->machine->words, word.key)->origin !=
                               word.value)
            own[n++] = word;
    }
    free(fresh);
    pose->own = own;
    pose->own_count = n;
}

int
arrive(struct ahead *ahead, struct pose *pose)
{
    static struct vectors vectors;
    const struct worker *self = &ahead->machine->target.worker[ahead->worker];
    bool ended = pose->kind == POSE_ENDED || pose->kind == POSE_EXITED;

    single_settle(ahead);
    pose->worker = ahead->worker;
    pose->registers = ahead->registers;
    pose->signal = ahead->signal;
    pose->visit = ahead->visit;
    pose->place = ahead->place;
    pose->kept = ahead->kept;
    pose->handling = ahead->handling;
    pose->mapped = ahead->mapped;
    pose->has_undone = ahead->has_undone;
    pose->has_closed = ahead->has_closed;
    pose->has_loaded = ahead->has_loaded;
    pose->loaded = ahead->loaded;
    pose->made = ahead->made;
    pose->vforked = ahead->vforked;
    pose->needs = ahead->needs;
    pose->paused = ahead->paused;
    if (!arch_read_vectors(ahead->task, &vectors) ||
        !tasks_read_blocked(ahead->task, &pose->blocked))
        limit_lost(ahead->worker);
    pose->vector_bytes = vectors.bytes;
    pose->vectors = store_copy(vectors.image, vectors.bytes);
    if (ended && pose->next == NULL) {
        arch_forget_leftovers(&pose->registers, self->end_sp > 1);
        pose->vector_bytes = 0;
    }
    if (pose->kind == POSE_CRASHED) {
        pose->asked_at = where_called(ahead);
        pose->complaint = complaint_read(ahead);
    }
    forget_below(ahead);
    collect_own(ahead, pose);
    free(ahead->fresh);
    if (ended || pose->kind == POSE_CRASHED)
        ahead->lag = 0;
    return poses_intern(&ahead->machine->poses, pose);
}
