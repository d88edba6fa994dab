/* Private work at full speed: a worker runs natively, and not by single steps,
 * as long as it touches nothing that another one could see.
 *
 * Why no access is missed. What a worker has in common with others it can meet
 * only in memory, in a system call, or in a function of the library that is
 * more than its instructions (library.h). While it runs natively
 *
 * - every page that can be written, or is shared, is closed to it (PROT_NONE).
 *   The first access to one faults. The page is opened only if no other worker
 *   has ever touched it, seen or unseen; or, to be read, if none has written
 *   it; and if no word of it is contended (guard.h, blind.h). Otherwise the
 *   instruction is made as a step is, and seen (lend.h); or, where it meets
 *   others, the stretch ends;
 * - whoever comes to a page later that one has touched unseen, makes the search
 *   begin again, with that page open to nobody (blind.h). So a word that is
 *   contended, in whatever schedule, is stepped in the end by all;
 * - a system call stops it before the kernel makes it (PTRACE_SYSEMU);
 * - breakpoints stand where those functions begin, and where the worker's end
 *   is (stops.h).
 *
 * All others stand still meanwhile. At whatever ends the stretch, the pages are
 * opened, the words that have changed are noted as if they had been stepped,
 * and steps go on from that very instruction: so what the kernel is to do with
 * the access, the call or the signal comes of a step. What a stretch does not
 * tell is how often the worker went round, so no loop is found in it (pace.h),
 * and whether it made a PAUSE.
 *
 * Not where code may be written, where the worker blocks the signals of a
 * fault, where the kernel writes into its memory behind its back (rseq(2)), or
 * where each instruction is a step that is counted. */
#pragma once

#include "ahead.h"

/* The worker stands before a step of its own. If it is due, run on natively:
 * true if it has, and may be anywhere now (or machine->stale). */
bool native_run(struct ahead *ahead, struct pace *pace);
