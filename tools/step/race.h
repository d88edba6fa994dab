/* Data races, as C11 has them: two workers stand each before an access to the
 * same bytes, one of them writes, and neither does so by an atomic instruction.
 * Nothing orders the two then: either may come first.
 *
 * An instruction does not always show that it is atomic: on x86-64, a relaxed
 * load or store is a plain move. So what is declared _Atomic is left out; and
 * where neither the debugging information nor the source can tell, nothing is
 * said. */
#pragma once

#include "model.h"

#include <stdio.h>

enum { RACE_TEXT = 256 };

/* If that is asked for (model->ends_at_race): is there one in the state? */
bool race_ends(const struct model *model, const struct state *state);

/* The same, in words: "B writes total at mine.c:9 while C reads it at mine.c:8:
 * nothing orders the two". */
bool race_say(
    const struct model *model, const struct state *state, char out[RACE_TEXT]);

/* None was found. An order by a relaxed atomic is no order to C11, but looks
 * the same in the program's code: so that is said where anything is atomic. */
void race_print_none(FILE *out);
