/* What could tell a program that step leads it. */
#pragma once

struct source;

/* A word of the source's by which it could look how it is run, such as a file
 * of /proc, or a clock; NULL if it has none. What it hides in other ways, such
 * as an address, is not found. */
const char *looks_how_it_is_run(const struct source *source);

/* A word by which it could call what it does not name; NULL if it has none. */
const char *looks_how_it_calls(const struct source *source);
