/* What processes do at signals: sigaction(2).
 *
 * A state knows it of each process; so a step that changes it can be undone,
 * and a child has what its parent has when it forks. The kernel is told only
 * while it delivers a signal (deliver.h). What a process does at a signal that
 * the kernel itself sends at a fault, the kernel must know: those calls are
 * made for real (kernel.h).
 *
 * An action is identified by its number, and so is what a process does at all
 * signals: a set (per_signal.h). 0 is the default action, and the set of these.
 */
#pragma once

#include "per_signal.h"

#include <stdbool.h>
#include <stdint.h>

struct machine;

/* As the kernel has it. */
struct action {
    uint64_t handler, flags, restorer, mask;
};

/* The action with that number. */
struct action actions_of(const struct per_signal *actions, int number);

enum reaction { REACTION_HANDLER, REACTION_NONE, REACTION_DEATH };

/* To a signal that does not stop a process. */
enum reaction actions_reaction(const struct action *action, int signal);

/* Does it make a child's end known, or remove the child (notify.h)? */
bool actions_tells_end(const struct action *action);

/* Somebody may notice that: from now on, ends are steps that do not commute
 * with others. The first search that meets it begins anew. */
void actions_note_ends(struct machine *machine);

/* Ask the kernel what each process does when the study begins. */
void actions_learn(struct machine *machine);
