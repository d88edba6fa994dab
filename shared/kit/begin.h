/* What every main does first, and last. */
#pragma once

/* Give messages the program's name. End with status 77 if the stack is too
 * small (ulimit -s). Make sure that descriptors 0 to 2 are open, even if the
 * program was started with one closed: otherwise a pipe could get its number
 * and be written to as if it were stdout. Ignore SIGXFSZ: exceeding the file
 * size limit (ulimit -f) is then an error to report and does not kill the
 * program. */
void begin(const char *program);

/* The program's name as the user typed it: argv[0] if twinlab started it
 * ("twinlab counter"), else `name`. */
const char *typed_name(char **argv, const char *name);

/* Flush stdout, when nothing is left to clean up (stop_release). Ends the
 * program with status 77 and a message if any output could not be written. */
void finish(void);
