#include "variables.h"

#include "symbols.h"
#include "types.h"

#include <dwarf.h>
#include <stdlib.h>

/* ---- Variables in frames. ---- */

/* For a variable with a fixed address. */
static bool
fixed_address(
    Dwarf_Attribute *attribute, const Dwarf_Op *op, Dwarf_Addr *address)
{
    Dwarf_Attribute entry;

    *address = op->number;
    return op->atom == DW_OP_addr ||
           (op->atom == DW_OP_addrx && /* an entry of a table */
               dwarf_getlocation_attr(attribute, op, &entry) == 0 &&
               dwarf_formaddr(&entry, address) == 0);
}

/* The register's value that DWARF's expression adds to. */
static bool
based(Dwfl_Frame *frame, const Dwarf_Op *op, uint64_t *address)
{
    bool numbered = op->atom == DW_OP_bregx;
    Dwarf_Word value;

    if (!numbered && (op->atom < DW_OP_breg0 || op->atom > DW_OP_breg31))
        return false;
    if (dwfl_frame_reg(frame,
            numbered ? (unsigned)op->number
                     : (unsigned)(op->atom - DW_OP_breg0),
            &value) != 0)
        return false;
    *address = value + (numbered ? op->number2 : op->number);
    return true;
}

/* The canonical frame address: what the stack pointer was before the call. */
static bool
find_cfa(Dwfl_Frame *frame, Dwfl_Module *module, Dwarf_Addr pc, uint64_t *cfa)
{
    Dwarf_Addr bias;
    Dwarf_CFI *cfi = dwfl_module_eh_cfi(module, &bias);
    Dwarf_Frame *rules;
    Dwarf_Op *op;
    size_t count;

    if (cfi == NULL || dwarf_cfi_addrframe(cfi, pc - bias, &rules) != 0)
        return false;
    bool found = dwarf_frame_cfa(rules, &op, &count) == 0 && count == 1 &&
                 based(frame, op, cfa);
    free(rules);
    return found;
}

struct place_in_code {
    variable_seen *see;
    Dwfl_Frame *frame;
    Dwfl_Module *module;
    Dwarf_Addr pc, bias;
    Dwarf_Die *function;
    bool at_entry; /* it has not made its frame yet */
};

/* Its place here, if given by one operation; longer expressions are not
 * followed. */
static bool
only_operation(const struct place_in_code *at, Dwarf_Attribute *attribute,
    Dwarf_Op **operation)
{
    size_t count;

    return dwarf_getlocation_addr(
               attribute, at->pc - at->bias, operation, &count, 1) == 1 &&
           count == 1;
}

static bool
frame_base(const struct place_in_code *at, uint64_t *base)
{
    Dwarf_Attribute attribute;
    Dwarf_Op *op;
    Dwarf_Word value;

    if (dwarf_attr(at->function, DW_AT_frame_base, &attribute) == NULL ||
        !only_operation(at, &attribute, &op))
        return false;
    if (op->atom == DW_OP_call_frame_cfa)
        return find_cfa(at->frame, at->module, at->pc, base);
    if (op->atom >= DW_OP_reg0 && op->atom <= DW_OP_reg31 &&
        dwfl_frame_reg(at->frame, op->atom - DW_OP_reg0, &value) == 0) {
        *base = value;
        return true;
    }
    return false;
}

/* In memory, or a pointer in a register. (Relative to another register, it is
 * only equal to what is there.) */
static void
see_variable(const struct place_in_code *at, Dwarf_Die *variable)
{
    const char *name = dwarf_diename(variable);
    Dwarf_Attribute attribute;
    Dwarf_Op *op;
    Dwarf_Die type, peeled;
    Dwarf_Word value;
    uint64_t address = 0;

    if (name == NULL || !type_of(variable, &type) ||
        dwarf_attr(variable, DW_AT_location, &attribute) == NULL ||
        !only_operation(at, &attribute, &op))
        return;
    peeled = type;
    type_peel(&peeled);
    if (op->atom >= DW_OP_reg0 && op->atom <= DW_OP_reg31) {
        if (dwarf_tag(&peeled) == DW_TAG_pointer_type &&
            dwfl_frame_reg(at->frame, op->atom - DW_OP_reg0, &value) == 0)
            at->see(name, &type, value, true);
    } else if (op->atom == DW_OP_fbreg) {
        if (!at->at_entry && frame_base(at, &address))
            at->see(name, &type, address + op->number, false);
    } else if (fixed_address(&attribute, op, &address)) {
        at->see(name, &type, address + at->bias, false);
    }
}

static void
see_variables(const struct place_in_code *at, Dwarf_Die *scope)
{
    Dwarf_Die child;

    if (dwarf_child(scope, &child) != 0)
        return;
    do
        if (dwarf_tag(&child) == DW_TAG_variable ||
            dwarf_tag(&child) == DW_TAG_formal_parameter)
            see_variable(at, &child);
    while (dwarf_siblingof(&child, &child) == 0);
}

static int
see_frame(Dwfl_Frame *frame, void *argument)
{
    struct place_in_code at = *(struct place_in_code *)argument;
    bool is_activation;
    Dwarf_Die *inner, *scopes;
    Dwarf_Addr entry;

    at.frame = frame;
    if (!dwfl_frame_pc(frame, &at.pc, &is_activation))
        return DWARF_CB_ABORT;
    at.pc -= !is_activation; /* of the call, and not where it returns to */
    at.module = dwfl_addrmodule(symbols_session(), at.pc);
    if (at.module == NULL || !symbols_is_program(at.pc))
        return DWARF_CB_OK;
    Dwarf_Die *unit = symbols_unit(at.pc, &at.bias);
    /* For inlined functions, that ends where they are written: from the
     * innermost one we go out again, to where they are inlined. */
    if (unit == NULL || dwarf_getscopes(unit, at.pc - at.bias, &inner) <= 0)
        return DWARF_CB_OK;
    int count = dwarf_getscopes_die(&inner[0], &scopes);
    for (int i = 0; i < count; i++)
        if (dwarf_tag(&scopes[i]) == DW_TAG_subprogram)
            at.function = &scopes[i];
    at.at_entry = at.function != NULL &&
                  dwarf_entrypc(at.function, &entry) == 0 &&
                  entry == at.pc - at.bias;
    for (int i = 0; at.function != NULL && i < count; i++)
        if (dwarf_tag(&scopes[i]) != DW_TAG_compile_unit)
            see_variables(&at, &scopes[i]);
    if (count > 0)
        free(scopes);
    free(inner);
    return DWARF_CB_OK;
}

void
variables_attach(pid_t process)
{
    (void)dwfl_linux_proc_attach(symbols_session(), process, true);
}

void
variables_in_frames(pid_t task, variable_seen *see)
{
    struct place_in_code begin = {.see = see};

    dwfl_getthread_frames(symbols_session(), task, see_frame, &begin);
}

static int
see_place(Dwfl_Frame *frame, void *argument)
{
    uint64_t *place = argument;
    Dwarf_Addr pc;
    bool is_activation;

    if (!dwfl_frame_pc(frame, &pc, &is_activation))
        return DWARF_CB_ABORT;
    pc -= !is_activation; /* of the call, and not where it returns to */
    if (!symbols_is_program(pc))
        return DWARF_CB_OK;
    bool in_header = symbols_is_in_header(pc);
    if (*place == 0 || !in_header)
        *place = pc;
    return in_header ? DWARF_CB_OK : DWARF_CB_ABORT;
}

/* In a separate session: each can be attached to only one process. */
uint64_t
variables_place(pid_t process, pid_t task)
{
    Dwfl *session = symbols_open(process);
    uint64_t place = 0;

    if (dwfl_linux_proc_attach(session, process, true) == 0)
        dwfl_getthread_frames(session, task, see_place, &place);
    dwfl_end(session);
    return place;
}

/* ---- Variables of files, and those that a function keeps (static). ---- */

static void
see_globals(Dwarf_Die *scope, Dwarf_Addr bias, variable_seen *see)
{
    Dwarf_Die child, type;
    Dwarf_Attribute attribute;
    Dwarf_Op *op;
    size_t count;
    Dwarf_Addr address;

    if (dwarf_child(scope, &child) != 0)
        return;
    do
        if (dwarf_tag(&child) == DW_TAG_subprogram ||
            dwarf_tag(&child) == DW_TAG_lexical_block)
            see_globals(&child, bias, see);
        else if (dwarf_tag(&child) == DW_TAG_variable &&
                 dwarf_attr(&child, DW_AT_location, &attribute) != NULL &&
                 dwarf_getlocation(&attribute, &op, &count) == 0 &&
                 count == 1 && fixed_address(&attribute, op, &address) &&
                 dwarf_diename(&child) != NULL && type_of(&child, &type))
            see(dwarf_diename(&child), &type, address + bias, false);
    while (dwarf_siblingof(&child, &child) == 0);
}

void
variables_of_files(variable_seen *see)
{
    Dwarf_Addr bias;

    for (Dwarf_Die *unit = NULL;
         (unit = dwfl_module_nextcu(symbols_program(), unit, &bias)) != NULL;)
        see_globals(unit, bias, see);
}
