#include "written.h"

#include "symbols.h"

#include <dwarf.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Where it was declared first: in its class, if it has one. */
static Dwarf_Die
find_declaration(const Dwarf_Die *function)
{
    Dwarf_Die die = *function;
    Dwarf_Attribute attribute;

    while ((dwarf_attr(&die, DW_AT_abstract_origin, &attribute) != NULL ||
               dwarf_attr(&die, DW_AT_specification, &attribute) != NULL) &&
           dwarf_formref_die(&attribute, &die) != NULL)
        ;
    return die;
}

/* NULL: the compiler has made it. (clang numbers the file that is compiled 0,
 * as DWARF 5 does; libdw takes that for none.) */
static const char *
find_file(Dwarf_Die *declaration)
{
    const char *file = dwarf_decl_file(declaration);
    Dwarf_Die unit;

    return file == NULL && dwarf_hasattr(declaration, DW_AT_decl_file)
               ? dwarf_diename(dwarf_diecu(declaration, &unit, NULL, NULL))
               : file;
}

static bool
is_class(Dwarf_Die *die)
{
    return dwarf_tag(die) == DW_TAG_class_type ||
           dwarf_tag(die) == DW_TAG_structure_type;
}

/* A lambda is called by the operator of a class that has no name; gcc's begins
 * with a "<". */
static void
print_name(Dwarf_Die *declaration, char *out, size_t size)
{
    const char *name = dwarf_diename(declaration), *outer = NULL;
    const char *file = find_file(declaration);
    const char *slash = strrchr(file, '/');
    Dwarf_Die *scopes;
    int line, count = dwarf_getscopes_die(declaration, &scopes);
    bool has_outer =
        count > 1 &&
        (is_class(&scopes[1]) || dwarf_tag(&scopes[1]) == DW_TAG_namespace);

    if (has_outer)
        outer = dwarf_diename(&scopes[1]);
    if (has_outer && is_class(&scopes[1]) && (outer == NULL || *outer == '<') &&
        dwarf_decl_line(declaration, &line) == 0)
        snprintf(
            out, size, "lambda, %s:%d", slash != NULL ? slash + 1 : file, line);
    else
        snprintf(out, size, "%s%s%s", outer != NULL ? outer : "",
            outer != NULL ? "::" : "", name != NULL ? name : "");
    if (count > 0)
        free(scopes);
}

/* Is it by the author of the program, and not of a header of the system's? */
static bool
is_authors(Dwarf_Die *declaration)
{
    const char *file = find_file(declaration);

    return file != NULL && !symbols_is_system(file);
}

/* The outermost function at that address that its author wrote. (libdw's own
 * way finds none that stands in a class or a namespace.) */
static bool
look_in(Dwarf_Die *parent, Dwarf_Addr address, char *out, size_t size)
{
    Dwarf_Die die;

    if (dwarf_child(parent, &die) != 0)
        return false;
    do {
        Dwarf_Die declaration = find_declaration(&die);
        int tag = dwarf_tag(&die);
        bool is_function =
            tag == DW_TAG_subprogram || tag == DW_TAG_inlined_subroutine;
        if (is_function && dwarf_haspc(&die, address) > 0 &&
            is_authors(&declaration)) {
            print_name(&declaration, out, size);
            return true;
        }
        if ((is_function || is_class(&die) || tag == DW_TAG_namespace ||
                tag == DW_TAG_lexical_block) &&
            look_in(&die, address, out, size))
            return true;
    } while (dwarf_siblingof(&die, &die) == 0);
    return false;
}

static bool
is_of_library(const char *symbol)
{
    return strncmp(symbol, "_ZSt", 4) == 0 ||
           strncmp(symbol, "_ZNSt", 5) == 0 ||
           strncmp(symbol, "_ZNKSt", 6) == 0;
}

bool
written_name(uint64_t address, char *out, size_t size)
{
    Dwarf_Addr bias;
    Dwarf_Die *unit = symbols_unit(address, &bias);
    uint64_t offset;
    const char *symbol = symbols_function(address, &offset);

    *out = '\0';
    if ((unit != NULL && look_in(unit, address - bias, out, size)) ||
        symbol == NULL)
        return *out != '\0';
    if (strncmp(symbol, "_ZZ", 3) == 0) { /* of a lambda, by the compiler */
        char line[NAME_MAX];
        symbols_line(address - offset, line, sizeof(line));
        snprintf(out, size, "lambda, %s", line);
    } else
        snprintf(
            out, size, "%s", is_of_library(symbol) ? "std::thread" : symbol);
    return true;
}
