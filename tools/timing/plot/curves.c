/* Cost over size, with intervals: as the starter's memory grows, or the
 * workers' own. */

#include "../report/format.h"
#include "script.h"

#include "kit/options.h"

#include <string.h>

enum { MAX_CURVES = 16, MAX_SIZES = 64 };

struct curve {
    const char *of; /* the operations whose names start so, one for a size */
    size_t series;
    char title[FORMAT_BYTES];
    const char *colour;
    bool open; /* dashed, with open points */
};

/* A panel of the picture. */
struct panel {
    struct curve curves[MAX_CURVES];
    size_t count;
    bool net; /* costs less the bare calls, or as they were */
};

static const char *const colours[] = {
    "0xD55E00", "0x009E73", "0x0072B2", "0xCC79A7", "0xE69F00", "0x222222"};

enum { COLOURS = sizeof(colours) / sizeof(colours[0]) };

/* The size at the end of an operation's name. */
static long
size_of(const struct operation *operation)
{
    const char *rest, *slash = strrchr(operation->name, '/');

    return slash != NULL ? options_bytes(slash + 1, &rest) : -1;
}

/* Where a size of 0 stands on the logarithmic axis. */
static double
find_zero(const struct timing *timing)
{
    double least = INFINITY;

    for (size_t i = 0; i < timing->count; i++)
        if (size_of(&timing->operations[i]) > 0)
            least = fmin(least, (double)size_of(&timing->operations[i]));
    return isfinite(least) ? least / 4 : 1;
}

static const struct figure *
figure_of(bool net, const struct series *series)
{
    return net ? &series->net_ns : &series->raw_ns;
}

/* What is drawn of a figure: without an interval, itself; and a cost at or
 * below 0 has no place on a logarithmic axis. */
static struct interval
bar_of(const struct figure *figure)
{
    if (!isfinite(figure->low) || !isfinite(figure->high))
        return (struct interval){figure->value, figure->value};
    return (struct interval){
        fmax(figure->low, figure->value / 10), figure->high};
}

static bool
is_drawn(bool net, const struct series *series)
{
    return has_samples(series) && figure_of(net, series)->value > 0;
}

static bool
is_on(const struct curve *curve, const struct operation *operation)
{
    return strncmp(operation->name, curve->of, strlen(curve->of)) == 0 &&
           curve->series < operation->count;
}

static size_t
print_data(FILE *out, const struct timing *timing, const struct panel *panel,
    size_t index)
{
    const struct curve *curve = &panel->curves[index];
    size_t count = 0;

    fprintf(out, "$curve%zu << END\n", index);
    for (size_t i = 0; i < timing->count; i++) {
        const struct operation *operation = &timing->operations[i];
        const struct series *series = &operation->series[curve->series];
        if (!is_on(curve, operation) || !is_drawn(panel->net, series))
            continue;
        const struct figure *figure = figure_of(panel->net, series);
        struct interval bar = bar_of(figure);
        fprintf(out, "%.9g %.9g %.9g %.9g\n",
            fmax((double)size_of(operation), find_zero(timing)),
            figure->value * 1e-9, bar.low * 1e-9, bar.high * 1e-9);
        count++;
    }
    fputs("END\n", out);
    return count;
}

/* The same axes for all panels. A tick for each size, so that 0 has one, too.
 */
static void
print_axes(FILE *out, const struct timing *timing, bool net)
{
    double low = INFINITY, high = 0, zero = find_zero(timing), most = zero;

    fputs("set grid x y lc rgb 0xDDDDDD lt 1\nset logscale x\n"
          "set key left top Left reverse font 'sans-serif,13' samplen 3\n"
          "set xtics ()\n",
        out);
    for (size_t i = 0; i < timing->count; i++) {
        const struct operation *operation = &timing->operations[i];
        double size = fmax((double)size_of(operation), zero);
        most = fmax(most, size);
        fputs("set xtics add (", out);
        plot_quote(out, strrchr(operation->name, '/') + 1);
        fprintf(out, " %.9g)\n", size);
        for (size_t j = 0; j < operation->count; j++)
            if (is_drawn(net, &operation->series[j])) {
                struct interval bar =
                    bar_of(figure_of(net, &operation->series[j]));
                low = fmin(low, bar.low * 1e-9);
                high = fmax(high, bar.high * 1e-9);
            }
    }
    fprintf(out, "set xrange [%.9g:%.9g]\n", zero / 2, most * 2);
    plot_ticks(out, "y", low, high);
}

static void
plot_panel(FILE *out, const struct timing *timing, const struct panel *panel)
{
    const char *separator = "plot ";
    size_t points[MAX_CURVES], sum = 0;

    for (size_t i = 0; i < panel->count; i++)
        sum += points[i] = print_data(out, timing, panel, i);
    if (sum == 0)
        fputs("plot NaN with points title 'no figure'\n", out);
    for (size_t i = 0; i < panel->count; i++) {
        const struct curve *curve = &panel->curves[i];
        if (points[i] == 0)
            continue;
        fprintf(out,
            "%s$curve%zu using 1:2:3:4 with yerrorlines lw 2 ps 0.7 "
            "pt %d dt %d lc rgb %s title ",
            separator, i, curve->open ? 6 : 7, curve->open ? 2 : 1,
            curve->colour);
        plot_quote(out, curve->title);
        separator = ", ";
    }
    fputc('\n', out);
}

void
plot_memory(FILE *out, const struct timing *timing)
{
    static const char *const kinds[] = {"small", "huge"};
    static const char *const prefixes[] = {"memory/small/", "memory/huge/"};
    const struct operation *first = &timing->operations[0];
    struct panel panel = {.net = false};

    for (size_t i = 0; i < first->count; i++)
        for (size_t kind = 0; kind < 2 && panel.count < MAX_CURVES; kind++) {
            struct curve *curve = &panel.curves[panel.count++];
            *curve = (struct curve){.of = prefixes[kind],
                .series = i,
                .colour = colours[i % COLOURS],
                .open = kind == 1};
            snprintf(curve->title, sizeof(curve->title), "%.30s, %s pages",
                first->series[i].label, kinds[kind]);
        }
    plot_head(out, 960, 640,
        "What creation costs as the starter's memory grows: median and 95 % "
        "interval");
    print_axes(out, timing, panel.net);
    fputs("set tmargin at screen 0.87\nset rmargin at screen 0.74\n"
          "set key outside right center\n"
          "set xlabel 'resident memory of the starter (logarithmic)'\n"
          "set ylabel 'time for each creation (logarithmic)'\n",
        out);
    plot_panel(out, timing, &panel);
}

void
plot_working_set(FILE *out, const struct timing *timing)
{
    static const struct {
        const char *of, *title;
        double left, bottom;
    } places[] = {
        {"working-set/private/line/", "memory of its own, every line", 0.1,
            0.53},
        {"working-set/private/page/", "memory of its own, one line a page", 0.6,
            0.53},
        {"working-set/common/line/", "memory in common, every line", 0.1, 0.1},
        {"working-set/common/page/", "memory in common, one line a page", 0.6,
            0.1},
    };
    const struct operation *first = &timing->operations[0];

    plot_head(out, 1040, 800,
        "A hand-over, less the walk without it, as the working set grows: "
        "median and 95 % interval");
    print_axes(out, timing, true);
    fputs("set multiplot\n", out);
    for (size_t p = 0; p < sizeof(places) / sizeof(places[0]); p++) {
        struct panel panel = {.net = true};
        for (size_t i = 0; i < first->count && i < COLOURS; i++) {
            struct curve *curve = &panel.curves[panel.count++];
            *curve = (struct curve){.of = places[p].of,
                .series = i,
                .colour = colours[2 * i % COLOURS],
                .open = i > 0};
            format_series(curve->title, &first->series[i]);
        }
        fprintf(out,
            "set lmargin at screen %g\nset rmargin at screen %g\n"
            "set bmargin at screen %g\nset tmargin at screen %g\n"
            "set ylabel '%s'\nset title '%s' font 'sans-serif,14'\n",
            places[p].left, places[p].left + 0.38, places[p].bottom,
            places[p].bottom + 0.32,
            places[p].left < 0.5 ? "time for each (logarithmic)" : "",
            places[p].title);
        fputs(p >= 2 ? "set xlabel 'working set (logarithmic)'\n" : "", out);
        plot_panel(out, timing, &panel);
        fputs("unset label 1000\nunset label 1001\n", out);
    }
    fputs("unset multiplot\n", out);
}
