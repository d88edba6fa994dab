/* timing create, switch and claims: what is measured by probes. */
#pragma once

#include "../timing.h"

int measured_main(const struct subcommand *self, int argc, char **argv);
