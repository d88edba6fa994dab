#include "cancel.h"

#include "ahead.h"
#include "limit.h"
#include "schedule.h"
#include "where.h"

#include <pthread.h>
#include <string.h>

int
cancel_depth(const struct handling *handling)
{
    int depth = handling->depth;

    while (depth > 0 && handling->outer[depth - 1].cancels)
        depth--;
    return depth;
}

void
cancel_leave(struct handling *handling, uint64_t sp)
{
    int depth = handling->depth;

    while (depth > 0 && handling->outer[depth - 1].cancels &&
           sp > handling->outer[depth - 1].sp)
        memset(&handling->outer[--depth], 0, sizeof(handling->outer[0]));
    handling->depth = depth;
}

void
cancel_check_type(const struct ahead *ahead)
{
    if (ahead->machine->program->canceller != 0 &&
        arch_argument(&ahead->registers) == PTHREAD_CANCEL_ASYNCHRONOUS)
        limit_refuse("worker %s may be cancelled at any instruction "
                     "(PTHREAD_CANCEL_ASYNCHRONOUS)%s: that is not followed",
            schedule_name(ahead->worker), where_line(where_in_program(ahead)));
}
