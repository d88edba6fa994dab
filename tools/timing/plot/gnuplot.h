/* Running gnuplot. */
#pragma once

#include <limits.h>
#include <stdbool.h>

/* The first gnuplot on the PATH; false where there is none. */
bool gnuplot_find(char found[PATH_MAX]);

/* Have it read the script from one file and draw into another. False once one
 * line has told the reason. Dies of a signal that asks us to stop (held back by
 * stop_hold), with gnuplot reaped. */
bool gnuplot_run(int script, int picture);
