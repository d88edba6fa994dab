/* The help page of a scenario, common to all its twins. */
#pragma once

/* The first twin prints its page; where the models' defaults differ, the option
 * shows all of them. Call launch_as first. Returns the status to exit with. */
int help_print(const char *scenario);

/* The list of its options, for programs: what each twin prints for --options.
 */
int help_list(const char *scenario);
