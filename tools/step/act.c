#include "act.h"

#include "answer.h"
#include "arrive.h"
#include "attempt.h"
#include "await.h"
#include "become.h"
#include "born.h"
#include "forked.h"
#include "handler.h"
#include "ids.h"
#include "leave.h"
#include "limit.h"
#include "mask.h"
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

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>

/* By its next instruction, with memory as it is now. */
static bool
die_of_page(struct ahead *ahead, const struct instruction *what)
{
    struct note note = {.what = what};

    ahead->signal = SIGSEGV;
    touch_note(ahead, &note);
    return false;
}

/* What it reads and writes. */
static const struct operand *
changed_operand(const struct instruction *what)
{
    const struct operand *operand = what->operand;

    while (!operand->reads || !operand->writes)
        operand++;
    return operand;
}

bool
act_is_load(const struct machine *machine, const struct pose *pose)
{
    return machine->program->births > 0 && pose->kind == POSE_ACCESS &&
           pose->next->split && !pose->has_loaded &&
           (pose->next->is_program || pose->place.kind == PLACE_LIBRARY) &&
           changed_operand(pose->next)->bytes <= sizeof(pose->loaded);
}

bool
act_load(struct ahead *ahead)
{
    const struct instruction *what = ahead->from->next;
    const struct operand *operand = changed_operand(what);
    uint64_t address = decode_address(operand, &ahead->registers);
    struct pose ignored = {0};

    touch_operands(ahead, what, &ignored);
    free(ignored.touched);
    if (ahead->machine->stale)
        return true;
    if (pages_kill(ahead, what))
        return die_of_page(ahead, what);
    touch_split(ahead, what, operand);
    ahead->has_loaded =
        target_peek(ahead->task, address, &ahead->loaded, operand->bytes);
    touch_note(ahead, &(struct note){.what = what,
                          .half = NOTE_LOAD,
                          .has_before = true,
                          .before = ahead->loaded,
                          .bytes = operand->bytes,
                          .address = address});
    if (ahead->has_loaded)
        return true;
    if (single_step(ahead)) /* there is memory, after all */
        limit_refuse("worker %s changes what step cannot read%s: it is not "
                     "followed",
            schedule_name(ahead->worker), where_line(what->address));
    return false;
}

/* It continues with the value that it read, whatever is there now. */
static bool
put_back(struct ahead *ahead, const struct instruction *what)
{
    const struct operand *operand = changed_operand(what);

    return target_poke(ahead->task, decode_address(operand, &ahead->registers),
        &ahead->from->loaded, operand->bytes);
}

bool
act_access(struct ahead *ahead)
{
    struct pose ignored = {0};
    const struct instruction *what = ahead->from->next;

    touch_operands(ahead, what, &ignored);
    free(ignored.touched);
    if (ahead->machine->stale)
        return true;
    if (what->split)
        touch_split(ahead, what, changed_operand(what));
    if (pages_kill(ahead, what))
        return die_of_page(ahead, what);
    if (!ahead->from->has_loaded)
        return touch_step(ahead, what);
    bool is_back = put_back(ahead, what);
    bool alive = touch_step(ahead, what);
    if (alive && !is_back)
        limit_lost(ahead->worker);
    ahead->note[0].half = NOTE_STORE;
    ahead->note[0].has_before = false;
    return alive;
}

static void
pretend_call(struct ahead *ahead, long result)
{
    arch_return_from_call(&ahead->registers, result);
    if (!arch_write(ahead->task, &ahead->registers))
        limit_lost(ahead->worker);
}

/* The kernel makes the call; no other worker can tell. */
static bool
make_real_call(struct ahead *ahead, const struct call *call)
{
    struct pose ignored = {0};
    struct call real;
    unsigned there = 0;

    reads_touch(ahead, call, &ignored);
    touch_written(ahead, call, &ignored);
    free(ignored.touched);
    if (call->number == SYS_set_robust_list)
        ahead->kept.robust_list = call->arguments[0];
    if (call->number == SYS_getrandom) {
        target_peek(ahead->task, call->arguments[0], &there, sizeof(there));
        pretend_call(ahead,
            answer_random(ahead->task, call, there + (unsigned)ahead->worker));
        return true;
    }
    if (call->number == SYS_rt_sigreturn)
        return single_step(ahead) && handler_return(ahead);
    if (call->number == SYS_rt_sigprocmask)
        return mask_change(ahead, call);
    if (!attempt_translates(ahead, call, &real))
        return single_step(ahead);
    pretend_call(ahead, ahead_make(ahead->machine, ahead->worker,
                            ahead->machine->program->call_at, &real));
    return true;
}

static bool
make_map(struct ahead *ahead, const struct call *call)
{
    struct machine *machine = ahead->machine;
    const struct asker asker = {machine->space_of[ahead->worker],
        machine->program->births > 0 ? ahead->worker : 0, ahead->mapped++};
    uint64_t instruction = arch_pc(&ahead->registers);
    long result;

    if (maps_know(&machine->program->maps, &asker, call, &result)) {
        pretend_call(ahead, result);
        return true;
    }
    bool alive = single_step(ahead);
    maps_add(&machine->program->maps, &asker, instruction, call,
        arch_call_result(&ahead->registers));
    return alive;
}

/* The kernel must have open what it opens. */
static bool
make_pages(struct ahead *ahead, const struct call *call)
{
    uint64_t rights = PROT_READ | PROT_WRITE, word;
    bool opens =
        call->number == SYS_mprotect &&
        ((call->arguments[2] & rights) == rights ||
            !target_peek(ahead->task, call->arguments[0], &word, sizeof(word)));
    long result = visit_is_in_call(ahead) ? 0 : pages_make(ahead, call);

    if (opens)
        return make_map(ahead, call);
    pretend_call(ahead, result);
    return true;
}

static bool
make_call(struct ahead *ahead, const struct call *call, long result)
{
    switch (calls_kind(call)) {
    case CALL_OUTPUT:
        if (ahead->pieces++ > 0)
            print_piece(ahead);
        pretend_call(ahead, print_call(ahead, call));
        return true;
    case CALL_REAL:
        return make_real_call(ahead, call);
    case CALL_TIME:
        pretend_call(ahead, tell_time(ahead, call));
        return true;
    case CALL_YIELD:
        pretend_call(ahead, tell_sleep(ahead));
        return true;
    case CALL_MAP:
        return make_map(ahead, call);
    case CALL_PAGES:
        return make_pages(ahead, call);
    case CALL_ATTEMPT:
        pretend_call(ahead, attempt_make(ahead, call));
        return true;
    case CALL_EXEC:
        pretend_call(ahead, become_make(ahead, result));
        return true;
    default:
        pretend_call(ahead, result);
        return true;
    }
}

/* A system call within a function that is one step: it must not sleep, nor have
 * an effect that others can see. */
static bool
call_inside(struct ahead *ahead)
{
    struct call call;
    bool fails;

    arch_call(&ahead->registers, &call);
    if (calls_is_stat(&call)) /* for a buffer, whatever the file's size is */
        return make_real_call(ahead, &call);
    switch (calls_kind(&call)) {
    case CALL_REAL:
    case CALL_TIME:
    case CALL_MAP:
    case CALL_PAGES:
    case CALL_OUTPUT:
    case CALL_SKIP:
    case CALL_WAKE: /* no worker sleeps in such a function */
        return make_call(ahead, &call, calls_result(&call));
    case CALL_ID:
        return make_call(ahead, &call,
            ids_tell(ahead->machine->program, ahead->worker, &call));
    default:
        if (leave_aborts(ahead, &call)) { /* its argument is invalid */
            ahead->signal = SIGABRT;
            return false;
        }
        fails = attempt_is_idle(ahead, &call);
        if (!fails && !print_piece(ahead))
            where_refuse(ahead, where_call(call.number));
        pretend_call(ahead, fails ? -EMFILE : calls_result(&call));
        return true;
    }
}

/* So the library itself fails, with all that this involves. */
static void
ask_too_much(struct ahead *ahead, const char *function)
{
    bool is_realloc = strcmp(function, "realloc") == 0;

    if (!is_realloc)
        arch_set_argument(&ahead->registers, 0, 1UL << 63);
    if (strcmp(function, "malloc") != 0)
        arch_set_argument(&ahead->registers, 1, is_realloc ? 1UL << 63 : 2);
    if (!arch_write(ahead->task, &ahead->registers))
        limit_lost(ahead->worker);
}

/* From the call to the return, whatever it does. */
bool
act_function(struct ahead *ahead, bool fails)
{
    uint64_t sp = arch_sp(&ahead->registers), word = 0;
    struct note note = {.what = ahead->from->next, .has_after = true};
    struct pose ignored = {0};
    struct round round = {0};
    const char *name = note.what->entry_of;
    struct block taken = pages_taken(ahead, name);
    ahead->in_function = true;
    ahead->pieces = 0;
    bool alive = true;
    if (fails)
        ask_too_much(ahead, name);

    ahead->meets_all = space_has_pages(ahead->space) || pages_is_large(taken);
    target_peek(ahead->task, sp, &word, sizeof(word));
    uint64_t back = arch_return_address(&ahead->registers, word);
    while (alive) {
        const struct instruction *what = single_fetch(ahead);
        if (visit_has_left(ahead, back, sp))
            break;
        if (what != NULL && what->kind == INSTRUCTION_CALL) {
            alive = call_inside(ahead);
            continue;
        }
        if (what != NULL)
            touch_operands(ahead, what, &ignored);
        ahead->orders |= what != NULL && what->orders;
        if (what != NULL && pages_kill(ahead, what)) {
            ahead->signal = SIGSEGV;
            alive = false;
            break;
        }
        ahead->endless = what != NULL && round_closes(&round, ahead, what);
        if (ahead->endless)
            break;
        alive = single_step(ahead);
    }
    round_clear(&round);
    free(ignored.touched);
    ahead->in_function = false;
    if (alive && !ahead->endless && !fails)
        pages_give(ahead, name, taken);
    note.after = (uint64_t)arch_call_result(&ahead->registers);
    touch_note(ahead, &note);
    if (alive && ahead->machine->program->births > 0 &&
        symbols_is_program(back))
        visit_forget_leftovers(ahead);
    return alive;
}

bool
act_call(struct ahead *ahead, long result)
{
    struct note note = {.what = ahead->from->next, .has_after = true};
    /* When a futex was not signalled, the library goes back to sleep, unless
     * its time is up. The wait does not report that (ahead.c). */
    bool for_nothing = result == ACT_FOR_NOTHING;
    ahead->visit.for_nothing |= for_nothing;
    bool alive =
        make_call(ahead, &ahead->from->call, for_nothing ? -ETIMEDOUT : result);

    note.after = (uint64_t)arch_call_result(&ahead->registers);
    touch_note(ahead, &note);
    ahead->paused = calls_kind(&ahead->from->call) == CALL_YIELD;
    ahead->returns = ahead->machine->program->sent != 0;
    return alive;
}

static int
make_birth(struct ahead *ahead, const uint64_t *input, struct edge *edge)
{
    return ahead->vforked != 0 ? vforked_make(ahead, input)
           : forked_is_call(&ahead->from->call)
               ? forked_make(ahead, input)
               : born_make(ahead, (long)input[0], (int)input[1], edge->id_at);
}

bool
act_answer(struct ahead *ahead, const uint64_t *input, struct edge *edge)
{
    if (calls_kind(&ahead->from->call) == CALL_BIRTH)
        edge->begin = make_birth(ahead, input, edge);
    return act_call(ahead, await_answer(ahead, input));
}

int
act_leave(struct ahead *ahead)
{
    const struct pose *from = ahead->from;
    struct note note = {.what = from->next};
    struct pose pose = {
        .kind = from->kind == POSE_EXIT ? POSE_EXITED : POSE_ENDED,
        .next = ahead_is_at_end(ahead) ? NULL : from->next,
        .exit_status = from->exit_status};

    leave_make(ahead);
    ahead->signal = from->signal;
    touch_note(ahead, &note);
    return ahead->machine->stale ? -1 : arrive(ahead, &pose);
}
