/* What main asks the kernel before it makes its first task: its id, the time,
 * random numbers. These differ between starts, and get into the program's
 * memory: main gets the same answers in each.
 *
 * The time is one of the first start's, to the second, and goes on by a
 * millisecond with each question, so that a loop that waits for the clock ends;
 * and, when main has slept, by as long as it asked for. */
#pragma once

#include "target.h"

/* Main stands before its first instruction. The code that the kernel maps into
 * each process tells the time without a system call (vdso(7)): from now on it
 * makes one. */
void answer_begin(const struct target *target, struct program *program);

/* Main has stopped before or after a system call: answer it. True if that is
 * the one from which the C library has main's id, which it keeps and copies
 * into each lock that main takes. */
bool answer_call(struct program *program, pid_t main);

/* The study begins: all processes make that call (tell.h). */
void answer_all(const struct target *target);

/* A task asks for random bytes: they follow from that number. The call's
 * result. (A worker's number is by what is there: the bytes differ from call to
 * call, but not from start to start.) */
long answer_random(pid_t task, const struct call *call, uint64_t number);

/* What a clock said then. */
long answer_begun(struct program *program, long clock);
