/* What every main does first, and last. */
#ifndef KIT_BEGIN_H
#define KIT_BEGIN_H

/* Give messages the program's name. End with status 77 where the stack is too
 * small (ulimit -s). See to it that descriptors 0 to 2 are
 * taken, though we were started with one closed: or a pipe of ours would get
 * its number, and be written to as if it were stdout. Ignore SIGXFSZ: a limit
 * on file size (ulimit -f) is an error to report, and not a death. */
void begin(const char *program);

/* The program's name as the user typed it: argv[0] if the front door started it
 * ("twinlab counter"), else the given one. */
const char *typed_name(char **argv, const char *name);

/* Nothing is left to clean up (stop_release): send out what was printed. Ends
 * the program with status 77, and one line, if anything printed since the
 * beginning was not written. */
void finish(void);

#endif
