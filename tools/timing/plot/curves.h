/* Panels of curves: a figure with its interval over a size, both logarithmic.
 * Intervals at the same size are side by side. */
#pragma once

#include "../timing.h"
#include "script.h"

enum { MAX_CURVES = 8, MAX_POINTS = 20, MAX_PANELS = 4, MAX_NOTES = 8 };

/* Of the curves of a panel, in their order, and again. */
enum { COLOURS = 4 };
extern const char *const curve_colours[COLOURS];

/* A value that is NaN interrupts the curve; one at or below 0 is shown as a
 * triangle at the lower edge. */
struct curve {
    bool open; /* dashed, with rings for points */
    struct point {
        long size;
        struct figure figure;
    } points[MAX_POINTS]; /* by size */
    size_t count;
};

/* All its curves have points at the same sizes. */
struct panel {
    const char *title;
    enum plot_unit unit; /* of the figures */
    struct curve curves[MAX_CURVES];
    size_t count;
};

struct panels {
    const char *title, *size_title;
    enum plot_unit size_unit; /* PLOT_BYTES, or PLOT_NUMBER */
    bool same_scale;          /* of the figures, in all panels */
    struct panel panels[MAX_PANELS];
    size_t count;
    char notes[MAX_NOTES][PLOT_LINE + 1]; /* why there is no figure */
    size_t note_count;
};

/* A further point, at most MAX_POINTS. */
void curve_add(struct curve *curve, long size, const struct figure *figure);

/* Say below the panels why a figure is missing; the same only once. */
void panels_note(struct panels *panels, const char *of, const char *reason);

/* `keys` ends with one without a text. */
void panels_plot(
    FILE *out, const struct panels *panels, const struct plot_key *keys);
