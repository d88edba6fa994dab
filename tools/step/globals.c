#include "globals.h"

#include "limit.h"
#include "types.h"
#include "variables.h"

#include <ctype.h>
#include <dwarf.h>
#include <stdlib.h>
#include <string.h>

enum { LOWEST_ADDRESS = 4096 };

/* ---- Names. ---- */

static size_t
word_length(const char *text)
{
    size_t length = 0;

    while (isalnum((unsigned char)text[length]) || text[length] == '_')
        length++;
    return isdigit((unsigned char)*text) ? 0 : length;
}

/* "[2]", ".next", "->next"; 0: none of these. */
static size_t
step_length(const char *text)
{
    size_t sign = *text == '.' ? 1 : strncmp(text, "->", 2) == 0 ? 2 : 0;

    if (sign > 0)
        return word_length(text + sign) > 0 ? sign + word_length(text + sign)
                                            : 0;
    size_t digits = *text == '[' ? strspn(text + 1, "0123456789") : 0;
    return digits > 0 && text[1 + digits] == ']' ? digits + 2 : 0;
}

size_t
globals_length(const char *text)
{
    size_t length = strspn(text, "*"), more = word_length(text + length);

    if (more == 0)
        return 0;
    for (; more > 0; more = step_length(text + length))
        length += more;
    return length;
}

/* ---- Where it is. ---- */

/* Called for each by variables_of_files. */
static struct {
    const char *name;
    size_t length;
    bool is_there;
    Dwarf_Die type;
    uint64_t address;
} wanted;

static void
see(const char *name, Dwarf_Die *type, uint64_t address, bool is_value)
{
    if (wanted.is_there || is_value || name == NULL ||
        strlen(name) != wanted.length ||
        strncmp(name, wanted.name, wanted.length) != 0)
        return;
    wanted.is_there = true;
    wanted.type = *type;
    wanted.address = address;
}

/* The member of that name: its type and offset. */
static bool
find_member(const Dwarf_Die *type, const char *name, size_t length,
    Dwarf_Die *found, int64_t *offset)
{
    Dwarf_Die record = *type, member, inner, deeper = *type;
    Dwarf_Attribute attribute;

    if (!type_is_record(&record) || dwarf_child(&record, &member) != 0)
        return false;
    do {
        const char *seen = dwarf_diename(&member);
        if (dwarf_tag(&member) != DW_TAG_member || !type_of(&member, &inner) ||
            dwarf_attr(&member, DW_AT_bit_size, &attribute) != NULL)
            continue;
        type_peel(&inner);
        type_complete(&inner);
        bool is_it = seen != NULL && strlen(seen) == length &&
                     strncmp(seen, name, length) == 0;
        bool has_it = seen == NULL && /* an unnamed struct */
                      find_member(&inner, name, length, &deeper, offset);
        *found = is_it ? inner : deeper;
        if (is_it || has_it) {
            *offset += (int64_t)type_offset(&member);
            return true;
        }
    } while (dwarf_siblingof(&member, &member) == 0);
    return false;
}

/* The path from the variable to the number. */
struct walk {
    struct global *global;
    Dwarf_Die type; /* peeled */
};

static bool
go_to_type(struct walk *walk)
{
    Dwarf_Die inner;

    if (!type_of(&walk->type, &inner))
        return false;
    type_peel(&inner);
    type_complete(&inner);
    walk->type = inner;
    return true;
}

static bool
hop(struct walk *walk)
{
    if (dwarf_tag(&walk->type) != DW_TAG_pointer_type ||
        walk->global->hops == MAX_HOPS || !go_to_type(walk))
        return false;
    walk->global->hops++;
    return true;
}

static bool
go_to_element(struct walk *walk, const char *text)
{
    bool is_array = dwarf_tag(&walk->type) == DW_TAG_array_type;

    if (is_array ? !go_to_type(walk) : !hop(walk))
        return false;
    /* (Of an array of arrays the first index counts whole rows: not here.) */
    uint64_t bytes = type_bytes(&walk->type);
    walk->global->offset[walk->global->hops] +=
        (int64_t)(strtoul(text, NULL, 10) * bytes);
    return bytes > 0 && dwarf_tag(&walk->type) != DW_TAG_array_type;
}

static bool
go_to_member(struct walk *walk, const char *name, size_t length)
{
    Dwarf_Die found;
    int64_t *offset = &walk->global->offset[walk->global->hops];

    if (!find_member(&walk->type, name, length, &found, offset))
        return false;
    walk->type = found;
    return true;
}

static bool
go_on(struct walk *walk, const char *step, size_t length)
{
    if (*step == '[')
        return go_to_element(walk, step + 1);
    if (*step == '.')
        return go_to_member(walk, step + 1, length - 1);
    return hop(walk) && go_to_member(walk, step + 2, length - 2);
}

static bool
is_number(struct global *global, Dwarf_Die *type)
{
    Dwarf_Attribute attribute;
    Dwarf_Word encoding = DW_ATE_unsigned;
    int tag = dwarf_tag(type);

    if (tag == DW_TAG_base_type)
        dwarf_formudata(
            dwarf_attr(type, DW_AT_encoding, &attribute), &encoding);
    global->bytes = (unsigned)type_bytes(type);
    global->is_signed = encoding == DW_ATE_signed ||
                        encoding == DW_ATE_signed_char ||
                        tag == DW_TAG_enumeration_type;
    return (tag == DW_TAG_base_type || tag == DW_TAG_enumeration_type ||
               tag == DW_TAG_pointer_type) &&
           encoding != DW_ATE_float && encoding != DW_ATE_complex_float &&
           global->bytes > 0 && global->bytes <= WORD_BYTES;
}

const char *
globals_find(struct global *global)
{
    size_t stars = strspn(global->name, "*");
    const char *at = global->name + stars;
    struct walk walk = {.global = global};

    wanted.name = at;
    wanted.length = word_length(at);
    wanted.is_there = false;
    variables_of_files(see);
    if (!wanted.is_there)
        return "the program has no such variable, or not in its debugging "
               "information";
    global->base = wanted.address;
    walk.type = wanted.type;
    type_peel(&walk.type);
    type_complete(&walk.type);
    for (at += wanted.length; *at != '\0'; at += step_length(at))
        if (!go_on(&walk, at, step_length(at)))
            return "it has no such member or element";
    for (; stars > 0; stars--)
        if (!go_to_element(&walk, "0"))
            return "it is no pointer";
    if (!is_number(global, &walk.type))
        return "it is no whole number of at most 8 bytes";
    return NULL;
}

/* ---- Its value. ---- */

/* The words are aligned, and so are the compiler's variables. */
static bool
read_bytes(const struct model *model, const struct state *state,
    uint64_t address, unsigned bytes, uint64_t *value)
{
    int word = machine_contend(model->machine, 0, address);

    if (word == -1 || word >= model->words)
        return false;
    *value = state->value[word] >> address % WORD_BYTES * 8;
    if (bytes < WORD_BYTES)
        *value &= (1UL << bytes * 8) - 1;
    return true;
}

bool
globals_read(const struct global *global, const struct model *model,
    const struct state *state, int64_t *value)
{
    uint64_t at = global->base, seen;
    unsigned unused = (WORD_BYTES - global->bytes) * 8;

    for (int i = 0; i < global->hops; i++) {
        if (!read_bytes(model, state, at + (uint64_t)global->offset[i],
                WORD_BYTES, &at))
            return false;
        if (at < LOWEST_ADDRESS)
            limit_refuse("--invariant: %s goes by way of a pointer to nothing",
                global->name);
    }
    if (!read_bytes(model, state, at + (uint64_t)global->offset[global->hops],
            global->bytes, &seen))
        return false;
    *value =
        global->is_signed ? (int64_t)(seen << unused) >> unused : (int64_t)seen;
    return true;
}
