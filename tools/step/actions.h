/* What processes do at signals: sigaction(2).
 *
 * A state knows it of each process; so a step that changes it can be undone,
 * and a child has what its parent has when it forks. The kernel is told only
 * while it delivers a signal (deliver.h). What a process does at a signal that
 * the kernel itself sends at a fault, the kernel must know: those calls are
 * made for real (kernel.h).
 *
 * An action is identified by its number, and so is what a process does at all
 * signals: a set. 0 is the default action, and the set of these. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct machine;

/* As the kernel has it. */
struct action {
    uint64_t handler, flags, restorer, mask;
};

enum { ACTED_SIGNALS = 33 }; /* all but those of real time */

struct actions {
    int count; /* of the numbers in use; action[0] is number 1 */
    struct action *action;
    int sets; /* the same */
    struct action_set {
        int action[ACTED_SIGNALS]; /* the number; at signal 1 first */
    } * set;
};

/* The action with that number. */
struct action actions_of(const struct actions *actions, int number);

/* The number of the action at that signal in a set. */
int actions_at(const struct actions *actions, int set, int signal);

/* The set that has another action at that signal, and is the same else. */
int actions_replace(
    struct actions *actions, int set, int signal, const struct action *action);

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

void actions_clear(struct actions *actions);
