/* AArch64's update by a pair: a load-exclusive and, some instructions on, a
 * store-exclusive that succeeds only if nothing came between (Arm ARM, B2.12).
 * A single step would come between every time, so the pair is one step, from
 * the load to wherever it is left (halts.h). */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* The most instructions of a pair (the manual guarantees success for up to 128
 * bytes between the two), and the most exits. */
enum { EXCLUSIVE_MOST = 34, EXCLUSIVE_EXITS = 4 };

/* Is it a load-exclusive, of one register or two? */
bool exclusive_begins(uint32_t code);

/* The register in which a store-exclusive says if it has failed (31: in none);
 * -1: it is no such store. */
int exclusive_result(uint32_t code);

/* Where the pair that begins with code[0], at that address, is left: behind its
 * store, and by branches out of it. Returns their number; 0: there is no store,
 * or there are too many exits, or it does more than a pair may: it touches
 * other memory, which no one would note, or jumps. */
int exclusive_exits(uint64_t address, const uint32_t *code, int count,
    uint64_t exits[EXCLUSIVE_EXITS]);
