#include "arrive.h"

#include "limit.h"
#include "single.h"
#include "tasks.h"

#include <stdlib.h>
#include <string.h>

static int
by_key(const void *left, const void *right)
{
    const struct word *a = left, *b = right;

    return a->key < b->key ? -1 : a->key > b->key;
}

/* The mapping in which its stack pointer is, if that is still on the stack that
 * it began on; or NULL. Where a program brings stacks of its own, what lies
 * below one may be alive: variables, or the stack of another. */
static const struct mapping *
own_stack(const struct ahead *ahead)
{
    const struct machine *machine = ahead->machine;
    const struct worker *self = &machine->target.worker[ahead->worker];
    uint64_t sp = arch_sp(&ahead->registers);
    uint64_t top = ahead->kept.is_known
                       ? ahead->kept.stack
                       : arch_sp(&machine->first[ahead->worker].registers);
    const struct mapping *mapping = space_mapping(ahead->space, sp);

    if (mapping == NULL || ahead->kept.switches)
        return NULL;
    bool is_own = self->task == self->process ? mapping->grows
                                              : mapping->guarded && sp <= top &&
                                                    top - 1 < mapping->high;
    return is_own ? mapping : NULL;
}

static bool
is_below(const struct ahead *ahead, const struct mapping *stack, uint64_t low,
    uint64_t high)
{
    return stack != NULL && low >= stack->low &&
           high <= arch_sp(&ahead->registers) - arch_red_zone;
}

bool
arrive_is_dead(const struct ahead *ahead, uint64_t low, uint64_t high)
{
    return is_below(ahead, own_stack(ahead), low, high);
}

static bool
is_dead(const struct ahead *ahead, const struct mapping *stack, uint64_t key)
{
    uint64_t address = space_address(ahead->space, key);

    return !space_is_shared(key) &&
           is_below(ahead, stack, address, address + WORD_BYTES);
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

static void
collect_own(struct ahead *ahead, struct pose *pose)
{
    size_t old_count = ahead->from->own_count, n = 0;
    size_t count = ahead->fresh_count;
    struct word *words = store_new((old_count + count) * sizeof(*words));
    const struct mapping *stack = own_stack(ahead);

    for (size_t i = 0; i < count; i++)
        words[i].key = ahead->fresh[i];
    count = load_what_is_there(ahead->space, words, count);
    if (old_count > 0)
        memcpy(words + count, ahead->from->own, old_count * sizeof(*words));
    /* The fresh ones first: qsort must not mix them with the earlier ones. */
    qsort(words, count, sizeof(*words), by_key);
    struct word *merged = store_new((old_count + count) * sizeof(*words));
    for (size_t i = 0, j = count; i < count || j < count + old_count;) {
        bool old = i == count ||
                   (j < count + old_count && words[j].key < words[i].key);
        struct word word = words[old ? j : i];
        i += !old;
        while (!old && j < count + old_count && words[j].key == word.key)
            j++;
        while (!old && i < count && words[i].key == word.key)
            i++;
        j += old;
        if (is_dead(ahead, stack, word.key))
            machine_leave_behind(ahead->machine, ahead->worker, word.key);
        else if (words_at(&ahead->machine->words, word.key)->origin !=
                 word.value)
            merged[n++] = word;
    }
    free(words);
    pose->own = merged;
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
    pose->mapped = ahead->mapped;
    pose->has_undone = ahead->has_undone;
    pose->has_closed = ahead->has_closed;
    pose->has_loaded = ahead->has_loaded;
    pose->loaded = ahead->loaded;
    pose->made = ahead->made;
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
    collect_own(ahead, pose);
    free(ahead->fresh);
    if (ended || pose->kind == POSE_CRASHED)
        ahead->lag = 0;
    return poses_intern(&ahead->machine->poses, pose);
}
