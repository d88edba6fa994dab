/* timing create, switch and claims, which measure by probes: their options, and
 * their --help. */
#pragma once

#include "../timing.h"

#include "kit/options.h"

int measured_main(const struct subcommand *self, int argc, char **argv);

/* Of struct timing_options. */
extern const struct option_row measured_options[];

extern const struct option_page measured_page, create_page, switch_page,
    claims_page;

/* Where --help is asked for: print the page with the subcommand's own options,
 * and exit. (Any other command line is read with all of them, so that a message
 * can tell where an option belongs.) */
void pages_help(const struct subcommand *self, int argc, char **argv);
