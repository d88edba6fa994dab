#include "types.h"

#include "symbols.h"

#include <dwarf.h>
#include <string.h>

static bool
is_opaque(const char *name)
{
    return name != NULL &&
           (strcmp(name, "sem_t") == 0 || strncmp(name, "pthread_", 8) == 0);
}

static bool
is_around(Dwarf_Die *type)
{
    return dwarf_tag(type) == DW_TAG_typedef ||
           dwarf_tag(type) == DW_TAG_const_type ||
           dwarf_tag(type) == DW_TAG_volatile_type ||
           dwarf_tag(type) == DW_TAG_atomic_type ||
           dwarf_tag(type) == DW_TAG_restrict_type;
}

bool
type_peel(Dwarf_Die *type)
{
    Dwarf_Attribute attribute;
    bool opaque = false;

    while (is_around(type)) {
        opaque = opaque || (dwarf_tag(type) == DW_TAG_typedef &&
                               is_opaque(dwarf_diename(type)));
        if (dwarf_formref_die(
                dwarf_attr_integrate(type, DW_AT_type, &attribute), type) ==
            NULL)
            break;
    }
    return opaque && type_is_record(type);
}

bool
type_of(Dwarf_Die *die, Dwarf_Die *type)
{
    Dwarf_Attribute attribute;

    return dwarf_formref_die(
               dwarf_attr_integrate(die, DW_AT_type, &attribute), type) != NULL;
}

bool
type_is_atomic(const Dwarf_Die *type)
{
    Dwarf_Die inner = *type;

    while (is_around(&inner) && dwarf_tag(&inner) != DW_TAG_atomic_type)
        if (!type_of(&inner, &inner))
            return false;
    const char *name = dwarf_diename(&inner);
    return dwarf_tag(&inner) == DW_TAG_atomic_type ||
           (type_is_record(&inner) && name != NULL &&
               strncmp(name, "atomic<", 7) == 0);
}

/* Those of C++ are in a namespace. */
static bool
has_atomics(Dwarf_Die *scope)
{
    Dwarf_Die child;

    if (dwarf_child(scope, &child) != 0)
        return false;
    do
        if (type_is_atomic(&child) ||
            (dwarf_tag(&child) == DW_TAG_namespace && has_atomics(&child)))
            return true;
    while (dwarf_siblingof(&child, &child) == 0);
    return false;
}

bool
type_has_atomics(void)
{
    Dwarf_Addr bias;

    for (Dwarf_Die *unit = NULL;
         (unit = dwfl_module_nextcu(symbols_program(), unit, &bias)) != NULL;)
        if (has_atomics(unit))
            return true;
    return false;
}

uint64_t
type_bytes(Dwarf_Die *type)
{
    Dwarf_Word bytes;

    return dwarf_aggregate_size(type, &bytes) == 0 ? bytes : 0;
}

uint64_t
type_offset(Dwarf_Die *member)
{
    Dwarf_Attribute attribute;
    Dwarf_Word offset = 0;

    dwarf_formudata(
        dwarf_attr(member, DW_AT_data_member_location, &attribute), &offset);
    return offset;
}

bool
type_is_record(Dwarf_Die *type)
{
    return dwarf_tag(type) == DW_TAG_structure_type ||
           dwarf_tag(type) == DW_TAG_union_type;
}

void
type_complete(Dwarf_Die *type)
{
    Dwarf_Attribute attribute;
    Dwarf_Addr bias;
    Dwarf_Die child;
    const char *name = dwarf_diename(type);

    if (!type_is_record(type) || name == NULL ||
        dwarf_attr(type, DW_AT_declaration, &attribute) == NULL)
        return;
    for (Dwarf_Die *unit = NULL;
         (unit = dwfl_module_nextcu(symbols_program(), unit, &bias)) != NULL;) {
        if (dwarf_child(unit, &child) != 0)
            continue;
        do
            if (dwarf_tag(&child) == dwarf_tag(type) &&
                dwarf_attr(&child, DW_AT_declaration, &attribute) == NULL &&
                dwarf_diename(&child) != NULL &&
                strcmp(dwarf_diename(&child), name) == 0) {
                *type = child;
                return;
            }
        while (dwarf_siblingof(&child, &child) == 0);
    }
}

bool
type_has_open_end(Dwarf_Die *type, Dwarf_Die *member)
{
    Dwarf_Die next, inner;

    if (!type_is_record(type) || dwarf_child(type, &next) != 0)
        return false;
    do
        *member = next;
    while (dwarf_siblingof(&next, &next) == 0);
    return type_of(member, &inner) && dwarf_tag(&inner) == DW_TAG_array_type &&
           type_bytes(&inner) == 0;
}

bool
type_member(Dwarf_Die *type, uint64_t offset, Dwarf_Die *member)
{
    Dwarf_Die inner;

    if (dwarf_child(type, member) != 0)
        return false;
    do {
        uint64_t begin = type_offset(member);
        if (dwarf_tag(member) == DW_TAG_member && type_of(member, &inner) &&
            offset >= begin && offset - begin < type_bytes(&inner))
            return true;
    } while (dwarf_siblingof(member, member) == 0);
    return type_has_open_end(type, member) && offset >= type_offset(member);
}
