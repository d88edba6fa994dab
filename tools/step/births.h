/* The beginning of a study that leads every task: where main has made its last
 * one.
 *
 * Until then main runs alone. Whoever it makes stands still where it begins,
 * and has done nothing; main itself is a worker from there on. So each order of
 * steps that is tried later is one that can happen. What is not tried are
 * orders in which a worker is ahead of main's earlier steps (early.h). A task
 * that is made later, by whomever, is refused. */
#pragma once

#include "target.h"

/* Run the program until main waits for one of its tasks, loops or has ended:
 * how many tasks it has made by then. The program is not over. */
int births_count(struct target *target);

/* Run it until main has made as many, and bring each task to the first
 * instruction of the program's own that it comes to. List main's accesses
 * since its first one was made, the first time. */
void births_reach(struct target *target, struct program *program);

/* Main's process gets one more thread, which stands still: registers will be
 * put on it (born.h). Main is as before. */
void births_add_spare(struct target *target, const struct program *program);
