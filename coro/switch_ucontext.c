/* The context switch of the C library: makecontext(3), make CORO=ucontext. It
 * works on any CPU, and shows the cost of a system call: swapcontext also
 * switches the signal mask, which only the kernel can change (rt_sigprocmask).
 */

#include "context.h"
#include "coro.h"

#include "kit/die.h"

const char coro_switch_name[] = "ucontext";

void
context_make(
    struct context *context, void *stack, size_t bytes, void (*start)(void))
{
    if (getcontext(&context->registers) == -1)
        die(STATUS_BROKEN, "getcontext: %m: cannot create a coroutine");
    context->registers.uc_stack.ss_sp = stack;
    context->registers.uc_stack.ss_size = bytes;
    makecontext(&context->registers, start, 0);
}

void
context_switch(struct context *from, struct context *to)
{
    if (swapcontext(&from->registers, &to->registers) == -1)
        die(STATUS_BROKEN, "swapcontext: %m: cannot switch");
}
