#include "unwinder.h"

#include "decode.h"
#include "layout.h"
#include "limit.h"
#include "space.h"
#include "tasks.h"

#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

/* ---- Which function. ---- */

struct wish {
    const char *name;
    bool is_defined; /* or else, only called */
    uint64_t address;
    bool is_there;
};

static int
look_at_module(Dwfl_Module *module, void **userdata, const char *file,
    Dwarf_Addr base, void *argument)
{
    struct wish *wish = argument;
    int count = dwfl_module_getsymtab(module);
    size_t length = strlen(wish->name);

    (void)userdata, (void)file, (void)base;
    for (int i = 0; i < count && !wish->is_there; i++) {
        GElf_Sym symbol;
        GElf_Addr address;
        const char *name = dwfl_module_getsym_info(
            module, i, &symbol, &address, NULL, NULL, NULL);
        if (name == NULL || wish->is_defined == (symbol.st_shndx == SHN_UNDEF))
            continue;
        name = decode_plain_name(name); /* its version may follow */
        wish->is_there = strncmp(name, wish->name, length) == 0 &&
                         (name[length] == '\0' || name[length] == '@') &&
                         !(wish->is_defined && symbols_is_program(address));
        wish->address = address;
    }
    return wish->is_there ? DWARF_CB_ABORT : DWARF_CB_OK;
}

static bool
calls(const char *name)
{
    struct wish user = {.name = name};

    look_at_module(symbols_program(), NULL, NULL, 0, &user);
    return user.is_there;
}

static uint64_t
find(const char *name)
{
    struct wish finder = {.name = name, .is_defined = true};

    dwfl_getmodules(symbols_session(), look_at_module, &finder, 0);
    return finder.is_there ? finder.address : 0;
}

void
unwinder_learn(struct program *program)
{
    bool cancels = calls("pthread_cancel");

    program->unwinder = program->canceller = 0;
    if (!arch_has_native || (!cancels && !calls("pthread_exit")))
        return;
    program->unwinder = find("backtrace");
    if (cancels)
        program->canceller = find("pthread_cancel");
}

/* ---- Its call. ---- */

/* More than the library's data about a thread takes. */
enum { THREAD_BYTES = 4096 };

/* To its next stop before or after a system call. */
static void
run_to_call(struct target *target, struct registers *registers)
{
    int status;

    do {
        if (ptrace(PTRACE_SYSCALL, target->main, NULL, 0L) == -1 ||
            !target_wait(target, target->main, &status) || !WIFSTOPPED(status))
            limit_refuse("ptrace: %m: main cannot go on");
    } while (layout_met(target->main, status) || !tasks_at_call(status));
    arch_read(target->main, registers);
}

/* It returns to a system call instruction, which is where it stops again: no
 * signal is needed, and main may block any. That call is not made. */
static void
call_function(
    struct target *target, struct registers now, uint64_t function, uint64_t at)
{
    if (!arch_prepare_function(target->main, &now, function, at) ||
        !arch_write(target->main, &now))
        limit_refuse("ptrace: %m: main cannot call a function");
    do
        run_to_call(target, &now);
    while (arch_pc(&now) != at + arch_call_bytes);
    arch_undo_call(&now);
    arch_write(target->main, &now);
    run_to_call(target, &now);
}

/* What looks like a thread that has been cancelled before, whatever the layout
 * of the library's data about one: all its bits are 1. */
static void
call_canceller(
    struct target *target, struct registers now, const struct program *program)
{
    static unsigned char thread[THREAD_BYTES];
    uint64_t room = arch_sp(&now);

    memset(thread, 0xff, sizeof(thread));
    if (!target_poke(target->main, room, thread, sizeof(thread)))
        limit_refuse("ptrace: %m: main has no room on its stack");
    arch_set_argument(&now, 0, room);
    call_function(target, now, program->canceller, program->call_at);
}

void
unwinder_use(struct target *target, const struct program *program)
{
    static struct vectors vectors;
    struct registers before, now;
    bool is_thread =
        target->tasks > 1 && target->task[1].process == target->main;

    if (program->unwinder == 0 || !is_thread)
        return;
    if (!arch_read(target->main, &before) ||
        !arch_read_vectors(target->main, &vectors))
        limit_refuse("ptrace: %m: main cannot be read");
    now = before;
    uint64_t room = arch_sp(&now) - arch_red_zone - THREAD_BYTES;
    arch_set_sp(&now, room);
    arch_set_argument(&now, 0, room); /* for a frame: */
    arch_set_argument(&now, 1, 1);
    call_function(target, now, program->unwinder, program->call_at);
    if (program->canceller != 0)
        call_canceller(target, now, program);
    if (!arch_write(target->main, &before) ||
        !arch_write_vectors(target->main, vectors.image, vectors.bytes))
        limit_refuse("ptrace: %m: main cannot go on");
}
