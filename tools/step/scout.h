/* Before a search: what do the workers contend for? A word that a search finds
 * to be contended makes it begin again. So some schedules without a preemption
 * are run first, straight on, with nothing taken back: there memory is as the
 * workers have left it, whether it is known that they meet there or not, and
 * one run finds many such words. */
#pragma once

#include "model.h"

/* Run them until they find no more. */
void scout(struct machine *machine);
