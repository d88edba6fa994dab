/* Does step find AArch64's pairs of load-exclusive and store-exclusive, and
 * each way out of one? The code is what the assembler made of the text beside
 * it. */

#include "../harness/check.h"

#include "../../tools/step/exclusive.h"

enum { BEGIN = 0x1000 };

/* Are load-exclusives recognized, and distinguished from what looks like them?
 */
TEST(load_exclusives_are_recognized)
{
    static const uint32_t pairs[] = {
        0x885ffe60, /* ldaxr  w0, [x19] */
        0xc85f7c20, /* ldxr   x0, [x1] */
        0xc87f8480, /* ldaxp  x0, x1, [x4] */
        0x085ffe60, /* ldaxrb w0, [x19] */
    };
    static const uint32_t others[] = {
        0xc8dffc20, /* ldar   x0, [x1] */
        0xc89ffc20, /* stlr   x0, [x1] */
        0x88e0fc41, /* casal  w0, w1, [x2] */
        0x48607c82, /* caspa  x0, x1, x2, x3, [x4] */
        0xb8200041, /* ldadd  w0, w1, [x2] */
        0x8803fe62, /* stlxr  w3, w2, [x19] */
        0x91000400, /* add    x0, x0, #1 */
    };

    for (int i = 0; i < COUNT(pairs); i++)
        CU_ASSERT(exclusive_begins(pairs[i]));
    for (int i = 0; i < COUNT(others); i++)
        CU_ASSERT(!exclusive_begins(others[i]));
}

/* An update is left behind its store, and nowhere else? */
TEST(update_has_one_exit)
{
    static const uint32_t code[] = {
        0xc85f7c20, /* ldxr x0, [x1] */
        0x91000400, /* add  x0, x0, #1 */
        0xc8027c20, /* stxr w2, x0, [x1] */
        0xc8dffc20, /* ldar x0, [x1] */
    };
    uint64_t exits[EXCLUSIVE_EXITS];

    CU_ASSERT_EQUAL(exclusive_exits(BEGIN, code, 4, exits), 1);
    CU_ASSERT_EQUAL(exits[0], BEGIN + 12);
    CU_ASSERT_EQUAL(exclusive_exits(BEGIN, code, 2, exits), 0); /* cut off */
}

/* A compare-and-swap is also left where the values differ? */
TEST(comparison_has_another_exit)
{
    static const uint32_t code[] = {
        0x885ffe60, /* 1: ldaxr w0, [x19] */
        0x6b01001f, /*    cmp   w0, w1 */
        0x54000061, /*    b.ne  2f */
        0x8803fe62, /*    stlxr w3, w2, [x19] */
        0x35ffff83, /*    cbnz  w3, 1b */
        0xc85f7c20, /* 2: */
    };
    uint64_t exits[EXCLUSIVE_EXITS];

    CU_ASSERT_EQUAL(exclusive_exits(BEGIN, code, 6, exits), 2);
    CU_ASSERT_EQUAL(exits[0], BEGIN + 16);
    CU_ASSERT_EQUAL(exits[1], BEGIN + 20);
}

/* Has code that touches other memory before the store, or may leave by a jump
 * without a condition, no known exits? */
TEST(more_than_a_pair_is_none)
{
    static uint32_t code[] = {
        0xc85f7c20, /* ldxr x0, [x1] */
        0x00000000, /* see below */
        0xc8027c20, /* stxr w2, x0, [x1] */
        0xc8dffc20, /* ldar x0, [x1] */
    };
    static const uint32_t inside[] = {
        0xf9400083, /* ldr  x3, [x4] */
        0xa9007bfd, /* stp  x29, x30, [sp] */
        0x14000008, /* b    .+32 */
        0x94000008, /* bl   .+32 */
        0xd65f03c0, /* ret */
        0xd4000001, /* svc  #0 */
    };
    static const uint32_t harmless[] = {
        0xd5033bbf, /* dmb  ish */
        0x91000400, /* add  x0, x0, #1 */
        0x9e670000, /* fmov d0, x0 */
    };
    uint64_t exits[EXCLUSIVE_EXITS];

    for (int i = 0; i < COUNT(inside); i++) {
        code[1] = inside[i];
        CU_ASSERT_EQUAL(exclusive_exits(BEGIN, code, 4, exits), 0);
    }
    for (int i = 0; i < COUNT(harmless); i++) {
        code[1] = harmless[i];
        CU_ASSERT_EQUAL(exclusive_exits(BEGIN, code, 4, exits), 1);
    }
}

/* Is it known in which register a store-exclusive says if it has failed? */
TEST(result_is_found)
{
    CU_ASSERT_EQUAL(exclusive_result(0x8803fe62), 3);  /* stlxr w3, w2, [x19] */
    CU_ASSERT_EQUAL(exclusive_result(0xc81f7c20), 31); /* stxr wzr, x0, [x1] */
    CU_ASSERT_EQUAL(exclusive_result(0x885ffe60), -1); /* ldaxr w0, [x19] */
    CU_ASSERT_EQUAL(exclusive_result(0x35ffff83), -1); /* cbnz  w3, .-16 */
}

/* Is a branch to just behind the store not a second exit, and is a branch
 * backwards out of the pair an exit? */
TEST(exits_are_counted_once)
{
    static const uint32_t to_the_end[] = {
        0x885ffe60, /* ldaxr w0, [x19] */
        0x54000041, /* b.ne  .+8 */
        0x8803fe62, /* stlxr w3, w2, [x19] */
        0xc8dffc20,
    };
    static const uint32_t backwards[] = {
        0x885ffe60, /* ldaxr w0, [x19] */
        0x361ffec0, /* tbz   w0, #3, .-40 */
        0x8803fe62, /* stlxr w3, w2, [x19] */
        0xc8dffc20,
    };
    uint64_t exits[EXCLUSIVE_EXITS];

    CU_ASSERT_EQUAL(exclusive_exits(BEGIN, to_the_end, 4, exits), 1);
    CU_ASSERT_EQUAL(exits[0], BEGIN + 12);
    CU_ASSERT_EQUAL(exclusive_exits(BEGIN, backwards, 4, exits), 2);
    CU_ASSERT_EQUAL(exits[1], BEGIN + 4 - 40);
}
