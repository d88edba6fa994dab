#include "forked.h"

#include "born.h"
#include "clone.h"
#include "limit.h"
#include "schedule.h"
#include "spare.h"
#include "where.h"

#include <linux/close_range.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>

bool
forked_is_call(const struct call *call)
{
#ifdef SYS_fork
    if (call->number == SYS_fork)
        return true;
#endif
    return call->number == SYS_clone &&
           (call->arguments[0] & (CLONE_VM | CLONE_VFORK)) != CLONE_VM;
}

/* ---- Its memory. ---- */

bool
forked_copies(const struct space *space, uint64_t key)
{
    return !space_is_shared(key) && space_address(space, key) != 0;
}

#define NO_MEMORY "its child does not get all the memory of its process"

_Noreturn void
forked_refuse(const struct pose *pose, const char *why)
{
    limit_refuse("worker %s forks%s when others are at work already, and %s: "
                 "it is not followed",
        schedule_name(pose->worker), where_line(pose->asked_at), why);
}

/* The words in which the child's memory differs from its ancestor's. */
struct copy {
    struct machine *machine;
    const struct pose *pose;
    const struct space *from, *to;
    size_t count;
    struct word *word;
};

static void
add(struct copy *copy, const struct word *word)
{
    struct word_facts *facts;
    uint64_t prefix = copy->from->own ^ copy->to->own;
    struct word there = {word->key ^ prefix, 0};

    if (space_is_shared(word->key))
        return;
    facts = words_at(&copy->machine->words, there.key);
    if (!facts->saved && !space_load(copy->to, &there, 1))
        forked_refuse(copy->pose, NO_MEMORY);
    if (!facts->saved)
        facts->origin = there.value;
    facts->saved = true;
    if (word->value == facts->origin)
        return;
    there.value = word->value;
    copy->word = store_grow(copy->word, copy->count, sizeof(*copy->word));
    copy->word[copy->count++] = there;
}

static void
add_own(struct copy *copy, const struct pose *pose)
{
    for (size_t i = 0; i < pose->own_count; i++)
        add(copy, &pose->own[i]);
}

static int
by_key(const void *left, const void *right)
{
    const struct word *a = left, *b = right;

    return a->key < b->key ? -1 : a->key > b->key;
}

/* In the order of forking.h. */
static void
copy_memory(struct ahead *ahead, struct copy *copy, const uint64_t *input)
{
    const struct machine *machine = ahead->machine;
    const int *space_of = machine->space_of;

    add_own(copy, ahead->from);
    for (int i = 0; i < machine->target.workers; i++)
        if (i != ahead->worker && space_of[i] == space_of[ahead->worker])
            add_own(copy, machine_pose(machine, (int)*input++));
    for (int i = 0; i < machine->contended->count; i++)
        if (forked_copies(copy->from, machine->contended->key[i]))
            add(copy, &(struct word){machine->contended->key[i], *input++});
    if (copy->count > 0)
        qsort(copy->word, copy->count, sizeof(*copy->word), by_key);
}

/* ---- What it asked the kernel for. ---- */

static bool
has_map(const struct maps *maps, int space, const struct map *wanted)
{
    for (size_t i = 0; i < maps->count; i++)
        if (maps->map[i].asker.space == space &&
            maps->map[i].result == wanted->result &&
            memcmp(&maps->map[i].asked, &wanted->asked,
                sizeof(wanted->asked)) == 0)
            return true;
    return false;
}

static bool
is_shared(const struct map *map)
{
    return map->call.number == SYS_mmap &&
           (map->asked.arguments[3] & MAP_TYPE) != MAP_PRIVATE;
}

/* The child has all that its parent has. */
static void
inherit_maps(struct ahead *ahead, int child)
{
    struct machine *machine = ahead->machine;
    struct maps *maps = &machine->program->maps;
    int space = machine->space_of[child];

    for (size_t i = 0; i < maps->count; i++) {
        const struct map map = maps->map[i];
        struct asker asker = {space, child, map.asker.number};
        bool is_question =
            map.call.number == SYS_brk && map.call.arguments[0] == 0;
        if (map.asker.space != machine->space_of[ahead->worker] ||
            has_map(maps, space, &map))
            continue;
        if (is_shared(&map))
            forked_refuse(ahead->from, "its process has mapped shared memory "
                                       "since: map it before the first fork");
        if (!is_question && ahead_make(machine, child, map.instruction,
                                &map.call) != map.result)
            forked_refuse(ahead->from, NO_MEMORY);
        maps_add(maps, &asker, map.instruction, &map.asked, map.result);
    }
}

/* ---- The fork. ---- */

void
forked_part(struct machine *machine, int number)
{
    const struct pose *pose = machine_pose(machine, number);
    int child = spare_for(
        machine->program, &(struct spare){pose->worker, pose->made, true});
    struct call call = {
        SYS_close_range, {~0U, ~0U, CLOSE_RANGE_UNSHARE}}; /* closes none */

    if (spare_is_late(machine->program, pose->worker))
        return; /* it has had its own from the beginning */
    if (ahead_make(machine, child, machine->program->call_at, &call) != 0)
        forked_refuse(pose, "the kernel gives its child no descriptors of its "
                            "own (it is older than Linux 5.9)");
}

/* "main (child of B)" */
static void
name(struct ahead *ahead, int child)
{
    struct program *program = ahead->machine->program;
    uint64_t offset;
    const char *function = symbols_function(ahead->from->asked_at, &offset);

    snprintf(program->runs[child], RUNS_BYTES, "%.12s (child%s%s)",
        function != NULL ? function : "", ahead->worker > 0 ? " of " : "",
        ahead->worker > 0 ? schedule_name(ahead->worker) : "");
}

int
forked_make(struct ahead *ahead, const uint64_t *input)
{
    struct machine *machine = ahead->machine;
    int child = (int)input[1];
    const uint64_t may = CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID;
    struct clone_args arguments;
    struct copy copy = {.machine = machine,
        .pose = ahead->from,
        .from = ahead->space,
        .to = &machine->space[machine->space_of[child]]};

    if (!clone_arguments(ahead, &ahead->from->call, &arguments) ||
        (arguments.flags & ~may) != 0 || arguments.exit_signal != SIGCHLD ||
        arguments.stack != 0)
        clone_refuse(ahead, false);
    name(ahead, child);
    inherit_maps(ahead, child);
    copy_memory(ahead, &copy, input + 2);
    struct pose pose = born_pose(ahead, child);
    pose.own = copy.word;
    pose.own_count = copy.count;
    pose.visit = ahead->from->visit;
    pose.handling = ahead->from->handling; /* it may return from a handler */
    pose.mapped = ahead->from->mapped;
    pose.kept.switches = ahead->from->kept.switches;
    if ((arguments.flags & CLONE_CHILD_CLEARTID) != 0)
        pose.kept.tid_word = arguments.child_tid;
    return born_begin(ahead, &pose,
        (arguments.flags & CLONE_CHILD_SETTID) != 0 ? arguments.child_tid : 0,
        (long)input[0]);
}
