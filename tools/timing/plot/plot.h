/* --plot FILE: the result as a picture, drawn by gnuplot; SVG or PNG by the
 * file's ending. */
#pragma once

#include <stdbool.h>
#include <stdio.h>

#define PLOT_HELP "draw it by gnuplot into FILE.svg or FILE.png"

/* Before anything is measured: end the program with status 2 where the path
 * ends in neither .svg nor .png, and with status 77 where it cannot be written,
 * or where there is no gnuplot on the PATH. Does nothing for NULL. */
void plot_need(const char *path);

/* Draw what print(script, what) prints as gnuplot's script (plot/pictures.h),
 * and write it. The file is whole or as it was before, however we end. True, as
 * for NULL, or false once one line has said why there is no picture. Dies with
 * status 77 where there is no memory for it, and of a signal that asks us to
 * stop meanwhile, with gnuplot reaped and no file left. */
bool plot_file(const char *path, void (*print)(FILE *script, const void *what),
    const void *what);
