/* A picture with a row for each thing: its name left of the axis, its figure
 * and interval on it, and the same in digits right of it. Begin,
 * add, print, plot; the columns of $points are value, row, low, high, colour.
 */
#pragma once

#include "../timing.h"
#include "script.h"

struct rows {
    FILE *text, *points; /* in memory, until the number of rows is known */
    char *text_bytes, *point_bytes;
    size_t text_length, point_length;
    int count;        /* row 1 is the topmost */
    int columns;      /* right of the axis */
    size_t widest;    /* of the names, in characters */
    double low, high; /* of all that is drawn */
};

/* `heads` are above the columns. */
void rows_begin(struct rows *rows, int columns, const char *const *heads);

/* A row that only names what the next are about. */
void rows_heading(struct rows *rows, const char *name);

/* A row with a point, and a text for each column. Returns its number. */
int rows_add(struct rows *rows, const char *name, const struct figure *figure,
    const char *colour, const char *const *cells);

/* A row that says why there is no figure; in as many lines as that takes. */
void rows_reason(struct rows *rows, const char *name, const char *reason);

/* Print all of it but the axis: see plot_head. */
void rows_print(struct rows *rows, FILE *out, const char *title,
    const char *below, const struct plot_key *keys);

/* Plot the points on the axis that was printed. */
void rows_plot(FILE *out);

/* The axis of ratios, with a line at 1; and plot the points. */
void rows_plot_ratios(const struct rows *rows, FILE *out);
