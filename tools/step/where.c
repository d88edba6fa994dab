#include "where.h"

#include "limit.h"
#include "schedule.h"

#include <stdio.h>
#include <sys/syscall.h>

/* How many words of the stack to search for a return address. */
enum { MAX_SEEN = 512 };

uint64_t
where_in_program(const struct ahead *ahead)
{
    uint64_t pc = arch_pc(&ahead->registers);
    uint64_t sp = arch_sp(&ahead->registers), word;
    char line[64];

    if (symbols_is_program(pc))
        return pc;
    for (int i = 0; i < MAX_SEEN; i++) {
        if (!target_peek(
                ahead->task, sp + (uint64_t)i * WORD_BYTES, &word, WORD_BYTES))
            break;
        if (!symbols_is_program(word))
            continue;
        symbols_line(word - 1, line, sizeof(line));
        if (*line != '\0')
            return word - 1;
    }
    return 0;
}

const char *
where_line(uint64_t address)
{
    static char text[80];
    char line[64] = "";

    if (address != 0)
        symbols_line(address, line, sizeof(line));
    snprintf(text, sizeof(text), "%s%s", *line != '\0' ? " at " : "", line);
    return text;
}

const char *
where_call(long number)
{
    static const struct {
        long number;
        const char *words;
    } known[] = {
        {SYS_futex, "futex for a mutex with priority inheritance"},
        {SYS_tgkill, "pthread_kill or raise (tgkill)"},
        {SYS_rt_sigtimedwait, "sigwait or the like (rt_sigtimedwait)"},
        {SYS_rt_sigsuspend, "sigsuspend (rt_sigsuspend)"},
        {SYS_pselect6, "select (pselect6)"},
    };

    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        if (known[i].number == number)
            return known[i].words;
    return calls_name(number);
}

_Noreturn void
where_refuse(const struct ahead *ahead, const char *call)
{
    limit_refuse(
        "worker %s calls %s%s, which step cannot take back: it is not followed",
        schedule_name(ahead->worker), call,
        where_line(where_in_program(ahead)));
}
