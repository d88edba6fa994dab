/* The context switch of the C library: makecontext(3), make CORO=ucontext. It
 * works on any CPU, and shows the cost of a system call: swapcontext also
 * switches the signal mask, which only the kernel can change (rt_sigprocmask).
 */

#include "context.h"
#include "coro.h"

#include "kit/die.h"

#include <stdint.h>

const char coro_switch_name[] = "ucontext";

/* makecontext passes ints: a pointer is split into two halves. */
static void
begin(unsigned start_high, unsigned start_low, unsigned argument_high,
    unsigned argument_low)
{
    uintptr_t start = (uintptr_t)start_high << 32 | start_low;
    uintptr_t argument = (uintptr_t)argument_high << 32 | argument_low;

    ((void (*)(void *))start)((void *)argument);
}

void
context_make(struct context *context, void *stack, size_t bytes,
    void (*start)(void *), void *argument)
{
    uint64_t function = (uintptr_t)start, data = (uintptr_t)argument;

    if (getcontext(&context->registers) == -1)
        die(STATUS_BROKEN, "getcontext: %m: cannot create a coroutine");
    context->registers.uc_stack.ss_sp = stack;
    context->registers.uc_stack.ss_size = bytes;
    makecontext(&context->registers, (void (*)(void))begin, 4,
        (unsigned)(function >> 32), (unsigned)function, (unsigned)(data >> 32),
        (unsigned)data);
}

void
context_switch(struct context *from, struct context *to)
{
    if (swapcontext(&from->registers, &to->registers) == -1)
        die(STATUS_BROKEN, "swapcontext: %m: cannot switch");
}
