/* What a worker prints to stdout or stderr: it goes nowhere, but is noted
 * (said.h). */
#pragma once

#include "ahead.h"

/* It is about to print: what it prints goes into the pose, as far as others
 * write there (such as a buffer of stdout). */
void print_look(
    struct ahead *ahead, const struct call *call, struct pose *pose);

/* What write or writev returns; the text is added to ahead->text. */
long print_call(struct ahead *ahead, const struct call *call);

/* Does that function print by several calls, between which other processes may
 * act? Then it is not one step. (Threads are kept out by the library's lock.)
 */
bool print_comes_in_pieces(const struct ahead *ahead, const char *function);

/* A function that is one step writes to a file, or prints for the second time:
 * from the next pass on it comes in pieces. False if that cannot be. */
bool print_piece(const struct ahead *ahead);
