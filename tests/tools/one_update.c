/* Does step find AArch64's updates of a single instruction, and what they
 * touch? The code is what the assembler made of the text beside it. */

#include "../harness/check.h"

#include "../../tools/step/one_update.h"

#include <string.h>

/* Are they told by name, size, address and result? */
TEST(updates_are_told)
{
    static const struct {
        uint32_t code;
        unsigned bytes, base, result;
        const char *text;
    } updates[] = {
        {0xb8e00041, 4, 2, 1, "ldaddal [x2]"}, /* ldaddal w0, w1, [x2] */
        {0xf8203041, 8, 2, 1, "ldset [x2]"},   /* ldset x0, x1, [x2] */
        {0x3860005f, 1, 2, NO_RESULT, "ldaddlb [x2]"}, /* staddlb w0, [x2] */
        {0xb8a08020, 4, 1, 0, "swpa [x1]"},            /* swpa w0, w0, [x1] */
        {0x78e083e1, 2, STACK_POINTER, 1, "swpalh [sp]"},
        {0x88e0fc41, 4, 2, 0, "casal [x2]"},  /* casal w0, w1, [x2] */
        {0xc8a0fc41, 8, 2, 0, "casl [x2]"},   /* casl x0, x1, [x2] */
        {0x48607c82, 16, 4, 0, "caspa [x4]"}, /* caspa x0, x1, x2, x3, [x4] */
        {0x08207c82, 8, 4, 0, "casp [x4]"},   /* casp w0, w1, w2, w3, [x4] */
    };

    for (int i = 0; i < COUNT(updates); i++) {
        struct one_update found;
        CU_ASSERT_FATAL(one_update(updates[i].code, &found));
        CU_ASSERT_EQUAL(found.bytes, updates[i].bytes);
        CU_ASSERT_EQUAL(found.base, updates[i].base);
        CU_ASSERT_EQUAL(found.result, updates[i].result);
        CU_ASSERT_STRING_EQUAL(found.text, updates[i].text);
    }
}

/* Is what looks like one left to capstone? */
TEST(others_are_not_told)
{
    static const uint32_t others[] = {
        0xb8bfc020, /* ldapr w0, [x1] */
        0xc85f7c20, /* ldxr  x0, [x1] */
        0xc87f8480, /* ldaxp x0, x1, [x4] */
        0xc8dffc20, /* ldar  x0, [x1] */
        0xb8626820, /* ldr   w0, [x1, x2] */
        0x91000400, /* add   x0, x0, #1 */
    };
    struct one_update ignored;

    for (int i = 0; i < COUNT(others); i++)
        CU_ASSERT(!one_update(others[i], &ignored));
}
