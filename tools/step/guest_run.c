#include "guest_run.h"

#include <signal.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>

enum { AT_CALL = SIGTRAP | 0x80 };

/* ---- Its calls. ---- */

/* How much of its buffer, or of its buffers, others see at once, behind what
 * they have seen. */
static void
gather(const struct guest_run *run, size_t seen, struct guest_next *next)
{
    const uint64_t *argument = run->call.arguments;
    struct iovec piece = {(void *)argument[1], argument[2]};
    uint64_t pieces = run->call.number == SYS_writev ? argument[2] : 1;

    for (uint64_t i = 0; i < pieces && next->bytes < GUEST_BYTES; i++) {
        if (run->call.number == SYS_writev &&
            !target_peek(run->process, argument[1] + i * sizeof(piece), &piece,
                sizeof(piece)))
            guest_refuse(run, "writes from where it has no memory");
        size_t skipped = piece.iov_len < seen ? piece.iov_len : seen;
        size_t room = GUEST_BYTES - next->bytes, left = piece.iov_len - skipped;
        size_t bytes = left < room ? left : room;
        if (run->call.number != SYS_read && bytes > 0 &&
            !target_peek(run->process, (uint64_t)piece.iov_base + skipped,
                next->data + next->bytes, bytes))
            guest_refuse(run, "writes from where it has no memory");
        seen -= skipped;
        next->bytes += bytes;
    }
}

static bool
is_same(const struct guest_next *left, const struct guest_next *right)
{
    return left->ended == right->ended && left->status == right->status &&
           left->number == right->number &&
           left->descriptor == right->descriptor &&
           left->bytes == right->bytes &&
           memcmp(left->data, right->data, left->bytes) == 0;
}

/* It makes a call that others may notice. Null if nobody knows the result yet.
 */
static const struct guest_told *
meet_part(struct guest_run *run, const struct guest_next *next)
{
    if (run->met == run->count) {
        *run->next = *next;
        run->next->at_pipe = run->at_pipe;
        run->next->by_child = run->generation > 0;
        return NULL;
    }
    const struct guest_told *told = run->told[run->met++];
    if (!is_same(&told->call, next))
        guest_refuse(run, "does something else when it is run again");
    return told;
}

/* The same, of a long write in parts: a short one, or an error, is the last.
 * True if it is told the result. */
static bool
meet_write(struct guest_run *run)
{
    const struct guest_told *told;
    struct guest_next next;
    long done = 0;

    run->is_answered = true;
    do {
        next = (struct guest_next){
            .number = SYS_write, .descriptor = (int)run->call.arguments[0]};
        gather(run, (size_t)done, &next);
        if (done > 0 && next.bytes == 0)
            return true;
        told = meet_part(run, &next);
        if (told == NULL)
            return false;
        if (done == 0 || told->result > 0)
            done += told->result;
        run->result = done;
    } while (told->result == GUEST_BYTES);
    return true;
}

static bool
meet(struct guest_run *run)
{
    struct guest_next next = {.number = run->call.number};
    const struct guest_told *told;

    if (next.number != SYS_getppid)
        next.descriptor = (int)run->call.arguments[0];
    if (next.number == SYS_write || next.number == SYS_writev)
        return meet_write(run);
    if (next.number == SYS_read)
        gather(run, 0, &next);
    told = meet_part(run, &next);
    if (told == NULL)
        return false;
    run->is_answered = true;
    run->result = told->result;
    if (next.number == SYS_close)
        run->descriptors &= ~(1UL << next.descriptor);
    if (told->bytes == GUEST_BYTES && run->call.arguments[2] > GUEST_BYTES)
        guest_refuse(run, "reads more than %d bytes at once", GUEST_BYTES);
    if (told->bytes > 0 && !target_poke(run->process, run->call.arguments[1],
                               told->data, told->bytes))
        guest_refuse(run, "reads to where it has no memory");
    return true;
}

/* By an id that we have told, it means itself. */
static bool
signals_itself(struct guest_run *run, struct call *call)
{
    int given = call->number == SYS_tgkill ? 2 : 1;

    if (call->number != SYS_tgkill && call->number != SYS_tkill &&
        call->number != SYS_kill)
        return false;
    for (int i = 0; i < given; i++)
        if (call->arguments[i] != (uint64_t)run->ids.process)
            return false;
        else
            call->arguments[i] = (uint64_t)run->process;
    return true;
}

static void
enter(const struct guest_run *run, const struct call *call)
{
    struct registers registers;

    if (!arch_read(run->process, &registers))
        guest_refuse(run, "was killed by somebody else");
    arch_change_call(&registers, call);
    if (!arch_write(run->process, &registers))
        guest_refuse(run, "was killed by somebody else");
}

/* A program for 32 bits, or int 0x80: other calls have these numbers. */
static void
refuse_old_call(const struct guest_run *run)
{
    struct __ptrace_syscall_info info;

    if (ptrace(PTRACE_GET_SYSCALL_INFO, run->process, sizeof(info), &info) <=
            0 ||
        info.arch != arch_of_calls)
        guest_refuse(run, "makes a system call of 32 bits");
}

/* It has a pipe's end instead, which has no position and cannot be mapped. */
static bool
needs_file(const struct guest_run *run, const struct call *call)
{
    uint64_t descriptor = call->arguments[call->number == SYS_mmap ? 4 : 0];
    bool is_file =
        descriptor < GUEST_DESCRIPTORS &&
        (run->program->files & run->descriptors & 1UL << descriptor) != 0;

    return is_file && (call->number == SYS_lseek || call->number == SYS_mmap);
}

/* False if the run is over. A call that is answered is made with a first
 * argument by which it does nothing; but a descriptor is really closed. */
static bool
enter_call(struct guest_run *run)
{
    struct registers registers;
    struct call call;

    refuse_old_call(run);
    if (!arch_read(run->process, &registers))
        guest_refuse(run, "was killed by somebody else");
    arch_call_entered(&registers, &run->call);
    call = run->call;
    run->is_answered = false;
    if (signals_itself(run, &call)) {
        enter(run, &call);
        return true;
    }
    if (needs_file(run, &call))
        guest_refuse(run, "calls %s on a file that it inherits",
            calls_name(call.number));
    run->at_pipe |= call.number == SYS_rt_sigaction &&
                    call.arguments[0] == SIGPIPE && call.arguments[1] != 0;
    switch (guest_family_call(run, &call)) {
    case GUEST_OWN:
    case GUEST_FORKS:
        return true;
    case GUEST_WAITS:
        enter(run, &call);
        return true;
    case GUEST_LOOKS:
        guest_look(run, &call);
        return true;
    case GUEST_OUTER:
        if (call.number == SYS_close &&
            (run->generation > 0 ||
                (run->program->closes & 1UL << call.arguments[0]) == 0)) {
            run->descriptors &= ~(1UL << call.arguments[0]);
            return true;
        }
        if (!meet(run))
            return false;
        break;
    case GUEST_TOLD:
        run->is_answered = true;
        run->result = guest_tell(run, &call);
        break;
    case GUEST_REFUSED:
        guest_refuse(run, "calls %s", calls_name(call.number));
    }
    if (call.number != SYS_close) {
        call.arguments[0] = ~0UL;
        enter(run, &call);
    }
    return true;
}

static void
leave_call(struct guest_run *run)
{
    enum guest_call kind = guest_call(&run->call, run->descriptors);
    struct registers registers;

    if (kind == GUEST_FORKS || kind == GUEST_WAITS)
        guest_family_leave(run);
    if (!run->is_answered)
        return;
    if (!arch_read(run->process, &registers))
        guest_refuse(run, "was killed by somebody else");
    arch_change_call(&registers, &run->call);
    arch_set_call_result(&registers, run->result);
    if (!arch_write(run->process, &registers))
        guest_refuse(run, "was killed by somebody else");
}

/* A signal of its own: a fault, or one that it has sent itself. Others are
 * meant for step. */
static int
own_signal(const struct guest_run *run, int status)
{
    siginfo_t about;
    int signal = WSTOPSIG(status);

    if (ptrace(PTRACE_GETSIGINFO, run->process, NULL, &about) == -1)
        guest_refuse(run, "stops itself");
    bool is_fault = signal == SIGSEGV || signal == SIGBUS || signal == SIGFPE ||
                    signal == SIGILL || signal == SIGTRAP;
    return is_fault || signal == SIGCHLD || about.si_pid == run->process
               ? signal
               : 0;
}

int
guest_run(const struct guest_program *program,
    const struct guest_told *const *told, int count, struct guest_next *next)
{
    struct guest_run run = {.program = program,
        .descriptors = program->descriptors,
        .ids = program->ids,
        .told = told,
        .count = count,
        .next = next};
    int error = guest_start(&run), status, signal = 0;

    if (error < 0)
        return error;
    for (;;) {
        if (ptrace(PTRACE_SYSCALL, run.process, NULL, (long)signal) == -1)
            guest_refuse(&run, "was killed by somebody else");
        status = guest_await(&run);
        signal = 0;
        if (!WIFSTOPPED(status) && run.generation == 0)
            break;
        if (!WIFSTOPPED(status))
            guest_family_end(&run, status);
        else if (status >> 8 == (SIGTRAP | PTRACE_EVENT_EXEC << 8))
            guest_started(&run);
        else if (status >> 16 != 0)
            guest_family_begin(&run);
        else if (WSTOPSIG(status) != AT_CALL)
            signal = own_signal(&run, status);
        else if (run.entered)
            leave_call(&run);
        else if (!enter_call(&run)) {
            guest_end(&run);
            return 0;
        }
        run.entered ^= WIFSTOPPED(status) && WSTOPSIG(status) == AT_CALL;
    }
    if (run.child != 0)
        guest_refuse(&run, "ends before a process that it has made");
    if (WTERMSIG(status) == SIGKILL) /* perhaps for want of memory */
        guest_refuse(&run, "is killed by SIGKILL");
    if (run.met < count)
        guest_refuse(&run, "does something else when it is run again");
    *next = (struct guest_next){.ended = true, .status = status};
    return 0;
}
