#include "visit.h"

#include "library.h"
#include "limit.h"
#include "where.h"
#include "written.h"

#include <string.h>

bool
visit_has_handler(const struct ahead *ahead)
{
    return ahead->visit.handler >= arch_sp(&ahead->registers);
}

bool
visit_is_in_call(const struct ahead *ahead)
{
    return ahead->place.kind >= PLACE_CALL;
}

bool
visit_has_left(const struct ahead *ahead, uint64_t back, uint64_t sp)
{
    uint64_t now = arch_sp(&ahead->registers);

    return (arch_pc(&ahead->registers) == back && now >= sp) ||
           now > sp + WORD_BYTES;
}

void
visit_forget_leftovers(struct ahead *ahead)
{
    arch_forget_leftovers(&ahead->registers, true);
    ahead->is_unsettled = true;
}

/* A wait that returns unsignalled has taken the path of one whose time is up:
 * correct its result. */
static void
forgive(struct ahead *ahead)
{
    struct visit *visit = &ahead->visit;

    if (!visit->for_nothing || arch_pc(&ahead->registers) != visit->back ||
        arch_sp(&ahead->registers) < visit->sp)
        return;
    visit->for_nothing = false;
    arch_set_call_result(&ahead->registers, 0);
    if (!arch_write(ahead->task, &ahead->registers))
        limit_lost(ahead->worker);
}

/* Its frames are unwound: the thread ends. Where it was first is kept. */
static void
note_unwinding(struct ahead *ahead)
{
    const struct place_of_call *place = &ahead->place;
    bool is_call = place->kind >= PLACE_CALL;

    if (ahead->kept.cancelled_at != 0 || ahead->machine->program->births == 0 ||
        (is_call && library_ends_itself(place->function)))
        return;
    ahead->kept.cancelled_at = where_called(ahead);
    if (ahead->kept.cancelled_at == 0)
        ahead->kept.cancelled_at = arch_pc(&ahead->registers);
}

static void
note_visit(struct ahead *ahead, const struct instruction *what)
{
    uint64_t sp = arch_sp(&ahead->registers), word = 0;
    uint64_t argument = arch_argument(&ahead->registers);
    struct visit *visit = &ahead->visit;

    forgive(ahead);
    if (visit->function != NULL && sp > visit->sp)
        visit->function = NULL;
    switch (library_of(what->entry_of)) {
    case LIBRARY_SLEEPER:
        visit->function = what->entry_of;
        visit->argument = argument;
        visit->sp = sp;
        if (library_waits_for_condition(what->entry_of) &&
            target_peek(ahead->task, sp, &word, sizeof(word)))
            visit->back = arch_return_address(&ahead->registers, word);
        break;
    case LIBRARY_HANDLER:
        if (!visit_has_handler(ahead))
            visit->handler = argument;
        break;
    case LIBRARY_SWITCH:
        ahead->kept.switches = true;
        break;
    case LIBRARY_UNWIND:
        note_unwinding(ahead);
        break;
    case LIBRARY_HANDLED:
        if (visit->handler == argument)
            visit->handler = 0;
        break;
    default:
        break;
    }
}

/* The worker comes to the program's own code for the first time. A thread that
 * was created during the study is named after that function, for the report. */
static void
name_worker(struct ahead *ahead)
{
    struct program *program = ahead->machine->program;
    char *runs = program->runs[ahead->worker], name[RUNS_BYTES];
    uint64_t *at = &program->runs_at[ahead->worker];
    uint64_t pc = arch_pc(&ahead->registers);

    if (ahead->kept.stack == 0 || *at == pc ||
        !written_name(*at = pc, name, sizeof(name)) || strcmp(name, runs) == 0)
        return;
    snprintf(runs, RUNS_BYTES, "%s", *runs == '\0' ? name : "(varies)");
}

/* It comes back from a call that is one step. */
static void
note_answer(struct ahead *ahead, const struct instruction *what)
{
    if (ahead->from->place.kind >= PLACE_CALL && !ahead->answered)
        ahead->answer = (int)arch_call_result(&ahead->registers);
    ahead->answered = true; /* the next may be a later call's */
    if (what->is_program)
        visit_forget_leftovers(ahead);
}

static bool
is_one_step(const struct ahead *ahead, const char *function)
{
    if (function == NULL)
        return false;
    return library_draws(function) ||
           (library_synchronizes(function) &&
               !(ahead->machine->program->inside_calls &&
                   library_locks(function)));
}

/* Library code that was returned to, and not called, is what follows a thread's
 * function, or main: even if that ended with a jump to a library function. But
 * qsort has called its function, and goes on. */
static void
note_place(struct ahead *ahead, const struct instruction *what,
    const struct instruction *previous)
{
    struct place_of_call *place = &ahead->place;
    uint64_t sp = arch_sp(&ahead->registers);
    bool was_program = place->kind == PLACE_PROGRAM;
    bool returns = previous != NULL && strcmp(previous->verb, "ret") == 0;
    bool leaves = returns && (was_program || sp > place->outer_sp);
    uint64_t outer_sp = was_program || leaves ? sp : place->outer_sp;

    if (!ahead->machine->program->births || ahead->machine->every_instruction)
        return;
    if (visit_is_in_call(ahead) && sp > place->sp &&
        (what->is_program || returns))
        note_answer(ahead, what);
    if (what->is_program && place->function != NULL &&
        strcmp(place->function, "begins") == 0)
        name_worker(ahead);
    if (what->is_program)
        *place = (struct place_of_call){.kind = PLACE_PROGRAM};
    else if (place->kind >= PLACE_CALL && sp <= place->sp)
        return;
    else if (is_one_step(ahead, what->entry_of))
        *place = (struct place_of_call){PLACE_CALL, sp, outer_sp,
            what->entry_of, arch_argument(&ahead->registers)};
    else if (leaves && !where_is_called(ahead))
        *place = (struct place_of_call){
            .kind = PLACE_CALL, .sp = UINT64_MAX, .outer_sp = UINT64_MAX};
    else
        *place =
            (struct place_of_call){.kind = PLACE_LIBRARY, .outer_sp = outer_sp};
}

static bool
begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

/* The program's own code has raised the stack pointer to what it had kept
 * somewhere: maybe to a stack in a frame of this one, with the rest of that
 * frame, alive, below it. (A function's end adds to it, or to the frame
 * pointer.)
 */
static void
note_stack(struct ahead *ahead, const struct instruction *previous)
{
    uint64_t sp = arch_sp(&ahead->registers);
    const char *text = previous != NULL ? previous->text : "";

    if (sp > ahead->sp && previous != NULL && previous->is_program &&
        (begins(text, "mov ") || begins(text, "xchg ") ||
            begins(text, "pop rsp") ||
            (begins(text, "lea ") && strstr(text, "[rsp") == NULL &&
                strstr(text, "[rbp") == NULL)))
        ahead->kept.switches = true;
    ahead->sp = sp;
}

void
visit_note(struct ahead *ahead, const struct instruction *what,
    const struct instruction *previous)
{
    note_stack(ahead, previous);
    note_visit(ahead, what);
    note_place(ahead, what, previous);
}
