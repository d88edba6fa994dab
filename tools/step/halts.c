#include "halts.h"

#include "arch.h"
#include "target.h"

#include <sys/ptrace.h>
#include <sys/wait.h>

/* A store that fails so often does so always: it is not the load's address. */
enum { MOST_TRIES = 1000 };

bool
halts_set(struct halts *halts, pid_t task, uint64_t at)
{
    struct halt *halt = &halts->halt[halts->count];

    halt->at = at;
    if (!target_peek(task, at, halt->saved, arch_breakpoint_bytes) ||
        !target_poke(task, at, arch_breakpoint, arch_breakpoint_bytes))
        return false;
    halts->count++;
    return true;
}

bool
halts_lift(struct halts *halts, pid_t task)
{
    struct registers registers;
    bool good = halts->count == 0 || arch_read(task, &registers);

    while (good && halts->count > 0) {
        const struct halt *halt = &halts->halt[--halts->count];
        good = target_poke(task, halt->at, halt->saved, arch_breakpoint_bytes);
        if (good && arch_pc(&registers) == halt->at + arch_breakpoint_skip) {
            arch_set_pc(&registers, halt->at);
            good = arch_write(task, &registers);
        }
    }
    return good;
}

/* ---- Pairs. ---- */

void
halts_set_behind_pair(struct halts *halts, pid_t task)
{
    struct registers registers;
    uint32_t code[EXCLUSIVE_MOST];
    uint64_t exits[EXCLUSIVE_EXITS];
    int count = 0;

    if (!arch_has_pairs || !arch_read(task, &registers))
        return;
    uint64_t pc = arch_pc(&registers);
    if (!target_peek(task, pc, code, sizeof(*code)) || !exclusive_begins(*code))
        return;
    while (count < EXCLUSIVE_MOST &&
           target_peek(task, pc + (uint64_t)count * sizeof(*code), &code[count],
               sizeof(*code)))
        count++;
    int wanted = exclusive_exits(pc, code, count, exits);
    while (halts->count < wanted && halts_set(halts, task, exits[halts->count]))
        ;
}

static bool
run_once(pid_t task, int *status)
{
    struct halts halts = {0};

    halts_set_behind_pair(&halts, task);
    bool good = halts.count > 0 && ptrace(PTRACE_CONT, task, NULL, 0L) == 0 &&
                waitpid(task, status, __WALL) == task;
    return good && (!WIFSTOPPED(*status) || halts_lift(&halts, task));
}

/* Does the task stand behind a store-exclusive that has failed? */
static bool
has_failed(pid_t task)
{
    struct registers registers;
    uint32_t code;

    return arch_read(task, &registers) &&
           target_peek(
               task, arch_pc(&registers) - sizeof(code), &code, sizeof(code)) &&
           arch_has_failed(&registers, code);
}

bool
halts_run_pair(pid_t task, int *status)
{
    struct registers before;
    bool good = arch_read(task, &before) && run_once(task, status);

    for (int i = 0; good && WIFSTOPPED(*status) && i < MOST_TRIES; i++) {
        if (!has_failed(task))
            break;
        good = arch_write(task, &before) && run_once(task, status);
    }
    return good;
}
