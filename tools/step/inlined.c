#include "inlined.h"

#include <dwarf.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static bool
read_number(Dwarf_Die *scope, unsigned name, Dwarf_Word *number)
{
    Dwarf_Attribute attribute;

    return dwarf_formudata(dwarf_attr(scope, name, &attribute), number) == 0;
}

/* Those around it, from the inside, up to the function that is really called.
 */
static int
get_scopes(Dwarf_Die *unit, Dwarf_Addr pc, Dwarf_Die **scopes)
{
    Dwarf_Die *innermost = NULL;
    int count = dwarf_getscopes(unit, pc, &innermost);

    if (count > 0)
        count = dwarf_getscopes_die(innermost, scopes);
    free(innermost);
    return count;
}

const char *
inlined_call(Dwarf_Die *unit, Dwarf_Addr pc, int *line)
{
    const char *file = NULL;
    Dwarf_Die *scopes = NULL;
    Dwarf_Files *files;
    Dwarf_Word index, number;
    int count = get_scopes(unit, pc, &scopes);

    if (dwarf_getsrcfiles(unit, &files, NULL) != 0)
        count = 0;
    for (int i = 0; i < count && file == NULL; i++)
        if (read_number(&scopes[i], DW_AT_call_file, &index) &&
            read_number(&scopes[i], DW_AT_call_line, &number)) {
            const char *caller = dwarf_filesrc(files, index, NULL, NULL);
            if (caller != NULL && strncmp(caller, "/usr/", 5) != 0) {
                file = caller;
                *line = (int)number;
            }
        }
    free(scopes);
    return file;
}
