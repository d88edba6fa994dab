#include "handler.h"

#include "cancel.h"
#include "limit.h"
#include "schedule.h"
#include "where.h"

#include <string.h>

/* A call of the kernel made by a handler below the interrupted frame. */
enum { SLACK_BYTES = 4096 };

bool
handler_return(struct ahead *ahead)
{
    struct handling *handling = &ahead->handling;

    if (handling->depth == 0)
        where_refuse(ahead, "rt_sigreturn");
    if (arch_pc(&ahead->registers) != handling->outer[handling->depth - 1].pc)
        limit_refuse("worker %s changes, in a signal's handler, where it goes "
                     "on after it: that is not followed",
            schedule_name(ahead->worker));
    handling->depth--;
    ahead->visit = handling->outer[handling->depth].visit;
    ahead->place = handling->outer[handling->depth].place;
    ahead->kept.blocks_trap = handling->outer[handling->depth].blocks_trap;
    memset(&handling->outer[handling->depth], 0, sizeof(handling->outer[0]));
    return true;
}

void
handler_check(struct ahead *ahead, const struct instruction *what)
{
    static const char *const leaves[] = {
        "longjmp", "siglongjmp", "longjmp_chk", "libc_siglongjmp"};
    struct handling *handling = &ahead->handling;
    uint64_t sp = arch_sp(&ahead->registers);

    cancel_leave(handling, sp);
    int level = handling->depth - 1;
    if (level == -1 || handling->outer[level].cancels)
        return;
    bool is_left = sp > handling->outer[level].sp;

    for (size_t i = 0; i < sizeof(leaves) / sizeof(leaves[0]); i++)
        is_left |=
            what->entry_of != NULL && strcmp(what->entry_of, leaves[i]) == 0;
    if (is_left && ahead->kept.cancelled_at != 0)
        limit_refuse("worker %s is cancelled in a signal's handler%s: that is "
                     "not followed",
            schedule_name(ahead->worker), where_line(where_in_program(ahead)));
    if (is_left)
        where_refuse(ahead, "longjmp, or the like, in a signal's handler");
}

int
handler_depth(const struct ahead *ahead, uint64_t address)
{
    const struct handling *handling = &ahead->handling;
    uint64_t now = arch_sp(&ahead->registers);
    int depth = cancel_depth(handling);

    if (depth == 0)
        return 0;
    return address < handling->outer[depth - 1].sp - arch_red_zone &&
                   address >= now - arch_red_zone - SLACK_BYTES
               ? -1
               : depth;
}
