/* Is a stack overflow reported, whatever the guard, and a lack of memory for
 * another stack? All tests run in children, which have no stacks yet. */

#include "coro/coro.h"

#include "../harness/program.h"

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>

static int alive;

static void
live(void *argument)
{
    (void)argument;
    alive++;
}

static enum coro_guard guard;

static void
grow(void *depth)
{
    volatile char frame[512];

    for (size_t i = 0; i < sizeof(frame); i++)
        frame[i] = 1;
    if ((intptr_t)depth > 0)
        grow((void *)((intptr_t)depth - 1));
    frame[0] = 2; /* or the call above is a jump */
    coro_yield();
}

static void
overflow(void)
{
    coro_stacks(16 * 1024, guard);
    /* The neighbours have the stacks below, and above. */
    coro_spawn("below", live, NULL);
    struct coro *one = coro_spawn("glutton", grow, (void *)1000);
    coro_spawn("above", live, NULL);
    if (coro_guard() != guard)
        _Exit(STATUS_CANNOT);
    coro_join(one);
}

/* Is an overflow reported with the coroutine's name, whatever the guard? */
TEST(overflow_is_named)
{
    for (guard = CORO_GUARD_INSTALL; guard <= CORO_GUARD_PAGE; guard++) {
        const struct outcome *seen = IN_CHILD(overflow());
        if (seen->status == STATUS_CANNOT) {
            not_tried("this kernel does not know MADV_GUARD_INSTALL");
            continue;
        }
        CU_ASSERT_EQUAL(seen->status, STATUS_BROKEN);
        CHECK_HAS(seen->err, "glutton has overflowed");
    }
    if (is_skipped(
            UNDER_ASAN, "AddressSanitizer's frames are too large for a canary"))
        return;
    const struct outcome *seen = IN_CHILD({
        /* A canary is checked when the coroutine stops running: so the overflow
         * must be small, or it corrupts the neighbour before. */
        coro_stacks(16 * 1024, CORO_GUARD_CANARY);
        coro_spawn("below", live, NULL);
        struct coro *one = coro_spawn("glutton", grow, (void *)29);
        for (int depth = 30; depth < 80; depth++) {
            coro_join(one);
            one = coro_spawn("glutton", grow, (void *)(intptr_t)depth);
        }
        coro_join(one);
    });
    CU_ASSERT_EQUAL(seen->status, STATUS_BROKEN);
    CHECK_HAS(seen->err, "glutton has overflowed");
}

static void
fault(void *argument)
{
    volatile int *nowhere = argument;

    *nowhere = 1;
}

/* Is a fault that is no overflow still that? */
TEST(other_faults_are_faults)
{
    const struct outcome *seen =
        IN_CHILD({ coro_join(coro_spawn("stray", fault, NULL)); });

    if (is_skipped(UNDER_SANITIZER, "the sanitizer reports it in its own way"))
        return;
    CU_ASSERT_EQUAL(seen->signal, SIGSEGV);
    CHECK_LACKS(seen->err, "overflowed");
}

/* Are canaries used when the limit of mappings is reached, and is that
 * reported? */
TEST(canaries_take_over)
{
    if (is_skipped(UNDER_SANITIZER, "too many for a sanitizer"))
        return;
    const struct outcome *seen = IN_CHILD({
        /* With a guard page below each stack, the kernel's limit of mappings is
         * reached at some point. */
        coro_stacks(4096, CORO_GUARD_PAGE);
        for (int i = 0; i < 70000; i++)
            if (coro_spawn("one", live, NULL) == NULL)
                _Exit(STATUS_BROKEN);
        if (coro_guard() == CORO_GUARD_PAGE)
            _Exit(STATUS_CANNOT); /* there is no limit, or a high one */
        if (coro_guard() != CORO_GUARD_CANARY)
            _Exit(STATUS_BROKEN);
        coro_yield(); /* and all of them run */
        if (alive != 70000)
            _Exit(STATUS_BROKEN);
        printf("%s", coro_guard_name());
    });
    if (is_skipped(
            seen->status == STATUS_CANNOT, "vm.max_map_count is high here"))
        return;
    CU_ASSERT_EQUAL(seen->status, STATUS_HELD);
    CU_ASSERT_STRING_EQUAL(seen->out, "canary");
}

/* Does errno say that there is no memory for another? */
TEST(no_memory_is_reported)
{
    if (is_skipped(UNDER_SANITIZER, "the sanitizer needs the addresses"))
        return;
    const struct outcome *seen = IN_CHILD({
        rlim_t limit = (rlim_t)200 << 20;

        setrlimit(RLIMIT_AS, &(struct rlimit){limit, limit});
        if (mmap(NULL, limit, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) !=
            MAP_FAILED)
            _Exit(STATUS_CANNOT);
        for (int i = 0; i < 100000; i++)
            if (coro_spawn("one", live, NULL) == NULL)
                _Exit(errno == ENOMEM ? STATUS_HELD : STATUS_BROKEN);
        _Exit(STATUS_BROKEN);
    });
    int status = seen->status;
    if (status == STATUS_CANNOT)
        not_tried("this emulator knows no limit of addresses");
    else
        CU_ASSERT_EQUAL(status, STATUS_HELD);
}
