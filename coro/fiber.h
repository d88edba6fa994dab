/* Tell ASan, TSan and valgrind that the program changes to another stack: they
 * would otherwise report a context switch as a corrupt stack. An ordinary build
 * contains none of this except valgrind's notice of a new stack, which is a few
 * instructions without effect.
 *
 * sanitizer/common_interface_defs.h, sanitizer/tsan_interface.h, valgrind.h. */
#pragma once

#include <stddef.h>

#ifdef __has_feature /* clang's spelling */
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__ 1
#endif
#if __has_feature(thread_sanitizer)
#define __SANITIZE_THREAD__ 1
#endif
#endif

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
#include <sanitizer/common_interface_defs.h>
#endif

#ifdef __SANITIZE_THREAD__
void *__tsan_get_current_fiber(void);
void *__tsan_create_fiber(unsigned flags);
void __tsan_destroy_fiber(void *fiber);
void __tsan_switch_to_fiber(void *fiber, unsigned flags);
#endif

#if __has_include(<valgrind/valgrind.h>)
#include <valgrind/valgrind.h>
#endif

/* Does anything have to be done after a switch? */
#ifdef __SANITIZE_ADDRESS__
enum { FIBER_ARRIVES = 1 };
#else
enum { FIBER_ARRIVES = 0 };
#endif

/* What the tools need for each coroutine. */
struct fiber {
#ifdef __SANITIZE_ADDRESS__
    const void *low;
    size_t bytes;
    void *fake_stack;
#endif
#ifdef __SANITIZE_THREAD__
    void *tsan;
#endif
    char nothing; /* a struct must have a member */
};

/* Announce a new stack. */
static inline void
fiber_stack(void *low, size_t bytes)
{
    (void)low;
    (void)bytes;
#ifdef VALGRIND_STACK_REGISTER
    (void)VALGRIND_STACK_REGISTER(low, (char *)low + bytes - 1);
#endif
}

/* The last user of this stack will not return to clean it up. */
static inline void
fiber_unpoison(void *low, size_t bytes)
{
    (void)low;
    (void)bytes;
#ifdef __SANITIZE_ADDRESS__
    ASAN_UNPOISON_MEMORY_REGION(low, bytes);
#endif
}

/* For main; then for each that is created, and each that is freed. */
static inline void
fiber_main(struct fiber *fiber)
{
    (void)fiber;
#ifdef __SANITIZE_THREAD__
    fiber->tsan = __tsan_get_current_fiber();
#endif
}

static inline void
fiber_make(struct fiber *fiber, void *low, size_t bytes)
{
    *fiber = (struct fiber){.nothing = 0};
    (void)low;
    (void)bytes;
#ifdef __SANITIZE_ADDRESS__
    fiber->low = low;
    fiber->bytes = bytes;
#endif
#ifdef __SANITIZE_THREAD__
    fiber->tsan = __tsan_create_fiber(0);
#endif
}

static inline void
fiber_free(struct fiber *fiber)
{
    (void)fiber;
#ifdef __SANITIZE_THREAD__
    __tsan_destroy_fiber(fiber->tsan);
#endif
}

/* Just before the switch; `last`: `from` will never be resumed. */
static inline void
fiber_leave(struct fiber *from, const struct fiber *to, int last)
{
    (void)from;
    (void)to;
    (void)last;
#ifdef __SANITIZE_ADDRESS__
    __sanitizer_start_switch_fiber(
        last ? NULL : &from->fake_stack, to->low, to->bytes);
#endif
#ifdef __SANITIZE_THREAD__
    __tsan_switch_to_fiber(to->tsan, 0);
#endif
}

/* Just after it, in `self`; main's stack becomes known when it is left. */
static inline void
fiber_arrive(struct fiber *self, struct fiber *from)
{
    (void)self;
    (void)from;
#ifdef __SANITIZE_ADDRESS__
    __sanitizer_finish_switch_fiber(self->fake_stack, &from->low, &from->bytes);
#endif
}
