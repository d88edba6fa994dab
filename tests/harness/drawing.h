/* A gnuplot of our own, first on the PATH, and a folder for its pictures. They
 * are made before main. */
#pragma once

#include <stdbool.h>

enum { DRAWING_PATH = 64 };

extern char drawing_picture[DRAWING_PATH]; /* where the picture is to be */
extern char drawing_plot[DRAWING_PATH];    /* "--plot=" and that path */
extern char drawing_script[DRAWING_PATH];  /* what our gnuplot was given */
extern char drawing_result[DRAWING_PATH];  /* for timing compare */
extern char drawing_folder[DRAWING_PATH];  /* another one, for anything */

/* The commands by which our gnuplot draws, and what it has drawn then. */
#define DRAW_SVG  "printf '<?xml version=\"1.0\"?>\\n<svg>drawn</svg>\\n'"
#define DRAWN_SVG "<?xml version=\"1.0\"?>\n<svg>drawn</svg>\n"
#define DRAW_PNG  "printf '\\211PNG\\r\\n\\032\\ndrawnIEND\\256B\\140\\202'"
#define DRAWN_PNG "\x89PNG\r\n\x1a\ndrawnIEND\xae\x42\x60\x82"

/* "svg" or "png": the picture's name ends so from now on. At first "svg". */
void drawing_ending(const char *ending);

/* Have our gnuplot keep its script, and then do that. */
void drawing_gnuplot(const char *commands);

/* How many files are in the picture's folder? */
int drawing_count(void);

/* Things to prepare: see harness/program.h. */
bool prepare_our_gnuplot(void);
bool prepare_no_gnuplot(void);
