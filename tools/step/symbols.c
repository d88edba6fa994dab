#include "symbols.h"

#include "functions.h"
#include "inlined.h"

#include "kit/die.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <elfutils/libdwelf.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static Dwfl *dwfl;
static Dwfl_Module *program; /* reported first: the executable */
static bool is_static;

/* Only local files: nothing is fetched over the network. */
static int
no_debuginfo(Dwfl_Module *module, void **userdata, const char *name,
    Dwarf_Addr base, const char *file, const char *link, GElf_Word sum,
    char **found)
{
    (void)module, (void)userdata, (void)name, (void)base;
    (void)file, (void)link, (void)sum, (void)found;
    return -1;
}

static int
find_program(Dwfl_Module *module, void **userdata, const char *name,
    Dwarf_Addr base, void *argument)
{
    char link[64], path[4096];
    ssize_t length;

    (void)userdata, (void)base;
    snprintf(link, sizeof(link), "/proc/%d/exe", (int)*(pid_t *)argument);
    length = readlink(link, path, sizeof(path) - 1);
    path[length > 0 ? length : 0] = '\0';
    if (strcmp(name, path) == 0)
        program = module;
    return program != NULL ? DWARF_CB_ABORT : DWARF_CB_OK;
}

Dwfl *
symbols_open(pid_t process)
{
    static const Dwfl_Callbacks callbacks = {
        .find_elf = dwfl_linux_proc_find_elf,
        .find_debuginfo = no_debuginfo,
    };
    Dwfl *opened = dwfl_begin(&callbacks);

    if (opened == NULL || dwfl_linux_proc_report(opened, process) != 0 ||
        dwfl_report_end(opened, NULL, NULL) != 0)
        die(STATUS_CANNOT, "libdw: %s: cannot read the program's maps",
            dwfl_errmsg(-1));
    return opened;
}

static bool find_symbol(
    const char *name, int type, GElf_Addr *address, GElf_Sym *symbol);

/* And its own debugging information. */
static bool
has_library(void)
{
    GElf_Addr address;
    GElf_Sym symbol;
    Dwarf_Addr bias;

    return find_symbol("__libc_start_main", STT_FUNC, &address, &symbol) &&
           dwfl_module_nextcu(program, NULL, &bias) != NULL;
}

void
symbols_report(pid_t process)
{
    functions_forget();
    if (dwfl != NULL)
        dwfl_end(dwfl);
    program = NULL;
    dwfl = symbols_open(process);
    dwfl_getmodules(dwfl, find_program, &process, 0);
    if (program == NULL)
        die(STATUS_CANNOT, "libdw: it cannot tell which file the program is");
    is_static = has_library();
}

void
symbols_build(const char *path, char out[BUILD_BYTES])
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    const void *bits;

    if (file == -1)
        die(STATUS_CANNOT, "%s: %m: its build id cannot be read", path);
    elf_version(EV_CURRENT);
    Elf *elf = elf_begin(file, ELF_C_READ, NULL);
    ssize_t count = elf != NULL ? dwelf_elf_gnu_build_id(elf, &bits) : 0;
    snprintf(out, BUILD_BYTES, "none");
    for (ssize_t i = 0; i < count && 2 * i + 2 < BUILD_BYTES; i++)
        snprintf(out + 2 * i, 3, "%02x", ((const unsigned char *)bits)[i]);
    elf_end(elf);
    close(file);
}

Dwfl *
symbols_session(void)
{
    return dwfl;
}

Dwfl_Module *
symbols_program(void)
{
    return program;
}

/* ---- The symbol table. ---- */

/* A compiler that passes arguments its own way gives the function a suffix. */
static bool
is_named(const char *seen, const char *name)
{
    size_t length = strlen(name);

    return strncmp(seen, name, length) == 0 &&
           (seen[length] == '\0' ||
               strncmp(seen + length, ".constprop", 10) == 0 ||
               strncmp(seen + length, ".isra", 5) == 0);
}

static bool
find_symbol(const char *name, int type, GElf_Addr *address, GElf_Sym *symbol)
{
    int count = dwfl_module_getsymtab(program);

    for (int i = 0; i < count; i++) {
        const char *seen = dwfl_module_getsym_info(
            program, i, symbol, address, NULL, NULL, NULL);
        if (seen != NULL && GELF_ST_TYPE(symbol->st_info) == type &&
            symbol->st_shndx != SHN_UNDEF && is_named(seen, name))
            return true;
    }
    return false;
}

struct in_library {
    const char *name;
    uint64_t address;
};

static int
look_in_library(Dwfl_Module *module, void **userdata, const char *file,
    Dwarf_Addr base, void *argument)
{
    struct in_library *wanted = argument;
    int count = module == program ? 0 : dwfl_module_getsymtab(module);
    size_t length = strlen(wanted->name);

    (void)userdata, (void)file, (void)base;
    for (int i = 0; i < count && wanted->address == 0; i++) {
        GElf_Sym symbol;
        GElf_Addr address;
        const char *name = dwfl_module_getsym_info(
            module, i, &symbol, &address, NULL, NULL, NULL);
        if (name != NULL && symbol.st_shndx != SHN_UNDEF &&
            strncmp(name, wanted->name, length) == 0 &&
            (name[length] == '\0' || name[length] == '@')) /* its version */
            wanted->address = address;
    }
    return wanted->address != 0 ? DWARF_CB_ABORT : DWARF_CB_OK;
}

uint64_t
symbols_in_library(const char *name)
{
    struct in_library wanted = {.name = name};

    dwfl_getmodules(symbols_session(), look_in_library, &wanted, 0);
    return wanted.address;
}

bool
symbols_variable(const char *name, uint64_t *address, size_t *bytes)
{
    GElf_Addr found;
    GElf_Sym symbol;

    if (!find_symbol(name, STT_OBJECT, &found, &symbol))
        return false;
    *address = found;
    *bytes = symbol.st_size;
    return true;
}

bool
symbols_has_source(uint64_t address)
{
    Dwarf_Addr bias;

    return symbols_unit(address, &bias) != NULL;
}

/* If the C library is part of the program's file, only code with debugging
 * information is the program's own. */
bool
symbols_is_program(uint64_t address)
{
    return (dwfl_addrmodule(dwfl, address) == program && !is_static) ||
           symbols_has_source(address);
}

bool
symbols_is_openmp(uint64_t address)
{
    Dwfl_Module *module = dwfl_addrmodule(dwfl, address);
    const char *name = NULL;
    uint64_t offset;

    if (module == program) {
        name = is_static ? functions_at(module, address, &offset) : NULL;
        return name != NULL && strncmp(name, "gomp_", strlen("gomp_")) == 0;
    }
    if (module != NULL)
        name =
            dwfl_module_info(module, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
    return name != NULL && strstr(name, "/libgomp.") != NULL;
}

const char *
symbols_function(uint64_t address, uint64_t *offset)
{
    Dwfl_Module *module = dwfl_addrmodule(dwfl, address);

    return module != NULL ? functions_at(module, address, offset) : NULL;
}

/* ---- Debugging information: functions that have no place of their own. ----
 */

struct search {
    const char *name;
    Dwarf_Addr bias;
    struct entry *entries;
    int count;
};

static int
add_inlined(Dwarf_Die *instance, void *argument)
{
    struct search *search = argument;
    Dwarf_Addr entry;

    if (search->count < MAX_ENTRIES && dwarf_entrypc(instance, &entry) == 0)
        search->entries[search->count++] =
            (struct entry){entry + search->bias, true};
    return DWARF_CB_OK;
}

static int
look_at_function(Dwarf_Die *function, void *argument)
{
    struct search *search = argument;
    const char *name = dwarf_diename(function);

    if (name != NULL && strcmp(name, search->name) == 0)
        dwarf_func_inline_instances(function, add_inlined, search);
    return DWARF_CB_OK;
}

int
symbols_entries(const char *name, struct entry entries[MAX_ENTRIES])
{
    struct search search = {.name = name, .entries = entries};
    GElf_Addr address;
    GElf_Sym symbol;

    if (find_symbol(name, STT_FUNC, &address, &symbol))
        entries[search.count++] = (struct entry){address, false};
    for (Dwarf_Die *unit = NULL;
         (unit = dwfl_module_nextcu(program, unit, &search.bias)) != NULL;)
        dwarf_getfuncs(unit, look_at_function, &search, 0);
    return search.count;
}

/* ---- Files, and source lines. ---- */

/* (libdw's own way needs .debug_aranges, which clang does not write.) */
Dwarf_Die *
symbols_unit(uint64_t address, Dwarf_Addr *bias)
{
    Dwfl_Module *module = dwfl_addrmodule(dwfl, address);
    Dwarf_Die *unit = NULL;

    if (module == NULL)
        return NULL;
    do
        unit = dwfl_module_nextcu(module, unit, bias);
    while (unit != NULL && dwarf_haspc(unit, address - *bias) <= 0);
    return unit;
}

/* The path is absolute, or relative to where the compiler ran. */
static bool
find_line(uint64_t address, char path[PATH_MAX], int *number)
{
    Dwarf_Addr bias;
    Dwarf_Attribute attribute;
    Dwarf_Die *unit = symbols_unit(address, &bias);
    Dwarf_Line *line =
        unit != NULL ? dwarf_getsrc_die(unit, address - bias) : NULL;
    const char *file = line != NULL && dwarf_lineno(line, number) == 0
                           ? dwarf_linesrc(line, NULL, NULL)
                           : NULL;

    if (file == NULL)
        return false;
    if (strncmp(file, "/usr/", 5) == 0) {
        const char *call = inlined_call(unit, address - bias, number);
        file = call != NULL ? call : file;
    }
    const char *folder =
        dwarf_formstring(dwarf_attr(unit, DW_AT_comp_dir, &attribute));
    if (*file == '/' || folder == NULL)
        snprintf(path, PATH_MAX, "%s", file);
    else
        snprintf(path, PATH_MAX, "%s/%s", folder, file);
    return true;
}

bool
symbols_is_system(const char *file)
{
    return strncmp(file, "/usr/", 5) == 0;
}

bool
symbols_is_in_header(uint64_t address)
{
    char path[PATH_MAX];
    int number;

    return find_line(address, path, &number) && symbols_is_system(path);
}

bool
symbols_is_authors(uint64_t address)
{
    char path[PATH_MAX];
    int number;

    return find_line(address, path, &number) && number > 0 &&
           strncmp(path, "/usr/", 5) != 0;
}

void
symbols_line(uint64_t address, char *out, size_t size)
{
    char path[PATH_MAX];
    int number;

    *out = '\0';
    if (!find_line(address, path, &number))
        return;
    const char *slash = strrchr(path, '/');
    snprintf(out, size, "%s:%d", slash != NULL ? slash + 1 : path, number);
}

void
symbols_source(uint64_t address, char *out, size_t size)
{
    char path[PATH_MAX], line[512];
    int number;
    FILE *source = find_line(address, path, &number) ? fopen(path, "r") : NULL;

    *out = '\0';
    if (source == NULL)
        return;
    while (number > 0 && fgets(line, sizeof(line), source) != NULL)
        number--;
    fclose(source);
    if (number == 0) {
        const char *text = line + strspn(line, " \t");
        snprintf(out, size, "%.*s", (int)strcspn(text, "\n"), text);
    }
}
