/* The words of gnuplot's language that all pictures use. Costs are plotted in
 * ns and sizes in bytes; the ticks name their units. The colours are those of
 * Okabe and Ito, Color Universal Design (2008), which can be told apart by the
 * colour-blind. */
#pragma once

#include <stddef.h>
#include <stdio.h>

#define PLOT_SLOWER "0xD55E00" /* vermillion */
#define PLOT_FASTER "0x0072B2" /* blue */
#define PLOT_NONE   "0x8C8C8C" /* grey */
#define PLOT_BASE   "0x222222"
#define PLOT_GREEN  "0x009E73"
#define PLOT_PURPLE "0xCC79A7"

/* Width of every picture, and the height above its axes, in pixels; the most
 * characters in a line of small text. */
enum { PLOT_WIDTH = 1040, PLOT_HEAD = 112, PLOT_LINE = 112 };

/* gnuplot's numbers for the shapes of a point. */
enum plot_shape {
    PLOT_NO_POINT,
    PLOT_SQUARE = 5,
    PLOT_RING,
    PLOT_DOT,
    PLOT_BELOW = 11 /* a triangle that points down */
};

/* What a colour, a shape or a dash pattern stands for. */
struct plot_key {
    const char *text, *colour;
    enum plot_shape shape;
    int dash; /* of the line; 0: there is none */
};

enum plot_unit { PLOT_NUMBER, PLOT_TIME, PLOT_BYTES };

/* The terminal, the title, what to say below it (NULL: this machine), and the
 * key in a row below that, where it can hide nothing; `keys` ends with one
 * without a text. */
void plot_head(FILE *out, int height, const char *title, const char *below,
    const struct plot_key *keys);

/* 'text' as gnuplot reads it. */
void plot_quote(FILE *out, const char *text);

/* How many characters of the text to put in a line of `most`: up to a blank. */
size_t plot_line(const char *text, size_t most);

/* An axis ("x" or "y") that holds low to high, with a margin: a logarithmic
 * one, or, where low is 0, a linear one. Any other low or high is none: NaN. */
void plot_ticks(
    FILE *out, const char *axis, enum plot_unit unit, double low, double high);

/* The colour of a verdict: slower (or larger), faster (or smaller); or grey. */
const char *plot_colour(const char *verdict);
