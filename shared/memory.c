/* What main and the workers of all models do: find a variable in each region of
 * memory, look, write, and look again. */

#include "memory.h"

#include "kit/clock.h"
#include "kit/die.h"
#include "kit/must.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum {
    ROOM = 2 * 65536, /* has a whole page in it, also where that is 64 KiB */
    MAIN_WROTE = 1,
};

/* ---- Places. ---- */

static unsigned char data_room[ROOM] = {1}; /* not all zero: not in bss */
static unsigned char bss_room[ROOM];
static _Thread_local unsigned char tls_room[ROOM];

static size_t
page_bytes(void)
{
    return (size_t)sysconf(_SC_PAGESIZE);
}

size_t
memory_room_bytes(void)
{
    return 2 * page_bytes();
}

volatile unsigned char *
memory_page_in(unsigned char *room)
{
    uintptr_t into = (uintptr_t)room % page_bytes();

    return room + (into == 0 ? 0 : page_bytes() - into);
}

void
memory_open(struct memory *memory, const struct memory_options *options,
    void *(*map)(size_t bytes), unsigned char *stack)
{
    unsigned char *mapping = map(
        page_bytes() + (size_t)options->workers * sizeof(struct memory_turn));
    volatile unsigned char **places = memory->places;
    void *heap = aligned_alloc(page_bytes(), page_bytes());

    if (memory_room_bytes() > ROOM)
        die(STATUS_CANNOT, "pages of %zu bytes: the lab allows for at most %d",
            page_bytes(), ROOM / 2);
    if (heap == NULL)
        die(STATUS_CANNOT, "aligned_alloc: %m: no memory for a page");
    memory->options = options;
    memory->main_pid = getpid();
    memory->main_tid = carried_tid();
    memory->turns = (void *)(mapping + page_bytes());
    places[MEMORY_TEXT] = (unsigned char *)(uintptr_t)memory_work;
    places[MEMORY_DATA] = memory_page_in(data_room);
    places[MEMORY_BSS] = memory_page_in(bss_room);
    places[MEMORY_HEAP] = heap;
    places[MEMORY_STACK] = memory_page_in(stack);
    places[MEMORY_TLS] = memory_page_in(tls_room);
    places[MEMORY_MAPPING] = mapping;
    for (int i = MEMORY_TEXT + 1; i < MEMORY_REGIONS; i++)
        *places[i] = MAIN_WROTE;
    carried_open();
}

/* ---- A worker's turn. ---- */

static struct memory_sight
look_at(const volatile unsigned char *place)
{
    struct memory_sight sight = {.value = *place}; /* which touches it */

    sight.frame = frame_behind(place);
    sight.dirty = frame_dirty_around(place);
    return sight;
}

/* This and the next keep errno, which is one of the things: also what goes well
 * may change it. */
static void
look_at_state(
    pid_t pid, pid_t tid, struct memory_turn *turn, enum memory_moment moment)
{
    int before = errno;

    carried_state(pid, tid, turn->carried[CARRIED_STATE].at[moment]);
    errno = before;
}

static void
look_around(struct memory_turn *turn, enum memory_moment moment)
{
    for (int i = 0; i < CARRIED_THINGS; i++)
        carried_look((enum carried)i, turn->carried[i].at[moment]);
}

void
memory_before(const struct memory *memory, int index)
{
    struct memory_turn *turn = &memory->turns[index];

    for (int i = 0; i < MEMORY_REGIONS; i++) {
        turn->regions[i].main_address = memory->places[i];
        turn->regions[i].main_before = look_at(memory->places[i]);
    }
    errno = ERANGE;
    look_around(turn, MEMORY_BEFORE);
    look_at_state(getpid(), carried_tid(), turn, MEMORY_BEFORE);
}

/* By then main is out of fork. It still wakes now and then, but writes only to
 * pages to which it has written since: those have been copied. */
static void
await_sleep_of_main(const struct memory *memory)
{
    char state[CARRIED_BYTES];

    carried_state(memory->main_pid, memory->main_tid, state);
}

/* The faults of this thread alone that needed no disk. */
static long
minor_faults(void)
{
    struct rusage usage;

    MUST_ERRNO(getrusage(RUSAGE_THREAD, &usage));
    return usage.ru_minflt;
}

static void
visit_region(struct memory_region *region, volatile unsigned char *place,
    unsigned char value)
{
    region->worker_address = place;
    if (place != region->main_address)
        *place = 0; /* nobody has written to it yet */
    look_at(place); /* a rehearsal: what looking takes of memory, it has now */
    region->worker_before = look_at(place);
    region->wrote = -1;
    if (value != 0) {
        long before = minor_faults();
        *place = value;
        region->minor_faults = minor_faults() - before;
        region->wrote = value;
    }
    region->worker_after = look_at(place);
}

void
memory_work(
    const struct memory *memory, int index, volatile unsigned char *stack)
{
    struct memory_turn *turn = &memory->turns[index];
    volatile unsigned char *place;

    look_around(turn, MEMORY_SAW);
    turn->pid = getpid();
    turn->tid = carried_tid();
    await_sleep_of_main(memory);
    for (int i = 0; i < MEMORY_REGIONS; i++) {
        place = memory->places[i];
        if (i == MEMORY_STACK)
            place = stack;
        if (i == MEMORY_TLS)
            place = memory_page_in(tls_room); /* the worker's, if it has one */
        visit_region(&turn->regions[i], place,
            i == MEMORY_TEXT ? 0 : (unsigned char)(MAIN_WROTE + 1 + index));
    }
    for (int i = 0; i < CARRIED_THINGS; i++)
        if (i != CARRIED_ERRNO)
            carried_change((enum carried)i);
    carried_change(CARRIED_ERRNO); /* last: the others use it */
    look_around(turn, MEMORY_SET);
}

void
memory_after(const struct memory *memory, int index)
{
    struct memory_turn *turn = &memory->turns[index];

    look_around(turn, MEMORY_AFTER);
    look_at_state(turn->pid, turn->tid, turn, MEMORY_SET);
    look_at_state(getpid(), carried_tid(), turn, MEMORY_AFTER);
    for (int i = 0; i < MEMORY_REGIONS; i++) {
        struct memory_region *region = &turn->regions[i];
        const volatile unsigned char *worker_place = region->worker_address;
        region->main_after = look_at(region->main_address);
        region->reached = -1;
        if (worker_place != region->main_address && turn->pid == getpid())
            region->reached = *worker_place;
    }
}

long
memory_hold_ns(const struct memory *memory)
{
    const struct memory_turn *turn = &memory->turns[0];
    long hold_ms = memory->options->hold_ms;

    if (hold_ms > 0)
        complain("for %ld ms: main is process %d, worker 0 is task %d of "
                 "process %d: see /proc/%d/smaps",
            hold_ms, (int)getpid(), (int)turn->tid, (int)turn->pid,
            (int)turn->pid);
    return hold_ms * NS_PER_MS;
}

void
memory_collect(const struct memory *memory, struct memory_result *result)
{
    memcpy(result->turns, memory->turns,
        (size_t)memory->options->workers * sizeof(result->turns[0]));
}
