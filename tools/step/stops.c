#include "stops.h"

#include "decode.h"
#include "library.h"
#include "look.h"
#include "machine.h"
#include "stacks.h"

#include <stdlib.h>
#include <unistd.h>

static void
add(struct stops *stops, uint64_t address)
{
    for (int i = 0; i < stops->count; i++)
        if (stops->stop[i].address == address)
            return;
    stops->stop =
        store_grow(stops->stop, (size_t)stops->count, sizeof(*stops->stop));
    stops->stop[stops->count++] = (struct stop){.address = address};
}

static int
add_functions(Dwfl_Module *module, void **userdata, const char *file,
    Dwarf_Addr base, void *argument)
{
    int count = dwfl_module_getsymtab(module);

    (void)userdata, (void)file, (void)base;
    for (int i = 0; i < count; i++) {
        GElf_Addr address;
        GElf_Sym symbol;
        const char *name = dwfl_module_getsym_info(
            module, i, &symbol, &address, NULL, NULL, NULL);
        if (name == NULL || GELF_ST_TYPE(symbol.st_info) != STT_FUNC ||
            symbol.st_shndx == SHN_UNDEF)
            continue;
        name = decode_plain_name(name);
        if (library_of(name) != LIBRARY_OTHER || library_synchronizes(name))
            add(argument, address);
    }
    return DWARF_CB_OK;
}

static bool
find(struct machine *machine, pid_t task)
{
    struct stops *stops = &machine->stops;

    for (int i = 0; i < machine->target.workers; i++)
        if (machine->target.worker[i].end_sp != 0)
            add(stops, machine->target.worker[i].end_pc);
    dwfl_getmodules(symbols_session(), add_functions, stops, 0);
    for (int i = 0; i < stops->count; i++)
        if (!target_peek(task, stops->stop[i].address, stops->stop[i].saved,
                arch_breakpoint_bytes))
            return false;
    stops->changes_stack = stacks_may_change();
    return stops->is_known = true;
}

static bool
write_all(const struct stops *stops, pid_t task, bool sets)
{
    int memory = look_memory(task);
    bool good = true;

    for (int i = 0; memory != -1 && i < stops->count; i++)
        good &= pwrite(memory, sets ? arch_breakpoint : stops->stop[i].saved,
                    arch_breakpoint_bytes, (off_t)stops->stop[i].address) ==
                (ssize_t)arch_breakpoint_bytes;
    if (memory != -1)
        close(memory);
    return memory != -1 && good;
}

bool
stops_set(struct machine *machine, pid_t task)
{
    return (machine->stops.is_known || find(machine, task)) &&
           write_all(&machine->stops, task, true);
}

bool
stops_take(const struct machine *machine, pid_t task)
{
    return write_all(&machine->stops, task, false);
}

void
stops_clear(struct stops *stops)
{
    free(stops->stop);
    *stops = (struct stops){0};
}
