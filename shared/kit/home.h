/* Where the lab's programs are: beside the running one (/proc/self/exe, links
 * resolved), in build/ or in libexec/twinlab/. */
#pragma once

#include <stdbool.h>

enum { HOME_BYTES = 4096 };

/* The full path of a program, such as "proc/counter". Ends the program with
 * status 77 if /proc is not mounted. */
void home_path(char path[HOME_BYTES], const char *program);

/* Does the program exist? True also where it may, in a folder that is closed to
 * us, and if we may not run it: to start it then fails, and says why, where to
 * leave it out would say nothing. */
bool home_has(const char *program);

/* What to do about that errno of one of them, or of a folder of them. */
const char *home_advice(int code);

/* All models, in the Makefile's order, up to a NULL. */
const char *const *home_models(void);
