/* The help page of a scenario, for all its twins. */
#ifndef PAIR_HELP_H
#define PAIR_HELP_H

/* The first twin prints its page, in which each option names the standards of
 * all models where they differ. Call launch_as first. Returns the status to
 * exit with. */
int help_print(const char *scenario);

/* The list of its options, for programs: what each twin prints to --options. */
int help_list(const char *scenario);

#endif
