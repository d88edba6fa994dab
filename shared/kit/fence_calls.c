/* The filter is a program for the kernel, which runs it before each call. What
 * it is written in is defined in linux/filter.h, linux/seccomp.h and
 * linux/audit.h: repeated here, since musl-gcc finds no headers of the
 * kernel's. */

#include "fence.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

struct sock_filter {
    uint16_t code;
    uint8_t so, otherwise; /* how many instructions to skip */
    uint32_t value;
};

struct sock_fprog {
    unsigned short length;
    struct sock_filter *code;
};

enum code {
    LOAD = 0x20, /* BPF_LD | BPF_W | BPF_ABS */
    IS = 0x15,   /* BPF_JMP | BPF_JEQ | BPF_K */
    FROM = 0x35, /* BPF_JMP | BPF_JGE | BPF_K */
    RETURN = 0x06
};

/* Where in struct seccomp_data. */
enum { NUMBER = 0, ARCHITECTURE = 4, FIRST_ARGUMENT = 16, MODE_FILTER = 2 };

#define ALLOW         0x7fff0000U
#define REFUSE(error) (0x00050000U | (error))
#define KILL          0x80000000U
#define X32           0x40000000U /* the same calls by other numbers */

#ifdef __aarch64__
#define OURS 0xc00000b7U
#else
#define OURS 0xc000003eU /* x86-64; elsewhere no call is allowed */
#endif

/* What a tracer needs comes first, and is left out for one. */
static const unsigned refused[] = {
    SYS_ptrace,
    SYS_process_vm_readv,
    SYS_process_vm_writev,
    SYS_pidfd_getfd,
    /* nobody to talk to; io_uring would open sockets past this filter */
    SYS_socket,
    SYS_io_uring_setup,
    /* a namespace of one's own, where one is root */
    SYS_unshare,
    SYS_setns,
    /* keys outlive their process */
    SYS_add_key,
    SYS_request_key,
    SYS_keyctl,
    /* files lie in a folder and not below it, where one can count them */
    SYS_mkdirat,
#ifdef SYS_mkdir
    SYS_mkdir,
#endif
};

#define COUNT(array) (int)(sizeof(array) / sizeof((array)[0]))

enum { REFUSED = COUNT(refused), OF_A_TRACER = 3 };

/* A process that is not dumpable hides what it has open from its own user, and
 * so from those who count it (prctl(2), PR_SET_DUMPABLE). */
static const struct sock_filter dumpable[] = {
    {IS, 0, 4, SYS_prctl},
    {LOAD, 0, 0, FIRST_ARGUMENT},
    {IS, 0, 1, PR_SET_DUMPABLE},
    {RETURN, 0, 0, REFUSE(EPERM)},
    {RETURN, 0, 0, ALLOW},
};

static const struct sock_filter start[] = {
    {LOAD, 0, 0, ARCHITECTURE},
    {IS, 1, 0, OURS},
    {RETURN, 0, 0, KILL},
    {LOAD, 0, 0, NUMBER},
    {FROM, 0, 1, X32},
    {RETURN, 0, 0, REFUSE(ENOSYS)},
};

/* The first `count` of the calls from `first` on. */
static struct sock_fprog
filter(int first, int count)
{
    static struct sock_filter
        code[COUNT(start) + 2 * REFUSED + COUNT(dumpable) + 1];
    int length = COUNT(start);

    memcpy(code, start, sizeof(start));
    for (int i = first; i < first + count; i++) {
        code[length++] = (struct sock_filter){IS, 0, 1, refused[i]};
        code[length++] = (struct sock_filter){RETURN, 0, 0, REFUSE(EPERM)};
    }
    if (first == 0) {
        memcpy(code + length, dumpable, sizeof(dumpable));
        length += COUNT(dumpable);
    }
    code[length++] = (struct sock_filter){RETURN, 0, 0, ALLOW};
    return (struct sock_fprog){(unsigned short)length, code};
}

static bool
install(struct sock_fprog program)
{
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           prctl(PR_SET_SECCOMP, MODE_FILTER, &program) == 0;
}

bool
fence_calls(bool traces)
{
    int first = traces ? OF_A_TRACER : 0;

    return install(filter(first, REFUSED - first));
}

/* EINVAL: a kernel without seccomp. */
bool
fence_calls_of_tracee(void)
{
    return install(filter(0, OF_A_TRACER + 1)) || errno == EINVAL;
}
