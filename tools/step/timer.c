#include "timer.h"

#include "ahead.h"
#include "limit.h"

#include "kit/clock.h"

#include <sys/syscall.h>
#include <sys/time.h>

/* The kernel reads and writes below the stack, where nobody looks, for a
 * moment. */
static struct itimerval
take_away(struct machine *machine)
{
    pid_t task = machine->target.worker[0].task;
    uint64_t sp = arch_sp(&machine->first[0].registers);
    struct itimerval before[2], timers[2] = {0};
    uint64_t room = (sp - arch_red_zone - sizeof(timers)) & ~7UL;
    const struct call call = {
        SYS_setitimer, {ITIMER_REAL, room, room + sizeof(timers[0])}};

    if (!target_peek(task, room, before, sizeof(before)) ||
        !target_poke(task, room, timers, sizeof(timers)) ||
        ahead_make(machine, 0, machine->program->call_at, &call) != 0 ||
        !target_peek(task, room, timers, sizeof(timers)) ||
        !target_poke(task, room, before, sizeof(before)))
        limit_lost(0);
    return timers[1];
}

static bool
is_zero(const struct timeval *time)
{
    return time->tv_sec == 0 && time->tv_usec == 0;
}

/* How long it has left is not the same in each start; what main asked for is.
 */
void
timer_learn(struct machine *machine)
{
    struct program *program = machine->program;

    if (program->births == 0)
        return; /* as in actions.c */
    const struct itimerval timer = take_away(machine);
    bool is_set = !is_zero(&timer.it_value);

    if (!is_zero(&timer.it_interval))
        limit_refuse("%s has set a timer that rings again and again before it "
                     "made its first task: that is not followed",
            program->argv[0]);
    if (!is_set && program->alarm_ns != 0)
        limit_refuse("%s sets an alarm that rings before it makes its first "
                     "task, in some runs at least: that is not followed; give "
                     "it longer",
            program->argv[0]);
    program->rings |= is_set;
    if (is_set && program->alarm_ns == 0) /* main has a task already: early.h */
        program->alarm_ns = (timer.it_value.tv_sec + 1) * NS_PER_S;
    machine->first_alarm = program->alarm_ns;
}
