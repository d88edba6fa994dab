#include "plt.h"

#include "ahead.h"
#include "inject.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>

enum { ENTRY_BYTES = 8, DISTANCE_BYTES = 4, PAGE = 4096, AWAY = 1 << 20 };

/* Which task's code it is, for what libdw calls. */
struct finding {
    struct plt *plt;
    pid_t task;
    Dwfl_Module *module;
};

/* System V ABI, AMD64 supplement: a stub is `jmp *distance(%rip)`, behind an
 * endbr64 and a prefix in newer ones. The offset of the distance; 0: none. */
static size_t
distance_in(const unsigned char *code)
{
    static const unsigned char jump[] = {0xff, 0x25};

    if (memcmp(code, jump, sizeof(jump)) == 0)
        return sizeof(jump);
    if (memcmp(code, "\xf3\x0f\x1e\xfa", 4) != 0)
        return 0;
    size_t at = code[4] == 0xf2 ? 5 : 4;
    return memcmp(code + at, jump, sizeof(jump)) == 0 ? at + sizeof(jump) : 0;
}

static void
add_stubs(const struct finding *finding, uint64_t low, size_t bytes)
{
    struct plt *plt = finding->plt;
    unsigned char *code = store_new(bytes + 2 * ENTRY_BYTES);

    if (!target_peek(finding->task, low, code, bytes))
        bytes = 0;
    for (size_t i = 0; i + ENTRY_BYTES <= bytes; i += ENTRY_BYTES) {
        size_t at = distance_in(code + i);
        int32_t distance;
        if (at == 0)
            continue;
        memcpy(&distance, code + i + at, sizeof(distance));
        uint64_t end = low + i + at + DISTANCE_BYTES;
        plt->stub =
            store_grow(plt->stub, (size_t)plt->count, sizeof(*plt->stub));
        plt->stub[plt->count++] = (struct stub){.at = low + i + at,
            .slot = end + (uint64_t)(int64_t)distance,
            .is_program = finding->module == symbols_program()};
    }
    free(code);
}

static int
look_at_module(Dwfl_Module *module, void **userdata, const char *file,
    Dwarf_Addr base, void *argument)
{
    struct finding *finding = argument;
    Dwarf_Addr low, high;
    GElf_Addr bias;
    Elf *elf = dwfl_module_getelf(module, &bias);
    size_t names;

    (void)userdata, (void)base;
    if (elf == NULL || *file == '[' || elf_getshdrstrndx(elf, &names) != 0)
        return DWARF_CB_OK;
    finding->module = module;
    dwfl_module_info(module, NULL, &low, &high, NULL, NULL, NULL, NULL);
    if (module == symbols_program())
        finding->plt->low = low;
    else if (high > finding->plt->high)
        finding->plt->high = high;
    for (Elf_Scn *at = NULL; (at = elf_nextscn(elf, at)) != NULL;) {
        GElf_Shdr header;
        const char *name = gelf_getshdr(at, &header) != NULL
                               ? elf_strptr(elf, names, header.sh_name)
                               : NULL;
        if (name != NULL && strncmp(name, ".plt", 4) == 0 &&
            header.sh_type == SHT_PROGBITS)
            add_stubs(finding, header.sh_addr + bias, header.sh_size);
    }
    return DWARF_CB_OK;
}

/* The stubs of the program, or those of libraries, to a copy at that address.
 */
static void
turn(struct ahead *ahead, bool is_program, uint64_t copy)
{
    const struct plt *plt = &ahead->machine->plt;
    size_t bytes = ((size_t)plt->count * ENTRY_BYTES + PAGE - 1) / PAGE * PAGE;
    const struct call call = {SYS_mmap,
        {copy, bytes, PROT_READ,
            MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, (uint64_t)-1}};

    if (ahead_make(ahead->machine, ahead->worker, inject_place(ahead->task),
            &call) != (long)copy)
        return;
    for (int i = 0; i < plt->count; i++, copy += ENTRY_BYTES) {
        const struct stub *stub = &plt->stub[i];
        int64_t distance = (int64_t)(copy - (stub->at + DISTANCE_BYTES));
        int32_t narrow = (int32_t)distance;
        uint64_t entry;
        if (stub->is_program == is_program && narrow == distance &&
            target_peek(ahead->task, stub->slot, &entry, sizeof(entry)) &&
            target_poke(ahead->task, copy, &entry, sizeof(entry)))
            target_poke(ahead->task, stub->at, &narrow, sizeof(narrow));
    }
}

void
plt_turn(struct ahead *ahead)
{
    struct machine *machine = ahead->machine;
    struct plt *plt = &machine->plt;
    worker_set space = workers_only(machine->space_of[ahead->worker]);
    struct finding finding = {.plt = plt, .task = ahead->task};

    if ((plt->turned & space) != 0)
        return;
    if (!plt->is_known)
        dwfl_getmodules(symbols_session(), look_at_module, &finding, 0);
    plt->is_known = true;
    plt->turned |= space;
    if (plt->low > 2 * AWAY)
        turn(ahead, true, (plt->low - AWAY) / PAGE * PAGE);
    if (plt->high != 0)
        turn(ahead, false, (plt->high + AWAY) / PAGE * PAGE);
}

bool
plt_leads_to(pid_t task, uint64_t at, uint64_t function)
{
    unsigned char code[2 * ENTRY_BYTES];
    int32_t distance;
    uint64_t entry;
    size_t offset =
        target_peek(task, at, code, sizeof(code)) ? distance_in(code) : 0;

    if (offset == 0)
        return false;
    memcpy(&distance, code + offset, sizeof(distance));
    at += offset + DISTANCE_BYTES + (uint64_t)(int64_t)distance;
    return target_peek(task, at, &entry, sizeof(entry)) && entry == function;
}

void
plt_clear(struct plt *plt)
{
    free(plt->stub);
    *plt = (struct plt){0};
}
