#include "reads.h"

#include "ahead.h"
#include "among.h"
#include "calls.h"
#include "limit.h"
#include "pose.h"
#include "schedule.h"
#include "target.h"
#include "touch.h"
#include "where.h"

#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <sched.h>
#include <stdlib.h>
#include <sys/sem.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>

enum {
    TEXT = 0,             /* bytes, up to a 0 */
    MOST_SEMAPHORES = 256 /* of a set; how many it has is not asked */
};

/* That many bytes, or that many times another argument. */
static const struct {
    long number;
    int argument;
    unsigned bytes;
    int times; /* the other argument; 0: once */
} table[] = {
    {SYS_write, 1, 1, 2},
    {SYS_pwrite64, 1, 1, 2},
    {SYS_writev, 1, sizeof(struct iovec), 2},
    {SYS_sendto, 1, 1, 2},
    {SYS_sendto, 4, 1, 5},
    {SYS_msgsnd, 1, 1, 2},
    {SYS_semop, 1, sizeof(struct sembuf), 2},
    {SYS_semtimedop, 1, sizeof(struct sembuf), 2},
    {SYS_rt_sigprocmask, 1, 8, 0},
    {SYS_clock_nanosleep, 2, sizeof(struct timespec), 0},
    {SYS_sched_setaffinity, 2, 1, 1},
    {SYS_sched_setscheduler, 2, sizeof(struct sched_param), 0},
    {SYS_sched_setparam, 1, sizeof(struct sched_param), 0},
    {SYS_openat, 1, TEXT, 0},
    {SYS_linkat, 1, TEXT, 0},
    {SYS_linkat, 3, TEXT, 0},
    {SYS_unlinkat, 1, TEXT, 0},
    {SYS_faccessat, 1, TEXT, 0},
    {SYS_chdir, 0, TEXT, 0},
    {SYS_readlinkat, 1, TEXT, 0},
    {SYS_newfstatat, 1, TEXT, 0},
    {SYS_statx, 1, TEXT, 0},
#ifdef SYS_fork /* not on AArch64 */
    {SYS_nanosleep, 0, sizeof(struct timespec), 0},
    {SYS_poll, 0, sizeof(struct pollfd), 1},
    {SYS_open, 0, TEXT, 0},
    {SYS_link, 0, TEXT, 0},
    {SYS_link, 1, TEXT, 0},
    {SYS_unlink, 0, TEXT, 0},
    {SYS_access, 0, TEXT, 0},
    {SYS_stat, 0, TEXT, 0},
    {SYS_readlink, 0, TEXT, 0},
#endif
};

static uint64_t
text_bytes(const struct ahead *ahead, uint64_t address)
{
    uint64_t bytes = 0;
    char byte = 1;

    while (byte != '\0' && bytes < PATH_MAX &&
           target_peek(ahead->task, address + bytes, &byte, sizeof(byte)))
        bytes++;
    return bytes;
}

/* What its pieces point to. */
static void
touch_pieces(struct ahead *ahead, const struct call *call, struct pose *pose)
{
    struct iovec piece = {0};
    uint64_t address = call->arguments[1];

    for (uint64_t i = 0; i < call->arguments[2] &&
                         target_peek(ahead->task, address + i * sizeof(piece),
                             &piece, sizeof(piece));
         i++)
        touch_memory(
            ahead, (uint64_t)piece.iov_base, piece.iov_len, true, false, pose);
}

/* What the table cannot tell. */
static void
touch_others(struct ahead *ahead, const struct call *call, struct pose *pose)
{
    const uint64_t *argument = call->arguments;

    if (call->number == SYS_writev)
        touch_pieces(ahead, call, pose);
    else if (call->number == SYS_msgsnd) /* its type, before the text */
        touch_memory(
            ahead, argument[1] + argument[2], sizeof(long), true, false, pose);
    else if (call->number == SYS_fcntl &&
             (argument[1] == F_SETLK || argument[1] == F_SETLKW))
        touch_memory(
            ahead, argument[2], sizeof(struct flock), true, false, pose);
    else if (call->number == SYS_semctl && argument[2] == SETALL)
        touch_memory(ahead, argument[3],
            MOST_SEMAPHORES * sizeof(unsigned short), true, false, pose);
}

void
reads_touch(struct ahead *ahead, const struct call *call, struct pose *pose)
{
    const uint64_t *argument = call->arguments;

    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        uint64_t address = argument[table[i].argument];
        if (call->number != table[i].number || address == 0)
            continue;
        uint64_t bytes =
            table[i].bytes == TEXT
                ? text_bytes(ahead, address)
                : table[i].bytes *
                      (table[i].times > 0 ? argument[table[i].times] : 1);
        touch_memory(ahead, address, bytes, true, false, pose);
    }
    touch_others(ahead, call, pose);
}

void
reads_look(struct ahead *ahead, const struct call *call, struct pose *pose)
{
    struct pose met = {0};

    switch (calls_kind(call)) {
    case CALL_OUTPUT:
        return;
    case CALL_REAL:
    case CALL_KERNEL:
        reads_touch(ahead, call, pose);
        return;
    default:
        reads_touch(ahead, call, &met);
        free(met.touched);
        if (met.touched_count > 0)
            limit_refuse("worker %s calls %s%s with an argument that another "
                         "worker writes: that is not followed; a variable of "
                         "its own is",
                schedule_name(ahead->worker), where_call(call->number),
                where_line(where_in_program(ahead)));
    }
}

void
reads_refuse_asleep(const struct pose *pose)
{
    static const long numbers[] = {
        SYS_write, SYS_pwrite64, SYS_writev, SYS_sendto};

    if (pose->touched_count > 0 && AMONG(pose->call.number, numbers))
        limit_refuse("worker %s sleeps in %s, and another writes to the memory "
                     "that it takes its data from: that is not followed",
            schedule_name(pose->worker), where_call(pose->call.number));
}
