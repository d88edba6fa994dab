/* --plot FILE.svg: the result as a picture, drawn by gnuplot. */
#ifndef TIMING_PLOT_H
#define TIMING_PLOT_H

#include "../timing.h"

/* Before anything is measured: end the program with status 2 where the path
 * does not end in .svg, and with status 77 where it cannot be written, or where
 * there is no gnuplot on the PATH. Holds the stop signals back. */
void plot_need(const char *path);

/* Draw and write. The file is whole or as it was before, however we end. True,
 * or false once one line has said why there is no picture. If we are asked to
 * stop meanwhile, there is none, and timing->signal says so. */
bool plot_write(const char *path, struct timing *timing);

#endif
