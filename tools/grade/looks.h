/* What could tell a program that step leads it. */
#pragma once

struct grading;
struct source;

/* By what it could look how it is run, such as a call that opens a file, or
 * reads a clock; NULL if by nothing. What its own memory tells it, such as an
 * address, is not found. */
const char *looks_how_it_is_run(const struct grading *grading);

/* A word by which it could call what it does not name; NULL if it has none. */
const char *looks_how_it_calls(const struct source *source);
