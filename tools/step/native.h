/* Private work at full speed: a worker runs natively, instead of by single
 * steps, as long as it touches nothing that another could see.
 *
 * Why no access is missed. A worker can interact with others only in memory, in
 * a system call, or in a library function that is more than its instructions
 * (library.h). While it runs natively
 *
 * - every page that can be written, or is shared, is closed to it (PROT_NONE).
 *   The first access to one faults. The page is opened only if no other worker
 *   has ever touched it, seen or unseen (for reading: if none has written it),
 *   and if no word of it is contended (guard.h, blind.h). Otherwise the
 *   instruction is made like a step, and seen (lend.h); if it conflicts with
 *   others, the stretch ends;
 * - a worker that later comes to a page touched unseen makes the search begin
 *   again, with that page open to none (blind.h). So in the end a word that is
 *   contended, in any schedule, is stepped by all;
 * - a system call stops it before the kernel makes it (PTRACE_SYSEMU);
 * - breakpoints are set where those functions begin, and at the worker's end
 *   (stops.h).
 *
 * All others are stopped meanwhile. When the stretch ends, for any reason, the
 * pages are opened, the changed words are noted as if they had been stepped,
 * and stepping continues from that very instruction: so the access, the call or
 * the signal is handled by a step. A stretch does not show how often the worker
 * looped, so no loop is found in it (pace.h), nor whether it executed a PAUSE.
 *
 * Not if signals are delivered, if code may be written, if the worker blocks
 * the signals of a fault, if the kernel writes into its memory unasked
 * (rseq(2)), or if each instruction is a counted step. */
#pragma once

#include "ahead.h"

/* The worker is about to make a step of its own. If a stretch is due, run
 * natively: true if it has, and may be anywhere now (or machine->stale). */
bool native_run(struct ahead *ahead, struct pace *pace);
