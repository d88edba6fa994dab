#include "stack.h"

#include "fiber.h"

#include "kit/die.h"
#include "kit/sysfile.h"

#include <limits.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum {
    STANDARD_BYTES = 64 * 1024,
    GUARD_BYTES =
        16 * 1024, /* a stack frame of up to that size cannot skip it */
    FIRST_SLOTS =
        16, /* of the first mapping; each further one has twice as many */
    MOST_SLOTS = 16 * 1024, /* 1.3 GiB of addresses */
    SIGNAL_BYTES = 64 * 1024,
    MAPS_FOR_OTHERS = 1000,
    ADVISE_POPULATE_READ = 22, /* MADV_POPULATE_READ, of Linux 5.14 */
    ADVISE_GUARD_INSTALL = 102 /* MADV_GUARD_INSTALL, of Linux 6.13 */
};

static const uint64_t canary = 0x73746f7020686572; /* "stop her" */

static size_t stack_bytes = STANDARD_BYTES;
enum coro_guard stack_guard = CORO_GUARD_INSTALL;
static struct stack *free_stacks;
static char *fresh, *fresh_end; /* what is left of the newest mapping */
static size_t slots = FIRST_SLOTS;

static size_t
in_pages(size_t bytes)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);

    return (bytes + page - 1) / page * page;
}

void
coro_stacks(size_t bytes, enum coro_guard first)
{
    stack_bytes = bytes;
    stack_guard = first;
}

enum coro_guard
coro_guard(void)
{
    return stack_guard;
}

const char *
coro_guard_name(void)
{
    static const char *const names[] = {
        "MADV_GUARD_INSTALL", "PROT_NONE page", "canary"};

    return names[stack_guard];
}

/* An emulator (qemu-user) may accept any advice and do nothing: so check once
 * that the kernel can no longer read there. */
static bool
advise_guard(char *slot, size_t bytes)
{
    static bool seen;

    if (madvise(slot, bytes, ADVISE_GUARD_INSTALL) == -1)
        return false; /* EINVAL: a kernel before 6.13 */
    seen = seen || madvise(slot, bytes, ADVISE_POPULATE_READ) == -1;
    return seen;
}

/* A protected page splits a mapping, and the number of mappings of a process is
 * limited: some are left for other uses. */
static bool
protect_guard(char *slot, size_t bytes)
{
    static long left = -1;

    if (left == -1) {
        long most = sysfile_number("", "/proc/sys/vm/max_map_count");
        left = most < 0 ? LONG_MAX : most / 2 - MAPS_FOR_OTHERS;
    }
    if (left <= 0)
        return false;
    left--;
    return mprotect(slot, bytes, PROT_NONE) == 0;
}

/* Guard the lowest bytes of a slot with the best kind that the kernel supports.
 * Returns how many bytes. */
static size_t
guard_slot(char *slot)
{
    size_t bytes = in_pages(GUARD_BYTES);

    if (stack_guard == CORO_GUARD_INSTALL && !advise_guard(slot, bytes))
        stack_guard = CORO_GUARD_PAGE;
    if (stack_guard == CORO_GUARD_PAGE && !protect_guard(slot, bytes))
        stack_guard = CORO_GUARD_CANARY;
    if (stack_guard != CORO_GUARD_CANARY)
        return bytes;
    memcpy(slot, &canary, sizeof(canary));
    return 0;
}

/* A new mapping, when the newest is used up. */
static bool
have_fresh(size_t slot_bytes)
{
    if (fresh != fresh_end)
        return true;
    size_t bytes = slots * slot_bytes;
    char *mapping = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (mapping == MAP_FAILED)
        return false;
    madvise(
        mapping, bytes, MADV_NOHUGEPAGE); /* otherwise one touch takes 2 MiB */
    fresh = mapping;
    fresh_end = mapping + bytes;
    slots = slots * 2 < MOST_SLOTS ? slots * 2 : MOST_SLOTS;
    return true;
}

struct stack *
stack_take(void)
{
    struct stack *stack = free_stacks;

    if (stack != NULL) {
        free_stacks = stack->next;
        return stack;
    }
    size_t slot_bytes = in_pages(GUARD_BYTES) + in_pages(stack_bytes);
    if (!have_fresh(slot_bytes))
        return NULL;
    size_t guarded = guard_slot(fresh);
    stack = (struct stack *)(fresh + slot_bytes) - 1;
    *stack = (struct stack){
        fresh + guarded, slot_bytes - guarded, stack_guard, NULL};
    fresh += slot_bytes;
    fiber_stack(stack->low, stack->bytes);
    return stack;
}

void
stack_give_back(struct stack *stack)
{
    fiber_unpoison(stack->low, stack->bytes);
    stack->next = free_stacks;
    free_stacks = stack;
}

bool
stack_is_guard(const struct stack *stack, const void *address)
{
    const char *at = address;

    return stack->guard != CORO_GUARD_CANARY && at < stack->low &&
           at >= stack->low - in_pages(GUARD_BYTES);
}

bool
stack_is_overrun(const struct stack *stack)
{
    return stack->guard == CORO_GUARD_CANARY &&
           memcmp(stack->low, &canary, sizeof(canary)) != 0;
}

void
stack_for_signals(void)
{
    static char memory[SIGNAL_BYTES];
    stack_t own = {.ss_sp = memory, .ss_size = sizeof(memory)}, now;

    if (sigaltstack(NULL, &now) == 0 && (now.ss_flags & SS_DISABLE) == 0)
        return; /* a sanitizer has made one */
    if (sigaltstack(&own, NULL) == -1)
        die(STATUS_CANNOT, "sigaltstack: %m: cannot detect a stack overflow");
}
