#include "forbid.h"

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>

static unsigned forbidden, second, verdict;
static bool any_second;

void
forbid_call(long number)
{
    forbidden = (unsigned)number;
    any_second = true;
    verdict = SECCOMP_RET_KILL_PROCESS;
}

void
forbid_call_with(long number, unsigned second_argument)
{
    forbidden = (unsigned)number;
    second = second_argument;
    any_second = false;
    verdict = SECCOMP_RET_KILL_PROCESS;
}

void
refuse_call(long number, int error)
{
    forbid_call(number);
    verdict = SECCOMP_RET_ERRNO | (unsigned)error;
}

/* The lower half of the argument, where bytes are in little-endian order. */
bool
prepare_forbidden(void)
{
    struct sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, forbidden, 0, 4),
        BPF_JUMP(BPF_JMP | BPF_JA, any_second ? 2 : 0, 0, 0),
        BPF_STMT(
            BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[1])),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, second, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, verdict),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {
        .len = sizeof(filter) / sizeof(filter[0]), .filter = filter};

    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}
