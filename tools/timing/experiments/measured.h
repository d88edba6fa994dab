/* timing create, switch and claims: what is measured by probes. */
#ifndef TIMING_MEASURED_H
#define TIMING_MEASURED_H

#include "../timing.h"

int measured_main(const struct subcommand *self, int argc, char **argv);

#endif
