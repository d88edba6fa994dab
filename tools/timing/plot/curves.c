#include "curves.h"

#include "../measure/operations.h"

#include <string.h>

/* Pixels: from a panel's edges to its axes; between two intervals at one
 * size; of a note, and around the notes. */
enum { LEFT = 84, RIGHT = 30, TOP = 50, BOTTOM = 72, APART = 5 };
enum { NOTE = 20, MARGIN = 14 };

const char *const curve_colours[COLOURS] = {
    PLOT_SLOWER, PLOT_GREEN, PLOT_FASTER, PLOT_PURPLE};

struct range {
    double low, high;
};

void
curve_add(struct curve *curve, long size, const struct figure *figure)
{
    size_t at = curve->count++;

    for (; at > 0 && curve->points[at - 1].size > size; at--)
        curve->points[at] = curve->points[at - 1];
    curve->points[at] = (struct point){size, *figure};
}

void
panels_note(struct panels *panels, const char *of, const char *reason)
{
    char text[REASON_BYTES + 128];

    snprintf(text, sizeof(text), "No figure for %s: %s", of, reason);
    for (size_t i = 0; i < panels->note_count; i++)
        if (strncmp(panels->notes[i], text, strlen(panels->notes[i])) == 0)
            return;
    for (const char *at = text; *at != '\0';) {
        size_t length = plot_line(at, PLOT_LINE);
        bool full = panels->note_count == MAX_NOTES;
        snprintf(panels->notes[full ? MAX_NOTES - 1 : panels->note_count++],
            PLOT_LINE + 1, "%.*s", (int)length,
            full ? "No figure for some others; the text has every reason."
                 : at);
        if (full)
            return;
        at += length + (at[length] == ' ');
    }
}

/* Widen both to hold the panel's sizes and figures, but for those at or below
 * 0. An interval counts up to a factor of ten: a longer one would press all
 * others together, and ends at the edge instead. */
static void
widen(struct range *sizes, struct range *figures, const struct panel *panel)
{
    for (size_t i = 0; i < panel->count; i++)
        for (size_t j = 0; j < panel->curves[i].count; j++) {
            const struct point *point = &panel->curves[i].points[j];
            struct figure figure = point->figure;
            if (point->size > 0)
                sizes->low = fmin(sizes->low, (double)point->size);
            sizes->high = fmax(sizes->high, (double)point->size);
            if (!(figure.value > 0))
                continue;
            if (!isfinite(figure.low) || !isfinite(figure.high))
                figure.low = figure.high = figure.value;
            figures->low =
                fmin(figures->low, fmax(figure.low, figure.value / 10));
            figures->high =
                fmax(figures->high, fmin(figure.high, figure.value * 10));
        }
}

/* Sizes are plotted by their logarithms, and 0 two doublings below the least of
 * the others. */
static double
place_of(long size, const struct range *sizes)
{
    if (size > 0)
        return log2((double)size);
    return isfinite(sizes->low) ? log2(sizes->low) - 2 : 0;
}

/* The curve's data; and, as labels, the triangles of what is not above 0.
 * Returns how many figures there are. */
static size_t
print_curve(FILE *out, const struct curve *curve, size_t index, double shift,
    const struct range *sizes)
{
    size_t count = 0;

    fprintf(out, "$curve%zu << END\n", index);
    for (size_t i = 0; i < curve->count; i++) {
        const struct figure *figure = &curve->points[i].figure;
        double place = place_of(curve->points[i].size, sizes) + shift;
        bool known = isfinite(figure->low) && isfinite(figure->high);
        if (figure->value > 0) /* the bar ends at the axis, if not above it */
            fprintf(out, "%.9g %.9g %.9g %.9g\n", place, figure->value,
                known ? fmax(figure->low, figure->value / 1e6) : figure->value,
                known ? figure->high : figure->value);
        else
            fputs("NaN NaN NaN NaN\n", out);
    }
    fputs("END\n", out);
    for (size_t i = 0; i < curve->count; i++) {
        count += !isnan(curve->points[i].figure.value);
        if (curve->points[i].figure.value <= 0)
            fprintf(out,
                "set label '' at first %.9g, graph 0.02 point pt %d ps 1.2 "
                "lc rgb %s\n",
                place_of(curve->points[i].size, sizes) + shift, PLOT_BELOW,
                curve_colours[index % COLOURS]);
    }
    return count;
}

/* A tick for each size that has room; returns the width of the axis. */
static double
print_sizes(FILE *out, const struct panel *panel, enum plot_unit unit,
    const struct range *sizes)
{
    const struct curve *curve = &panel->curves[0];
    double first = place_of(curve->points[0].size, sizes) - 0.5;
    double last = place_of(curve->points[curve->count - 1].size, sizes) + 0.5;
    double next = first; /* where there is room for a label */
    char text[32];

    fprintf(out, "set xrange [%.9g:%.9g]\nset xtics ()\n", first, last);
    for (size_t i = 0; i < curve->count; i++) {
        double place = place_of(curve->points[i].size, sizes);
        snprintf(text, sizeof(text), "%ld", curve->points[i].size);
        if (unit == PLOT_BYTES)
            size_text(text, sizeof(text), curve->points[i].size);
        fprintf(out, "set xtics add ('%s' %.9g)\n", place < next ? "" : text,
            place);
        if (place >= next)
            next = place + (last - first) / 9;
    }
    return last - first;
}

static void
print_panel(FILE *out, const struct panels *panels, const struct panel *panel,
    const struct range *figures, int width)
{
    struct range sizes = {INFINITY, 0}, unused = sizes;
    size_t count = 0;

    widen(&sizes, &unused, panel);
    double apart = print_sizes(out, panel, panels->size_unit, &sizes) * APART /
                   (width - LEFT - RIGHT);
    plot_ticks(out, "y", panel->unit, figures->low, figures->high);
    for (size_t i = 0; i < panel->count; i++)
        count += print_curve(out, &panel->curves[i], i,
            apart * ((double)i - (double)(panel->count - 1) / 2), &sizes);
    if (count == 0)
        fputs("set label 'no figure' at graph 0.5, 0.5 center\n", out);
    fputs("plot NaN", out);
    for (size_t i = 0; i < panel->count; i++)
        fprintf(out,
            ", $curve%zu using 1:2:3:4 with yerrorlines lw 2 ps 0.7 pt %d "
            "dt %d lc rgb %s",
            i, panel->curves[i].open ? PLOT_RING : PLOT_DOT,
            panel->curves[i].open ? 2 : 1, curve_colours[i % COLOURS]);
    fputs("\nunset label\nunset arrow\n", out);
}

/* What is above the panels, and below them. Returns the picture's height. */
static int
print_head(FILE *out, const struct panels *panels, const struct plot_key *keys,
    int panels_height)
{
    int height =
        PLOT_HEAD + panels_height + 2 * MARGIN + NOTE * (int)panels->note_count;

    plot_head(out, height, panels->title, NULL, keys);
    fputs("set grid x y lc rgb 0xDDDDDD lt 1\n", out);
    for (size_t i = 0; i < panels->note_count; i++) {
        fputs("set label ", out);
        plot_quote(out, panels->notes[i]);
        fprintf(out,
            " at screen 0.015, screen %.4f left font 'sans-serif,12' textcolor "
            "rgb 0x777777\n",
            (MARGIN + NOTE * (double)(panels->note_count - 1 - i)) / height);
    }
    return height;
}

void
panels_plot(FILE *out, const struct panels *panels, const struct plot_key *keys)
{
    int columns = panels->count > 1 ? 2 : 1, width = PLOT_WIDTH / columns;
    int panel_height = columns > 1 ? 350 : 480;
    int lines = ((int)panels->count + columns - 1) / columns;
    int height = print_head(out, panels, keys, panel_height * lines);
    struct range all = {INFINITY, 0}, sizes = all;

    for (size_t i = 0; i < panels->count; i++)
        widen(&sizes, &all, &panels->panels[i]);
    fprintf(out, "set multiplot\nset xlabel '%s (logarithmic)'\n",
        panels->size_title);
    for (int i = 0; i < (int)panels->count; i++) {
        const struct panel *panel = &panels->panels[i];
        int left = i % columns * width,
            top = PLOT_HEAD + i / columns * panel_height;
        struct range own = {INFINITY, 0};
        widen(&sizes, &own, panel);
        fprintf(out,
            "set lmargin at screen %.4f\nset rmargin at screen %.4f\n"
            "set tmargin at screen %.4f\nset bmargin at screen %.4f\n"
            "set title '%s' font 'sans-serif,13'\n",
            (double)(left + LEFT) / PLOT_WIDTH,
            (double)(left + width - RIGHT) / PLOT_WIDTH,
            1 - (double)(top + TOP) / height,
            1 - (double)(top + panel_height - BOTTOM) / height, panel->title);
        print_panel(
            out, panels, panel, panels->same_scale ? &all : &own, width);
    }
    fputs("unset multiplot\n", out);
}
