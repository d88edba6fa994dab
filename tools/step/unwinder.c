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

void
unwinder_learn(struct program *program)
{
    struct wish user = {.name = "pthread_exit"};
    struct wish finder = {.name = "backtrace", .is_defined = true};

    look_at_module(symbols_program(), NULL, NULL, 0, &user);
    if (user.is_there && arch_has_native)
        dwfl_getmodules(symbols_session(), look_at_module, &finder, 0);
    program->unwinder = finder.is_there ? finder.address : 0;
}

/* ---- Its call. ---- */

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
    uint64_t room =
        arch_sp(&now) - arch_red_zone - WORD_BYTES; /* for a frame */
    arch_set_sp(&now, room);
    arch_set_argument(&now, 0, room);
    arch_set_argument(&now, 1, 1);
    if (!arch_prepare_function(
            target->main, &now, program->unwinder, program->call_at) ||
        !arch_write(target->main, &now))
        limit_refuse("ptrace: %m: main cannot call a function");
    do
        run_to_call(target, &now);
    while (arch_pc(&now) != program->call_at + arch_call_bytes);
    arch_undo_call(&now);
    arch_write(target->main, &now);
    run_to_call(target, &now);
    if (!arch_write(target->main, &before) ||
        !arch_write_vectors(target->main, vectors.image, vectors.bytes))
        limit_refuse("ptrace: %m: main cannot go on");
}
