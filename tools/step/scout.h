/* Before a search: what do the workers contend for? Each contended word that a
 * search finds makes it begin again. So some schedules without preemptions are
 * run first, straight through, undoing nothing: memory then is as the workers
 * have left it, whether or not we know which words are contended, and one run
 * finds many of them. */
#pragma once

#include "model.h"

/* Run them until they find no more. */
void scout(struct machine *machine);
