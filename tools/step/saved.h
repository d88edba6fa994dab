/* A schedule in a file, with all that its letters depend on: written by --save,
 * replayed by --replay.
 *
 * The steps depend on the contended words, on the threads created during the
 * study, and on the memory requested. These are addresses and numbers of one
 * build, so the file names it. */
#pragma once

#include "command.h"

/* Write down the failing schedule of a study that is not closed yet. */
void saved_write(const struct command *command, const struct study *study);

/* If --replay=FILE is among the arguments, replace it by the saved ones; the
 * program's only if none is given. If it is no such file, step exits with
 * status 2. */
void saved_arguments(int *argc, char ***argv);

/* Read what the letters of that file depend on. If the program is another
 * build, step exits with status 2. */
void saved_read(const char *path, const char *program, struct basis *basis);
