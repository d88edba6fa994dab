/* A child that shares its parent's memory until it becomes another program or
 * ends, while its parent waits: vfork, posix_spawn, system, popen.
 *
 * Until then nothing is made. The parent itself runs what the child does, in
 * its own memory, as setjmp would let it: so all that the child writes there is
 * kept, as it should be. What the child does to its descriptors and signals is
 * noted. Where it would become another program, or end, a step makes it of a
 * spare process (spare.h), does there what was noted, and sends the parent back
 * to where it has called. The child has its own descriptors from its birth, so
 * nobody can tell that they are all given at once. */
#pragma once

#include "ahead.h"

/* At a call: does it make such a child, or is it one of the child's that
 * nobody else sees? Then it has returned. */
bool vforked_passes(struct ahead *ahead, const struct instruction *what);

/* A call of the child's: is it the last? Then the pose is that step. */
bool vforked_ends(const struct ahead *ahead, struct pose *pose);

/* The worker stops there for a step: if it runs as its child does, may it? If
 * not, it is refused: limit_refuse. */
void vforked_check(const struct ahead *ahead, const struct pose *pose);

/* The signals of which the child of that pose has said what is to be done. */
uint64_t vforked_acts(const struct pose *pose);

/* The worker that stands there is killed: then its child would go on. */
void vforked_kill(const struct pose *pose);

/* The kernel's part of the step. Returns the guest that the child becomes. */
long vforked_part(struct machine *machine, int pose);

/* The step's input, after its part has led to that kernel state: the child's
 * id, its number, and the guest. To be freed. */
uint64_t *vforked_input(
    const struct machine *machine, int state, int child, size_t *count);

/* The step, with that input. Returns the
 * pose that the child begins at. */
int vforked_make(struct ahead *ahead, const uint64_t *input);
