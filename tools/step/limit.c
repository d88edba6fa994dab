#include "limit.h"

#include "schedule.h"

#include "kit/clock.h"
#include "kit/die.h"
#include "kit/stop.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>

static jmp_buf way_out;
static bool has_way_out;
static long until_ns = LONG_MAX;
static long worked, until_worked = LONG_MAX;
static enum limit reached;
static int stopped_by;
static char refusal[512];

void
limit_die_after(long seconds)
{
    until_ns = clock_ns() + seconds * NS_PER_S;
    until_worked = LONG_MAX;
    has_way_out = false;
}

jmp_buf *
limit_set(long seconds)
{
    limit_die_after(seconds);
    reached = LIMIT_NONE;
    has_way_out = true;
    return &way_out;
}

void
limit_ease(long work)
{
    until_worked = work < LONG_MAX ? worked + work : LONG_MAX;
}

void
limit_work(long work)
{
    worked += work;
}

long
limit_worked(void)
{
    return worked;
}

void
limit_lift(void)
{
    until_ns = until_worked = LONG_MAX;
    has_way_out = false;
    if (reached == LIMIT_SIGNAL)
        (void)stop_wait(0);
}

bool
limit_reached(long wait_ns)
{
    /* Once asked to stop, do not begin again. */
    int signal =
        has_way_out && stopped_by != 0 ? stopped_by : stop_wait(wait_ns);

    bool is_late = clock_ns() >= until_ns;
    if (signal == 0 && !is_late && worked < until_worked)
        return false;
    reached = signal != 0 ? LIMIT_SIGNAL : is_late ? LIMIT_TIME : LIMIT_EASED;
    if (signal != 0)
        stopped_by = signal;
    return true;
}

_Noreturn void
limit_leave(void)
{
    if (has_way_out)
        longjmp(way_out, 1);
    if (reached == LIMIT_SIGNAL)
        stop_release(stopped_by);
    die(reached == LIMIT_REFUSAL ? STATUS_CANNOT : STATUS_STUCK, "%s",
        reached == LIMIT_REFUSAL
            ? refusal
            : "the time given is up (--max-seconds): nothing can be said");
}

_Noreturn void
limit_refuse(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(refusal, sizeof(refusal), format, arguments);
    va_end(arguments);
    reached = LIMIT_REFUSAL;
    limit_leave();
}

enum limit
limit_which(void)
{
    return reached;
}

int
limit_signal(void)
{
    return stopped_by;
}

const char *
limit_refusal(void)
{
    return refusal;
}

_Noreturn void
limit_lost(int worker)
{
    limit_refuse("worker %s was killed by somebody else, or cannot be traced "
                 "any more",
        schedule_name(worker));
}
