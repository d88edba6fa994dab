#include "where.h"

#include "limit.h"
#include "schedule.h"
#include "variables.h"

#include <stdio.h>
#include <string.h>
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

uint64_t
where_called(const struct ahead *ahead)
{
    const struct machine *machine = ahead->machine;
    const struct worker *self = &machine->target.worker[ahead->worker];
    uint64_t sp = ahead->place.outer_sp, word;

    if (sp == 0 || sp == UINT64_MAX ||
        !target_peek(ahead->task, sp, &word, sizeof(word)))
        return 0;
    word = arch_return_address(&ahead->registers, word) - 1;
    if (!symbols_is_program(word))
        return 0;
    uint64_t outer = symbols_is_in_header(word)
                         ? variables_place(self->process, ahead->task)
                         : 0;
    return outer != 0 ? outer : word;
}

/* In a function of the program's, other than at its beginning: no pointer to a
 * function, nor to a part of a variable. */
static bool
is_return_address(uint64_t word)
{
    uint64_t offset = 0, address;
    size_t bytes;
    const char *name =
        symbols_is_program(word) ? symbols_function(word, &offset) : NULL;

    return name != NULL && offset > 0 && strncmp(name, "_start", 6) != 0 &&
           !symbols_variable(name, &address, &bytes);
}

bool
where_is_called(const struct ahead *ahead)
{
    uint64_t words[PAGE_BYTES / WORD_BYTES];
    uint64_t at = arch_sp(&ahead->registers) / WORD_BYTES * WORD_BYTES;
    uint64_t end = arch_thread_pointer(&ahead->registers);

    /* No stack reaches across the thread's data of its own. Above these, and so
     * above the stack, there is often a whole library. */
    while (at != end) {
        size_t bytes = PAGE_BYTES - at % PAGE_BYTES;
        if (at < end && end - at < bytes)
            bytes = end - at;
        if (!target_peek(ahead->task, at, words, bytes))
            return false;
        for (size_t i = 0; i < bytes / WORD_BYTES; i++) /* most are 0 */
            if (words[i] != 0 && is_return_address(words[i]))
                return true;
        at += bytes;
    }
    return false;
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
        {SYS_futex, "futex for more than a wait or a wake-up"},
        {SYS_tgkill, "pthread_kill, raise or pthread_cancel (tgkill)"},
        {SYS_rt_sigqueueinfo, "sigqueue (rt_sigqueueinfo)"},
        {SYS_rt_tgsigqueueinfo, "pthread_sigqueue (rt_tgsigqueueinfo)"},
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
        "worker %s calls %s%s, which step cannot take back: it is not "
        "followed; "
        "leave it out, or do it before the first fork or pthread_create",
        schedule_name(ahead->worker), call,
        where_line(where_in_program(ahead)));
}
