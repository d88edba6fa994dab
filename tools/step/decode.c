#include "decode.h"

#include "symbols.h"

#include "kit/die.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BUCKETS = 1 << 16 };

struct known {
    struct instruction instruction;
    struct known *next;
};

static struct known *buckets[BUCKETS];

const struct instruction *
decode_known(uint64_t address)
{
    struct known *known = buckets[address % BUCKETS];

    while (known != NULL && known->instruction.address != address)
        known = known->next;
    return known != NULL ? &known->instruction : NULL;
}

const char *
decode_plain_name(const char *name)
{
    static const char *const prefixes[] = {"libc_", "IO_", "interceptor_"};

    while (*name == '_')
        name++;
    for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++)
        if (strncmp(name, prefixes[i], strlen(prefixes[i])) == 0)
            return name + strlen(prefixes[i]);
    return name;
}

/* gcc's crtstuff.c: it is part of the file, and runs there after main, but its
 * author is not the program's. */
static bool
is_runtime(const char *function, uint64_t address)
{
    return (strcmp(function, "__do_global_dtors_aux") == 0 ||
               strcmp(function, "deregister_tm_clones") == 0) &&
           !symbols_has_source(address);
}

/* A program's own function may be called like one of the C library. */
static void
note_function(struct instruction *into)
{
    uint64_t offset;
    const char *name = symbols_function(into->address, &offset);
    bool is_in_program = symbols_is_program(into->address);
    bool is_runtimes = name != NULL && is_runtime(name, into->address);

    if (name != NULL && offset == 0 && !is_in_program)
        into->entry_of = strdup(decode_plain_name(name));
    into->is_program = is_in_program && !is_runtimes;
    into->is_done_flag = is_runtimes && name[0] == '_' && into->operands == 1 &&
                         into->operand[0].bytes == 1;
}

/* False if it is none, or cannot be followed. */
static bool
read_code(csh capstone, const unsigned char *code, struct instruction *into)
{
    cs_insn *found;

    if (cs_disasm(capstone, code, MAX_ENCODING, into->address, 1, &found) != 1)
        return decode_hint(code, into);
    into->bytes = found->size;
    snprintf(
        into->text, TEXT_BYTES, "%.20s %.70s", found->mnemonic, found->op_str);
    bool is_told = decode_details(found, into);
    cs_free(found, 1);
    return is_told;
}

bool
decode(uint64_t address, const unsigned char code[MAX_ENCODING],
    const struct instruction **instruction)
{
    static csh capstone;

    if (capstone == 0 && !decode_open(&capstone))
        die(STATUS_CANNOT, "capstone: it does not know this machine");
    if ((*instruction = decode_known(address)) != NULL)
        return true;
    struct known *known = calloc(1, sizeof(*known));
    if (known == NULL)
        die(STATUS_CANNOT, "calloc: %m: no memory for an instruction");
    known->instruction.address = address;
    if (!read_code(capstone, code, &known->instruction)) {
        free(known);
        return false;
    }
    note_function(&known->instruction);
    known->next = buckets[address % BUCKETS];
    buckets[address % BUCKETS] = known;
    *instruction = &known->instruction;
    return true;
}

void
decode_forget(void)
{
    for (int i = 0; i < BUCKETS; i++)
        while (buckets[i] != NULL) {
            struct known *known = buckets[i];
            buckets[i] = known->next;
            free((char *)(uintptr_t)known->instruction.entry_of);
            free(known);
        }
}

uint64_t
decode_value(const struct place *place, const struct registers *registers)
{
    uint64_t value = 0;

    if (place->bytes == 0)
        return 0;
    memcpy(&value, (const char *)registers + place->offset,
        place->bytes + place->shift / 8);
    return value >> place->shift;
}

/* How far it is to the bytes with that bit, a number with a sign. */
static uint64_t
bytes_to_bit(const struct operand *operand, const struct registers *registers)
{
    unsigned spare = 64 - operand->bit.bytes * 8;
    int64_t bits = (int64_t)operand->bytes * 8;

    if (operand->bit.bytes == 0)
        return 0;
    int64_t bit =
        (int64_t)(decode_value(&operand->bit, registers) << spare) >> spare;
    return (uint64_t)((bit - (bit & (bits - 1))) / 8);
}

static uint64_t
index_of(const struct operand *operand, const struct registers *registers)
{
    uint64_t index = decode_value(&operand->index, registers);

    return operand->index_has_sign ? (uint64_t)(int32_t)index : index;
}

uint64_t
decode_address(const struct operand *operand, const struct registers *registers)
{
    return decode_value(&operand->base, registers) +
           index_of(operand, registers) * (uint64_t)operand->scale +
           decode_value(&operand->segment, registers) +
           (uint64_t)operand->displacement + bytes_to_bit(operand, registers);
}
