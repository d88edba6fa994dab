/* The beginning of a study that controls every task: after main has made its
 * last one.
 *
 * Until then main runs alone. Each task that it makes is stopped where it
 * begins, before it has done anything; main itself is a worker from then on. So
 * each order of steps tried later can happen. Orders in which a worker runs
 * before main's earlier steps are not tried; where that leaves something out
 * (early.h), the study is begun once more, at an earlier task. Tasks that come
 * later go on spare ones (spare.h). */
#pragma once

#include "target.h"

/* Run the program until main has made program->most_births tasks, waits for
 * one, looks whether one has ended, loops or has ended, and see whether it asks
 * for its id. Returns how many tasks it has made by then. The program is not
 * over. */
int births_count(struct target *target, struct program *program);

/* Run it until main has made that many, and bring each task to its first
 * instruction in the program's own code. The first time, list main's accesses
 * since its first task was made. */
void births_reach(struct target *target, struct program *program);
