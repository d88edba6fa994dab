#include "early.h"

#include "calls.h"
#include "decode.h"
#include "library.h"
#include "machine.h"
#include "spare.h"

#include <pthread.h>
#include <string.h>
#include <sys/syscall.h>

static const struct instruction *
next_of(pid_t main, struct registers *registers)
{
    unsigned char code[MAX_ENCODING] = {0};
    const struct instruction *what;
    size_t bytes = sizeof(code);

    if (!arch_read(main, registers))
        return NULL;
    uint64_t pc = arch_pc(registers);
    while (bytes > 0 && !target_peek(main, pc, code, bytes))
        bytes--; /* the mapping may end here */
    return bytes > 0 && decode(pc, code, &what) ? what : NULL;
}

/* The child has a copy of the memory as it is then. */
static bool
may_copy(const char *function)
{
    return strcmp(function, "fork") == 0 || strcmp(function, "clone") == 0 ||
           strcmp(function, "clone3") == 0;
}

/* Either stores the new thread's id where its first argument says. */
static bool
makes_thread(const char *function)
{
    return strcmp(function, "pthread_create") == 0 ||
           strcmp(function, "thrd_create") == 0;
}

/* What the library itself guards, and what creates a task. (What is printed
 * before the text of another is seen by all.) */
static bool
is_apart(const char *function)
{
    return makes_thread(function) || may_copy(function) ||
           (library_of(function) == LIBRARY_STEP && !library_prints(function));
}

/* Those of which the kernel is told something. */
static uint64_t
signals_of(const struct call *call)
{
    const uint64_t *argument = call->arguments;

    if (argument[1] == 0)
        return 0;
    return call->number == SYS_rt_sigprocmask ? ~0UL
           : call->number == SYS_rt_sigaction ? 1UL << (argument[0] - 1)
                                              : 0;
}

static void
add(struct early *early, const struct early_access *access)
{
    early->access =
        store_grow(early->access, early->count, sizeof(*early->access));
    early->access[early->count++] = *access;
}

void
early_note(struct early *early, pid_t main, int births)
{
    struct registers registers;
    const struct instruction *what = next_of(main, &registers);

    if (what == NULL)
        return;
    uint64_t sp = arch_sp(&registers), pc = arch_pc(&registers), word;
    if (sp > early->apart_sp || what->is_program)
        early->apart_sp = early->back = 0;
    if (early->apart_sp == 0 && what->entry_of != NULL && !what->is_program &&
        is_apart(what->entry_of)) {
        early->apart_sp = sp;
        if (!target_peek(main, sp, &word, sizeof(word)))
            return;
        uint64_t back = arch_return_address(&registers, word);
        if (may_copy(what->entry_of))
            add(early, &(struct early_access){
                           .births = births, .pc = back - 1, .copies = true});
        else
            early->back = back;
        if (makes_thread(what->entry_of))
            add(early, &(struct early_access){.births = births,
                           .pc = back - 1,
                           .address = arch_argument(&registers),
                           .bytes = sizeof(pthread_t),
                           .writes = true});
    }
    if (early->apart_sp != 0)
        return;
    if (symbols_is_authors(pc) || early->from == 0 ||
        (symbols_has_source(pc) && !symbols_is_authors(early->from)))
        early->from = pc;
    if (what->kind == INSTRUCTION_CALL) {
        struct call call;
        arch_call(&registers, &call);
        const struct early_access access = {.births = births,
            .pc = early->from,
            .says = calls_kind(&call) == CALL_OUTPUT,
            .alarms = calls_kind(&call) == CALL_ALARM,
            .signals = signals_of(&call)};
        if (access.says || access.alarms || access.signals != 0)
            add(early, &access);
    }
    for (int i = 0; i < what->operands; i++) {
        const struct operand *operand = &what->operand[i];
        add(early, &(struct early_access){.births = births,
                       .pc = early->from,
                       .address = decode_address(operand, &registers),
                       .bytes = operand->bytes,
                       .writes = operand->writes});
    }
}

/* Had main made the worker by then, or one that makes it later? */
static bool
was_there(const struct machine *machine, int worker,
    const struct early_access *access)
{
    int ancestor = spare_ancestor(machine->program, worker);

    return ancestor >= 1 && ancestor <= access->births;
}

/* Does the worker read it in its own copy? */
static bool
reads_copy(const struct machine *machine, int worker, uint64_t address)
{
    const struct space *space = &machine->space[machine->space_of[worker]];
    const struct word_facts *copy =
        words_find(&machine->words, space_key(space, address));

    return copy != NULL && workers_has(copy->readers, worker);
}

/* Does the new process, or one that it makes later, read a word that another
 * thread of main's process, made before, changes? */
static bool
is_copy_met(const struct machine *machine, const struct early_access *access)
{
    const int *space_of = machine->space_of;
    int workers = machine->target.workers, child = access->births + 1;
    const struct space *ours = &machine->space[space_of[0]];
    worker_set before = 0;

    for (int i = 1; i < workers; i++)
        if (space_of[i] == space_of[0] && was_there(machine, i, access))
            before |= workers_only(i);
    for (size_t i = 0; i < machine->words.count; i++) {
        const struct word_facts *facts = &machine->words.facts[i];
        uint64_t address = space_address(ours, facts->key);
        if ((facts->writers & before) == 0 || space_is_shared(facts->key))
            continue;
        for (int j = child; j < workers; j++)
            if (spare_ancestor(machine->program, j) == child &&
                reads_copy(machine, j, address))
                return true;
    }
    return false;
}

/* Does a worker that existed by then print, too? */
static bool
is_said_met(const struct machine *machine, const struct early_access *access)
{
    for (int worker = 1; worker <= access->births; worker++)
        if (workers_has(machine->sayers, worker))
            return true;
    return false;
}

/* Has main run a handler? It might have done so then. */
static bool
is_interrupted(const struct machine *machine)
{
    for (int i = 0; i < machine->poses.count; i++) {
        const struct pose *pose = machine_pose(machine, i);
        if (pose->worker == 0 && pose->handling.depth > 0)
            return true;
    }
    return false;
}

static bool
is_met(struct machine *machine, const struct early_access *access)
{
    const struct space *space = &machine->space[machine->space_of[0]];
    uint64_t first = access->address / WORD_BYTES * WORD_BYTES;
    uint64_t end = access->address + access->bytes;

    if (access->copies)
        return is_copy_met(machine, access);
    if (access->says)
        return is_said_met(machine, access);
    if (access->alarms)
        return true;
    if (access->signals != 0)
        return (access->signals & machine->program->sent_main) != 0;
    for (uint64_t at = first; at < end; at += WORD_BYTES) {
        uint64_t low = at < access->address ? access->address - at : 0;
        uint64_t high = end - at < WORD_BYTES ? end - at : WORD_BYTES;
        const struct word_facts *facts =
            words_at(&machine->words, space_key(space, at));
        for (int worker = 1; worker < machine->target.workers; worker++)
            if (was_there(machine, worker, access) &&
                words_touched(
                    facts, worker, access->writes, words_halves(low, high)))
                return true;
    }
    return false;
}

bool
early_touches(
    const struct machine *machine, int worker, uint64_t page, bool writes)
{
    const struct early *early = &machine->program->early;
    const struct space *space = &machine->space[machine->space_of[0]];

    for (size_t i = 0; i < early->count; i++) {
        const struct early_access *access = &early->access[i];
        uint64_t key = space_key(space, access->address);
        if (was_there(machine, worker, access) && (writes || access->writes) &&
            key + access->bytes > page && key < page + BLIND_PAGE_BYTES)
            return true;
    }
    return false;
}

const struct early_access *
early_meets(struct machine *machine)
{
    const struct early *early = &machine->program->early;

    if (early->count > 0 && is_interrupted(machine))
        return &early->access[0];
    for (size_t i = 0; i < early->count; i++)
        if (is_met(machine, &early->access[i]))
            return &early->access[i];
    return NULL;
}
