#include "forking.h"

#include "among.h"
#include "become.h"
#include "forked.h"
#include "react.h"
#include "spare.h"
#include "standing.h"
#include "vforked.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/syscall.h>

/* ---- Is it like the spare process? ---- */

/* Calls of a process that change nothing of what a child inherits: a file's
 * offset is the file's, not the process's. If the spare process shares the
 * table of descriptors, it has what these change, too. */
static bool
is_harmless(const struct call *call, bool shares)
{
    static const long always[] = {SYS_read, SYS_pread64, SYS_write, SYS_writev,
        SYS_pwrite64, SYS_lseek, SYS_fstat, SYS_newfstatat, SYS_statx,
        SYS_ftruncate, SYS_fsync, SYS_linkat, SYS_unlinkat, SYS_faccessat,
        SYS_semget, SYS_semop, SYS_semtimedop, SYS_semctl, SYS_shmget,
        SYS_shmctl, SYS_msgget, SYS_msgsnd, SYS_msgrcv, SYS_msgctl, SYS_clone,
        SYS_execve};
    static const long descriptors[] = {SYS_openat, SYS_close, SYS_close_range,
        SYS_dup, SYS_dup3, SYS_fcntl, SYS_pipe2, SYS_socketpair, SYS_eventfd2,
        SYS_memfd_create, SYS_shutdown, SYS_sendto, SYS_recvfrom};
#ifdef SYS_fork /* not on AArch64 */
    static const long old_always[] = {
        SYS_fork, SYS_link, SYS_unlink, SYS_access, SYS_stat, SYS_poll};
    static const long old_descriptors[] = {SYS_open, SYS_dup2, SYS_pipe};
    if (AMONG(call->number, old_always) ||
        (shares && AMONG(call->number, old_descriptors)))
        return true;
#endif
    return AMONG(call->number, always) ||
           (shares && AMONG(call->number, descriptors));
}

/* Has the worker's process changed what its child will inherit? (What it closes
 * as it ends, it closes after its last fork.) */
static bool
has_changed(const struct model *model, const struct state *state, int worker,
    bool shares)
{
    const struct machine *machine = model->machine;
    int number = *state->kernel;

    while (number != 0) {
        const struct kernel_step *step = kernel_step(&machine->kernel, number);
        const struct pose *pose = machine_pose(machine, step->pose);
        if (machine->space_of[step->worker] == machine->space_of[worker] &&
            !pose->closes && !is_harmless(&pose->call, shares))
            return true;
        number = step->before;
    }
    return false;
}

/* Has it, or one of its ancestors, up to one that was there at the beginning?
 */
static bool
is_unlike(const struct model *model, const struct state *state, int worker)
{
    const struct program *program = model->machine->program;
    bool shares = !spare_is_late(program, worker);
    const struct spare *spare = NULL;

    do {
        worker = spare != NULL ? spare->worker : worker;
        if (has_changed(model, state, worker, shares))
            return true;
    } while ((spare = spare_of(program, worker)) != NULL);
    return false;
}

/* Have all other threads of its process ended? */
static bool
is_alone(const struct model *model, const struct state *state, int worker)
{
    const int *space_of = model->machine->space_of;

    for (int i = 0; i < model->workers; i++)
        if (i != worker && space_of[i] == space_of[worker] &&
            model_standing(model, state, i) != STANDING_ENDED)
            return false;
    return true;
}

void
forking_check(const struct model *model, const struct state *state, int worker)
{
    const struct program *program = model->machine->program;
    const struct pose *pose = standing_pose(model, state, worker);

    if (pose->vforked == 0 && !is_alone(model, state, worker))
        forked_refuse(pose, "its process has other threads");
    if (program->has_ends && spare_is_late(program, worker))
        forked_refuse(pose, "is itself a late child, and the program has a "
                            "pipe or socket open, or a file locked");
    if (pose->vforked != 0 &&
        (react_ignores_others(model, state, worker) & ~vforked_acts(pose)) != 0)
        forked_refuse(pose, "its process ignores other signals than before");
    if (is_unlike(model, state, worker))
        forked_refuse(pose,
            "its process has mapped something before, or said what is to be "
            "done at a signal, or the like");
}

void
forking_check_exec(
    const struct model *model, const struct state *state, int worker)
{
    const struct machine *machine = model->machine;
    const struct pose *pose = standing_pose(model, state, worker);
    bool is_main = machine->space_of[worker] == machine->space_of[0];

    if (!is_alone(model, state, worker))
        become_refuse(pose, "its process has other threads");
    if (has_changed(model, state, worker, true) ||
        react_ignores_others(model, state, worker) != 0)
        become_refuse(pose,
            "its process has mapped something before, or said what is "
            "to be done at a signal, or the like");
    if (machine->program->undoes)
        become_refuse(pose, "the program uses SEM_UNDO");
    if (is_main && (model->watched != -1 || model->has_invariant))
        become_refuse(pose, "the variables of main are then gone");
}

static bool
locks_file(const struct call *call)
{
    return call->number == SYS_flock ||
           (call->number == SYS_fcntl &&
               (call->arguments[1] == F_OFD_SETLK ||
                   call->arguments[1] == F_OFD_SETLKW));
}

bool
forking_keeps_lock(const struct program *program, const struct call *call)
{
    bool has_process = false;

    for (int i = 0; i < program->spare; i++)
        has_process |= program->spare_of[i].forks &&
                       spare_is_late(program, program->spare_of[i].worker);
    return has_process && locks_file(call);
}

/* ---- What it takes in. ---- */

uint64_t *
forking_input(const struct model *model, const struct state *state, int worker,
    int child, size_t *count)
{
    const struct machine *machine = model->machine;
    const int *space_of = machine->space_of;
    uint64_t *input = store_new(
        (2 + (size_t)model->workers + (size_t)model->words) * sizeof(*input));
    size_t n = 0;

    input[n++] = (uint64_t)machine->program->ids[child].task;
    input[n++] = (uint64_t)child;
    for (int i = 0; i < model->workers; i++)
        if (i != worker && space_of[i] == space_of[worker])
            input[n++] = (uint64_t)state->seat[i].pose;
    for (int i = 0; i < model->words; i++)
        if (forked_copies(
                &machine->space[space_of[worker]], machine->contended->key[i]))
            input[n++] = state->value[i];
    *count = n;
    return input;
}
