/* The kernel's own queues: a system call for each item. */

#include "peer.h"

#include "kit/must.h"

#include <fcntl.h>
#include <mqueue.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

enum { FEW = 10 }; /* messages that any user may have */

struct kernel {
    int in, out;
    mqd_t queue;
    size_t bytes;
};

static size_t
size(const struct course *course)
{
    (void)course;
    return sizeof(struct kernel);
}

static void
close_kernel(void *queue)
{
    struct kernel *kernel = queue;

    close(kernel->in);
    close(kernel->out);
}

static bool
open_pipe(void *queue, const struct course *course)
{
    struct kernel *kernel = queue;
    int ends[2];

    MUST_ERRNO(pipe2(ends, O_CLOEXEC));
    fcntl(ends[1], F_SETPIPE_SZ, course->slots * course->bytes);
    *kernel = (struct kernel){ends[1], ends[0], 0, (size_t)course->bytes};
    return true;
}

static bool
open_sockets(void *queue, const struct course *course)
{
    struct kernel *kernel = queue;
    int ends[2];

    MUST_ERRNO(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends));
    *kernel = (struct kernel){ends[1], ends[0], 0, (size_t)course->bytes};
    return true;
}

static bool
open_mq(void *queue, const struct course *course)
{
    struct kernel *kernel = queue;
    struct mq_attr attr = {
        .mq_maxmsg = course->slots, .mq_msgsize = course->bytes};
    char name[64];

    snprintf(name, sizeof(name), "/twinlab.bench.%d", (int)getpid());
    kernel->bytes = (size_t)course->bytes;
    kernel->queue = mq_open(name, O_RDWR | O_CREAT | O_EXCL, 0600, &attr);
    if (kernel->queue == (mqd_t)-1) { /* more than fs.mqueue.msg_max */
        attr.mq_maxmsg = FEW;
        kernel->queue = mq_open(name, O_RDWR | O_CREAT | O_EXCL, 0600, &attr);
    }
    if (kernel->queue == (mqd_t)-1)
        return false;
    mq_unlink(name);
    return true;
}

static void
close_mq(void *queue)
{
    mq_close(((struct kernel *)queue)->queue);
}

static bool
put_file(struct kernel *kernel, const uint64_t *item)
{
    MUST_ERRNO(write(kernel->in, item, kernel->bytes));
    return true;
}

/* A pipe has no items: they arrive whole since each write and each read is of
 * the same size, and no larger than PIPE_BUF. */
static bool
take_file(struct kernel *kernel, uint64_t *item)
{
    MUST_ERRNO(read(kernel->out, item, kernel->bytes));
    return true;
}

static bool
put_mq(struct kernel *kernel, const uint64_t *item)
{
    MUST_ERRNO(mq_send(kernel->queue, (const char *)item, kernel->bytes, 0));
    return true;
}

static bool
take_mq(struct kernel *kernel, uint64_t *item)
{
    MUST_ERRNO(mq_receive(kernel->queue, (char *)item, kernel->bytes, NULL));
    return true;
}

LOOPS(file, put_file, take_file)
LOOPS(mq, put_mq, take_mq)

const struct peer kernel_peers[] = {
    {"pipe", "at least a page", true, size, open_pipe, close_kernel,
        LOOPS_OF(file)},
    {"socketpair", "the kernel's size", true, size, open_sockets, close_kernel,
        LOOPS_OF(file)},
    {"POSIX mq", "10 slots, if not more", true, size, open_mq, close_mq,
        LOOPS_OF(mq)},
    {.name = NULL}};
