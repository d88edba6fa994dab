#include "ahead.h"

#include "arrive.h"
#include "await.h"
#include "become.h"
#include "cancel.h"
#include "handler.h"
#include "leave.h"
#include "library.h"
#include "limit.h"
#include "native.h"
#include "pages.h"
#include "print.h"
#include "reads.h"
#include "round.h"
#include "schedule.h"
#include "single.h"
#include "tell.h"
#include "touch.h"
#include "vforked.h"
#include "visit.h"
#include "where.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>

enum { MAX_LOOK = 5000 };

bool
ahead_is_at_end(const struct ahead *ahead)
{
    const struct worker *self = &ahead->machine->target.worker[ahead->worker];

    return arch_pc(&ahead->registers) == self->end_pc && self->end_sp != 0 &&
           arch_sp(&ahead->registers) >= self->end_sp;
}

/* Does the worker end here? If all is controlled, so is exit: what it calls may
 * be the program's own, and fail. A thread that is stepped to its very end is
 * also stepped through the library's part of it, and so is one with handlers:
 * they run there. */
static bool
is_end(const struct ahead *ahead, enum library library)
{
    const struct worker *self = &ahead->machine->target.worker[ahead->worker];

    return library == LIBRARY_CRASH ||
           (library == LIBRARY_EXIT && ahead->machine->program->births == 0) ||
           (library == LIBRARY_END && self->end_sp != 0 &&
               !visit_has_handler(ahead));
}

/* For a system call, or a function that does not return: the kind of the pose,
 * and how the worker ends there. */
static enum pose_kind
kind_of_call(const struct ahead *ahead, const struct instruction *what,
    const struct call *call, enum leave *leave)
{
    enum library library = library_of(what->entry_of);
    bool is_call = what->kind == INSTRUCTION_CALL;
    enum call_kind kind = is_call                   ? calls_kind(call)
                          : library == LIBRARY_EXIT ? CALL_EXIT
                                                    : CALL_END;

    if (is_call ? leave_aborts(ahead, call) : library == LIBRARY_CRASH)
        return POSE_CRASHED;
    if (kind == CALL_EXEC && ahead->machine->program->births == 0)
        kind = CALL_EXIT; /* its study is over */
    *leave = kind == CALL_END    ? LEAVE_THREAD
             : kind == CALL_EXIT ? LEAVE_PROCESS
                                 : LEAVE_ON;
    if (kind == CALL_END || (kind == CALL_EXIT && leave_is_alone(ahead)))
        return POSE_ENDED;
    return kind == CALL_EXIT ? POSE_EXIT : POSE_CALL;
}

/* The argument of exit, _exit or exit_group. */
static int
status_of_exit(const struct ahead *ahead, const struct instruction *what,
    const struct call *call)
{
    return (int)(what->kind == INSTRUCTION_CALL
                     ? call->arguments[0]
                     : arch_argument(&ahead->registers));
}

/* A process that ends gives back what it has: see leave.h. These are separate
 * calls, before the last. */
static bool
must_close(const struct ahead *ahead, const struct call *call)
{
    const struct machine *machine = ahead->machine;

    return call->number == SYS_exit_group && machine->program->births > 0 &&
           machine->program->has_descriptors && machine->spaces > 1 &&
           !ahead->has_closed;
}

/* A system call, or the end: what that step will touch, and take in. */
static void
stop_at_call(
    struct ahead *ahead, const struct instruction *what, struct pose *pose)
{
    enum leave leave = LEAVE_ON;

    pose->kind = kind_of_call(ahead, what, &pose->call, &leave);
    if (pose->kind == POSE_EXIT || pose->kind == POSE_ENDED)
        pose->exit_status = status_of_exit(ahead, what, &pose->call);
    leave_look(ahead, leave, pose);
    if (pose->kind == POSE_CALL && calls_kind(&pose->call) == CALL_PAGES &&
        !visit_is_in_call(ahead))
        pages_look(ahead, pose);
    if (pose->kind == POSE_CALL && calls_kind(&pose->call) == CALL_OUTPUT)
        print_look(ahead, &pose->call, pose);
    if (pose->kind == POSE_CALL && calls_kind(&pose->call) == CALL_REAL)
        touch_written(ahead, &pose->call, pose);
    if (pose->kind == POSE_CALL)
        reads_look(ahead, &pose->call, pose);
    if (pose->kind == POSE_CALL)
        tell_look(ahead, pose);
    if (pose->kind == POSE_CALL)
        await_look(ahead, pose);
    if (pose->kind == POSE_CALL && calls_may_be_refused(&pose->call))
        pose->asked_at = where_in_program(ahead);
    ahead->signal = pose->kind == POSE_CRASHED && single_kills(ahead, SIGABRT)
                        ? SIGABRT
                        : 0;
    target_peek(ahead->task, arch_sp(&ahead->registers), &pose->caller,
        sizeof(pose->caller));
}

/* Is this where the worker stops for its next step? */
static bool
is_pose(struct ahead *ahead, const struct instruction *what, struct pose *pose)
{
    enum library library = library_of(what->entry_of);
    const struct worker *self = &ahead->machine->target.worker[ahead->worker];

    if (ahead_is_at_end(ahead)) {
        /* A thread does nothing more that others could see. */
        bool is_thread = self->end_sp > 1 && self->task != self->process;
        pose->kind = POSE_ENDED;
        leave_look(ahead, is_thread ? LEAVE_THREAD : LEAVE_ON, pose);
        pose->next = pose->kind == POSE_ENDED ? NULL : what;
        return true;
    }
    if (library == LIBRARY_TYPE)
        cancel_check_type(ahead);
    pose->next = what;
    if (what->kind == INSTRUCTION_CALL) {
        arch_call(&ahead->registers, &pose->call);
        if (become_finds_none(ahead, &pose->call))
            return false; /* the call returns that, and nobody can tell */
        leave_note_undo(ahead, &pose->call);
    }
    if (what->kind == INSTRUCTION_CALL && vforked_ends(ahead, pose))
        return true;
    if (what->kind == INSTRUCTION_CALL && must_close(ahead, &pose->call)) {
        pose->kind = POSE_CALL;
        pose->closes = true;
        pose->call = leave_call(ahead->machine, ahead->has_undone);
        return true;
    }
    if (what->kind == INSTRUCTION_CALL || is_end(ahead, library)) {
        stop_at_call(ahead, what, pose);
        return true;
    }
    if (library == LIBRARY_STEP &&
        !print_comes_in_pieces(ahead, what->entry_of)) {
        pose->kind = POSE_FUNCTION;
        pose->takes_all = true;
        return true;
    }
    touch_operands(ahead, what, pose);
    pose->kind = POSE_ACCESS;
    return pose->touched_count > 0;
}

/* No readable instruction: it dies of that, or we know too little. */
static void
die_of_unknown(struct ahead *ahead)
{
    uint64_t pc = arch_pc(&ahead->registers), offset = 0;
    const char *function = symbols_function(pc, &offset);

    if (single_step(ahead))
        limit_refuse(
            "worker %s comes to an instruction that step does not know, "
            "in %s: it is not followed",
            schedule_name(ahead->worker),
            function != NULL ? function : "code without a name");
}

/* This run is wasted: a new word is contended. Use it to find others, so that
 * not each word costs a run. */
static void
look_around(struct ahead *ahead)
{
    struct pose ignored = {0};
    bool alive = true;

    for (int ran = 0; alive && ran < MAX_LOOK && !ahead_is_at_end(ahead);
         ran++) {
        const struct instruction *what = single_fetch(ahead);
        if (what == NULL || what->kind == INSTRUCTION_CALL)
            break;
        touch_operands(ahead, what, &ignored);
        alive = single_step(ahead);
    }
    free(ignored.touched);
}

static bool
returns_from_library(const struct instruction *what)
{
    return what != NULL && !what->is_program && strcmp(what->verb, "ret") == 0;
}

/* Signals come before it does anything else. */
static bool
returns(struct ahead *ahead, bool alive, struct pose *pose)
{
    if (!ahead->returns || !alive)
        return false;
    pose->next = single_fetch(ahead);
    pose->kind = POSE_RETURNED;
    return pose->next != NULL;
}

/* The instruction before; NULL if another has come between. */
static const struct instruction *
come_from(const struct ahead *ahead)
{
    bool is_here = ahead->from->kind == POSE_RETURNED ||
                   ahead->from->handling.depth != ahead->handling.depth;

    return is_here ? NULL : ahead->from->next;
}

/* Run to where it stops for its next step, dies, or loops for ever. False if
 * the pass is over. */
static bool
run_to_pose(struct ahead *ahead, bool alive, struct pose *pose)
{
    struct machine *machine = ahead->machine;
    const struct instruction *what;
    const struct instruction *previous = come_from(ahead);
    struct round round = {0};
    struct pace pace = {0};
    bool here = ahead->endless || returns(ahead, alive, pose);

    while (!here && alive && (what = single_fetch(ahead)) != NULL) {
        visit_note(ahead, what, previous);
        handler_check(ahead, what);
        if (returns_from_library(previous))
            arrive_note_return(ahead);
        if (vforked_passes(ahead, what)) {
            previous = NULL;
            continue;
        }
        previous = what;
        here = is_pose(ahead, what, pose);
        if (here || machine->stale)
            break;
        here = ahead->endless = round_closes(&round, ahead, what);
        if (here)
            break;
        if (native_run(ahead, &pace)) {
            round_clear(&round);
            round = (struct round){0};
            previous = NULL;
            continue;
        }
        ahead->paused |= what->kind == INSTRUCTION_PAUSE;
        ahead->orders |= what->orders;
        ahead->lag += machine->every_instruction;
        if (pages_kill(ahead, what)) {
            ahead->signal = SIGSEGV;
            alive = false;
        } else {
            alive = machine->every_instruction ? touch_step(ahead, what)
                                               : single_step(ahead);
        }
    }
    round_clear(&round);
    if (ahead->endless)
        pose->kind = POSE_ENDLESS;
    if (!here && !machine->stale) {
        if (alive)
            die_of_unknown(ahead);
        *pose = (struct pose){.kind = POSE_CRASHED};
    }
    if (!machine->stale)
        vforked_check(ahead, pose);
    return !machine->stale;
}

int
ahead_run(struct ahead *ahead, bool alive)
{
    struct pose pose = {.kind = POSE_CRASHED};

    if (ahead->guest != 0 || ahead->from->guest != 0)
        return become_next(ahead, alive);
    if (run_to_pose(ahead, alive, &pose))
        return arrive(ahead, &pose);
    look_around(ahead);
    free(pose.touched);
    free(ahead->fresh);
    return -1;
}
