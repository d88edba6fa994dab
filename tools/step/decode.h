/* What an instruction does: which memory it touches, and how to say it.
 *
 * capstone names the operands. Its access flags are wrong for several stores,
 * so they are not used: our own table (decode_<arch>.c) says how an instruction
 * uses its memory operand; what is not in the table both reads and writes. */
#pragma once

#include "arch.h"

#include <capstone/capstone.h>

enum instruction_kind {
    INSTRUCTION_PLAIN,
    INSTRUCTION_CALL,     /* into the kernel */
    INSTRUCTION_OLD_CALL, /* the same by int 0x80 or SYSENTER: its number and
                             arguments are those of a 32-bit program */
    INSTRUCTION_PAUSE,    /* says that it stands in a waiting loop */
    INSTRUCTION_VARIES    /* asks the processor for what differs each time: its
                             clock, or a random number */
};

/* A register, as a place in struct registers. */
struct place {
    size_t offset;
    unsigned bytes; /* 0: none */
    unsigned shift; /* bits below the part that is meant */
};

/* Memory: base + index * scale + displacement + segment; and there, the bytes
 * around that bit. An index of 32 bits may have a sign. */
struct operand {
    struct place base, index, segment, bit;
    bool index_has_sign;
    int64_t scale, displacement;
    unsigned bytes;
    bool reads, writes;
};

/* An operand as it is written, for emulate.h. */
struct side {
    enum { SIDE_REGISTER, SIDE_CONSTANT, SIDE_MEMORY } kind;
    unsigned bytes;
    struct place place;
    uint64_t constant;
    struct operand memory;
};

enum { MAX_SIDES = 3 };
enum { MAX_OPERANDS = 4, VERB_BYTES = 16, TEXT_BYTES = 96, MAX_ENCODING = 16 };

struct instruction {
    uint64_t address;
    unsigned bytes;
    enum instruction_kind kind;
    bool split;     /* reads and writes, and another core may come between */
    bool orders;    /* others see the worker's stores before it reads on */
    bool exclusive; /* begins a pair (exclusive.h) */
    bool repeats;   /* a counted string operation: nothing if the count is 0 */
    int operands;
    struct operand operand[MAX_OPERANDS];
    struct place result; /* the register that it changes */
    unsigned number;     /* capstone's, for what it does */
    int condition;       /* of a jump, set or move; -1: none */
    int sides;           /* -1: some operand is of another kind */
    struct side side[MAX_SIDES];
    const char *entry_of; /* the library's function that begins here, or NULL */
    bool is_program;      /* not a library's, nor the C runtime's */
    bool is_done_flag;    /* touches the byte in which the C runtime notes that
                             it is done: it is 0 before, and nobody else's */
    char verb[VERB_BYTES], text[TEXT_BYTES];
};

/* Decode these bytes, at that address. Cached by address; false if they are no
 * instruction, or one that cannot be followed. The first call opens capstone.
 */
bool decode(uint64_t address, const unsigned char code[MAX_ENCODING],
    const struct instruction **instruction);

/* A function's plain name: malloc for __libc_malloc, puts for _IO_puts. */
const char *decode_plain_name(const char *name);

/* Before another program: forget all instructions. */
void decode_forget(void);

/* Only what is cached; NULL if there is none. */
const struct instruction *decode_known(uint64_t address);

uint64_t decode_address(
    const struct operand *operand, const struct registers *registers);
uint64_t decode_value(
    const struct place *place, const struct registers *registers);

/* ---- What decode_<arch>.c provides. ---- */

bool decode_open(csh *capstone);

/* Is each instruction that is atomic known to be one (`orders`), and no other?
 */
extern const bool decode_knows_atomics;

/* Fill in all but the address, the text and where it is. False if it touches
 * memory that the operands cannot tell. */
bool decode_details(const cs_insn *from, struct instruction *into);

/* An instruction that capstone does not know: on x86-64 one that touches no
 * memory (decode_hint.c), on AArch64 an update (one_update.h). False if it is
 * another. */
bool decode_hint(
    const unsigned char code[MAX_ENCODING], struct instruction *into);

/* Has a repeated instruction nothing left to do? */
bool decode_is_counted_out(const struct registers *registers);
