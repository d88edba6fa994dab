/* A schedule as text: a letter for each step, A for the first worker. A number
 * before a letter repeats it: 2A3BA is AABBBA. */
#pragma once

/* The letter of a worker: A to Z, a to z, and signs after these. */
char schedule_letter(int worker);

/* Read a schedule of at most `size` steps into workers' numbers. Returns how
 * many; -1 if it is none. */
int schedule_read(const char *text, char *schedule, int size);

/* Write it, the short way where that is shorter. In static storage. */
const char *schedule_text(const char *schedule, int steps);
