#include "functions.h"

#include "kit/die.h"

#include <stdlib.h>

/* From here to the next one no symbol and no section begins or ends: libdw
 * compares an address with nothing else. */
struct span {
    uint64_t begin;
    bool is_known;
    uint64_t function; /* where the one begins that it is part of */
    const char *name;  /* NULL: it is part of none */
};

static struct table {
    Dwfl_Module *module;
    struct span *spans; /* in order */
    size_t count;
    struct table *next;
} * tables;

static int
by_address(const void *left, const void *right)
{
    const struct span *a = left, *b = right;

    return (a->begin > b->begin) - (a->begin < b->begin);
}

static void
add_edges(struct table *table, uint64_t begin, uint64_t bytes)
{
    table->spans[table->count++].begin = begin;
    table->spans[table->count++].begin = begin + bytes;
}

static void
add_symbols(struct table *table, int count)
{
    GElf_Sym symbol;
    GElf_Addr address;

    for (int i = 0; i < count; i++)
        if (dwfl_module_getsym_info(
                table->module, i, &symbol, &address, NULL, NULL, NULL) != NULL)
            add_edges(table, address, symbol.st_size);
}

/* For libdw, the byte behind a section is part of it. */
static void
add_sections(struct table *table, Elf *elf, GElf_Addr bias)
{
    GElf_Shdr section;

    for (Elf_Scn *at = NULL; (at = elf_nextscn(elf, at)) != NULL;)
        if (gelf_getshdr(at, &section) != NULL)
            add_edges(table, section.sh_addr + bias, section.sh_size + 1);
}

/* Its first span begins at 0, so that each address is in one. */
static struct table *
make_table(Dwfl_Module *module)
{
    struct table *table = malloc(sizeof(*table));
    int symbols = dwfl_module_getsymtab(module);
    size_t sections = 0;
    GElf_Addr bias = 0;
    Elf *elf = dwfl_module_getelf(module, &bias); /* NULL has no section */

    symbols = symbols > 0 ? symbols : 0; /* -1: it has no table */
    elf_getshdrnum(elf, &sections);
    if (table != NULL)
        table->spans =
            calloc(1 + 2 * ((size_t)symbols + sections), sizeof(struct span));
    if (table == NULL || table->spans == NULL)
        die(STATUS_CANNOT, "malloc: %m: no memory for the names of functions");
    table->module = module;
    table->count = 1;
    table->next = tables;
    add_symbols(table, symbols);
    add_sections(table, elf, bias);
    qsort(table->spans, table->count, sizeof(struct span), by_address);
    return tables = table;
}

static struct span *
find_span(Dwfl_Module *module, uint64_t address)
{
    struct table *table = tables;
    size_t low = 1;

    while (table != NULL && table->module != module)
        table = table->next;
    if (table == NULL)
        table = make_table(module);
    for (size_t high = table->count; low < high;) {
        size_t middle = low + (high - low) / 2;
        if (table->spans[middle].begin <= address)
            low = middle + 1;
        else
            high = middle;
    }
    return &table->spans[low - 1];
}

const char *
functions_at(Dwfl_Module *module, uint64_t address, uint64_t *offset)
{
    struct span *span = find_span(module, address);

    if (!span->is_known) {
        GElf_Off into = 0;
        span->name = dwfl_module_addrinfo(
            module, address, &into, &(GElf_Sym){0}, NULL, NULL, NULL);
        span->function = address - into;
        span->is_known = true;
    }
    *offset = address - span->function;
    return span->name;
}

void
functions_forget(void)
{
    while (tables != NULL) {
        struct table *table = tables;
        tables = table->next;
        free(table->spans);
        free(table);
    }
}
