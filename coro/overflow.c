#include "overflow.h"

#include "scheduler.h"
#include "stack.h"

#include "kit/die.h"

#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

static struct sigaction other_faults;

static void
report(const struct stack *stack)
{
    complain("the stack of %s has overflowed its %zu bytes: use less of it",
        coro_name(coro_self()), stack->bytes);
}

static void
on_fault(int number, siginfo_t *info, void *context)
{
    const struct stack *stack = scheduler_stack();

    (void)context;
    if (stack != NULL && stack_is_guard(stack, info->si_addr)) {
        report(stack);
        _exit(STATUS_BROKEN);
    }
    /* Not an overflow: it faults again, with the default action. */
    sigaction(number, &other_faults, NULL);
}

void
overflow_catch(void)
{
    struct sigaction action = {
        .sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_ONSTACK};

    stack_for_signals();
    if (sigaction(SIGSEGV, &action, &other_faults) == -1)
        die(STATUS_CANNOT, "sigaction: %m: cannot detect a stack overflow");
}

void
overflow_check(void)
{
    const struct stack *stack = scheduler_stack();

    if (stack == NULL || !stack_is_overrun(stack))
        return;
    report(stack);
    exit(STATUS_BROKEN);
}
