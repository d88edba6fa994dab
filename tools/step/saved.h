/* A schedule in a file, with all that its letters rest on: written by --save,
 * to be played again by --replay.
 *
 * Which steps there are depends on what was found to be contended, on the
 * threads that are made in mid-study, and on the memory that is asked for.
 * These are addresses and numbers of one build, so the file tells which. */
#pragma once

#include "command.h"

/* Write down the failing schedule of a study that is not closed yet. */
void saved_write(const struct command *command, const struct study *study);

/* Where --replay=FILE is among the arguments: put those in its place that were
 * saved; the program's only if none is given. Ends us with status 2 if it is no
 * such file. */
void saved_arguments(int *argc, char ***argv);

/* What the letters of that file rest on. Ends us with status 2 if the program
 * is another build. */
void saved_read(const char *path, const char *program, struct basis *basis);
