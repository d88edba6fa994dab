#include "stacks.h"

#include "symbols.h"

enum { CODE_BYTES = 3 };

/* MOV, XCHG or LEA to RSP from another register, or from memory. (POP RSP is a
 * single byte that is everywhere.) */
static bool
sets_stack(const unsigned char *code)
{
    enum { REX_W = 0x48, REX_R = 4, REX_B = 1, RSP = 4, RBP = 5 };
    unsigned first = code[2] >> 3 & 7, second = code[2] & 7;
    bool is_first = first == RSP && (code[0] & REX_R) == 0;
    bool is_second =
        code[2] >> 6 == 3 && second == RSP && (code[0] & REX_B) == 0;
    bool is_usual = (second == RSP || second == RBP) && (code[0] & REX_B) == 0;

    if ((code[0] & 0xf8) != REX_W)
        return false;
    return (code[1] == 0x89 && is_second) || (code[1] == 0x8b && is_first) ||
           (code[1] == 0x87 && (is_first || is_second)) ||
           (code[1] == 0x94 && (code[0] & REX_B) == 0) ||
           (code[1] == 0x8d && is_first && !is_usual);
}

static bool
is_in_section(Elf_Scn *section)
{
    GElf_Shdr header;
    Elf_Data *data = elf_getdata(section, NULL);

    if (gelf_getshdr(section, &header) == NULL ||
        (header.sh_flags & SHF_EXECINSTR) == 0 || data == NULL ||
        data->d_buf == NULL)
        return false;
    const unsigned char *code = data->d_buf;
    for (size_t i = 0; i + CODE_BYTES <= data->d_size; i++)
        if (sets_stack(code + i))
            return true;
    return false;
}

static int
look_in_module(Dwfl_Module *module, void **userdata, const char *name,
    Dwarf_Addr base, void *argument)
{
    GElf_Addr bias;
    bool *found = argument;
    bool is_authors = module == symbols_program() ||
                      dwfl_module_nextcu(module, NULL, &bias) != NULL;
    Elf *elf = is_authors ? dwfl_module_getelf(module, &bias) : NULL;
    Elf_Scn *section = NULL;

    (void)userdata, (void)name, (void)base;
    while (elf != NULL && (section = elf_nextscn(elf, section)) != NULL)
        *found |= is_in_section(section);
    return *found ? DWARF_CB_ABORT : DWARF_CB_OK;
}

bool
stacks_may_change(void)
{
    bool found = false;

    dwfl_getmodules(symbols_session(), look_in_module, &found, 0);
    return found;
}
