#include "fault.h"

#include "kit/must.h"

#include <linux/filter.h>
#include <linux/futex.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <pthread.h>
#include <stddef.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { OURS, ITS };

static struct {
    unsigned number;
    int error;
    long nth, calls;
    int ends[2]; /* the program sends us the descriptor that the kernel asks on
                  */
    pthread_t asked;
} fault;

/* A message of one byte and one descriptor. */
union envelope {
    char room[CMSG_SPACE(sizeof(int))];
    struct cmsghdr head;
};

static struct msghdr
message_in(union envelope *envelope, struct iovec *byte)
{
    return (struct msghdr){.msg_iov = byte,
        .msg_iovlen = 1,
        .msg_control = envelope->room,
        .msg_controllen = sizeof(envelope->room)};
}

static bool
send_descriptor(int descriptor)
{
    union envelope envelope = {.head = {.cmsg_len = CMSG_LEN(sizeof(int)),
                                   .cmsg_level = SOL_SOCKET,
                                   .cmsg_type = SCM_RIGHTS}};
    struct iovec byte = {"", 1};
    struct msghdr message = message_in(&envelope, &byte);

    memcpy(CMSG_DATA(&envelope.head), &descriptor, sizeof(descriptor));
    return sendmsg(fault.ends[ITS], &message, 0) == 1;
}

/* -1 when the other end is closed. */
static int
receive_descriptor(void)
{
    union envelope envelope;
    char text;
    struct iovec byte = {&text, 1};
    struct msghdr message = message_in(&envelope, &byte);
    int descriptor = -1;

    if (recvmsg(fault.ends[OURS], &message, MSG_CMSG_CLOEXEC) == 1)
        memcpy(&descriptor, CMSG_DATA(&envelope.head), sizeof(descriptor));
    return descriptor;
}

/* Of what a futex does, only a wait fails in a correct program. */
static bool
may_fail(const struct seccomp_data *call)
{
    int operation = (int)call->args[1] & FUTEX_CMD_MASK;

    return call->nr != SYS_futex || operation == FUTEX_WAIT ||
           operation == FUTEX_WAIT_BITSET;
}

/* The process to be answered may have been killed meanwhile. */
static void
answer(int listener)
{
    struct seccomp_notif call = {0};

    if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &call) == -1)
        return;
    struct seccomp_notif_resp reply = {.id = call.id};
    if (may_fail(&call.data) && ++fault.calls == fault.nth)
        reply.error = -fault.error;
    else
        reply.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
    ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &reply);
}

/* Until nobody is left who might call. */
static void *
be_asked(void *unused)
{
    struct pollfd call = {.fd = receive_descriptor(), .events = POLLIN};

    while (call.fd != -1 && poll(&call, 1, -1) == 1 && call.revents & POLLIN)
        answer(call.fd);
    if (call.fd != -1)
        close(call.fd);
    return unused;
}

void
fault_arm(long number, int error, long nth)
{
    fault.number = (unsigned)number;
    fault.error = error;
    fault.nth = nth;
    fault.calls = 0;
    MUST_ERRNO(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fault.ends));
    MUST(pthread_create(&fault.asked, NULL, be_asked, NULL));
}

bool
prepare_fault(void)
{
    struct sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, fault.number, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {
        .len = sizeof(filter) / sizeof(filter[0]), .filter = filter};

    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1)
        return false;
    int listener = (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
        SECCOMP_FILTER_FLAG_NEW_LISTENER, &program);
    return listener != -1 && send_descriptor(listener) && close(listener) == 0;
}

long
fault_calls(void)
{
    close(fault.ends[ITS]);
    MUST(pthread_join(fault.asked, NULL));
    close(fault.ends[OURS]);
    return fault.calls;
}
