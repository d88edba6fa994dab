/* The waterfall: a bar for each step, from the cost of what it is compared with
 * to its own, and the step's interval at its end. */

#include "../measure/estimate.h"
#include "../report/format.h"
#include "script.h"

static const double us = 1e-3; /* of the ns that we have */

enum { ROW = 34, HEAD = 80, FOOT = 95, WIDTH = 1040 };

static const struct comparison *
find_step(const struct timing *timing, const struct series *of)
{
    for (size_t i = 0; i < timing->comparison_count; i++)
        if (timing->comparisons[i].of == of)
            return &timing->comparisons[i];
    return NULL;
}

static bool
is_step(const struct comparison *comparison)
{
    return comparison != NULL && isfinite(comparison->difference.value);
}

static size_t
row_of(const struct operation *operation, const struct series *series)
{
    return (size_t)(series - operation->series) + 1;
}

/* Dearer, cheaper, or no verdict; the first of a chain is none of these. */
static const char *
colour_of(const struct comparison *step)
{
    if (!is_step(step))
        return PLOT_BASE;
    if (step->difference.low > 0)
        return PLOT_SLOWER;
    return step->difference.high < 0 ? PLOT_FASTER : PLOT_NONE;
}

static void
print_name(FILE *out, const struct timing *timing,
    const struct operation *operation, const struct series *series)
{
    const struct comparison *step = find_step(timing, series);
    size_t row = row_of(operation, series);
    char cost[FORMAT_BYTES], change[FORMAT_BYTES] = "";

    fputs("set ytics add (", out);
    plot_quote(out, series->label);
    fprintf(out, " %zu)\nset label ", row);
    if (!has_samples(series)) {
        plot_quote(out, "no figure");
        fprintf(out, " at graph 1.02, first %zu left textcolor rgb 0x777777\n",
            row);
        return;
    }
    format_ns(cost, series->raw_ns.value, false);
    plot_quote(out, cost);
    fprintf(out, " at graph 1.02, first %zu left font 'sans-serif,13'\n", row);
    if (is_step(step))
        format_figure(change, &step->difference, true);
    fputs("set label ", out);
    plot_quote(out, change);
    fprintf(out,
        " at graph 1.15, first %zu left font 'sans-serif,13' textcolor rgb "
        "%s\n",
        row, colour_of(step));
    if (is_step(step)) /* from the bar that it starts at */
        fprintf(out,
            "set arrow from %.9g, %zu.3 to %.9g, %zu nohead lc rgb 0x777777 "
            "dt 3\n",
            step->to->raw_ns.value * us, row_of(operation, step->to),
            step->to->raw_ns.value * us, row);
}

/* Bars: from, row, low x, high x, low y, high y, colour. */
static void
print_bars(
    FILE *out, const struct timing *timing, const struct operation *operation)
{
    fputs("$bars << END\n", out);
    for (size_t i = 0; i < operation->count; i++) {
        const struct series *series = &operation->series[i];
        const struct comparison *step = find_step(timing, series);
        if (!has_samples(series))
            continue;
        double from = is_step(step) ? step->to->raw_ns.value : 0;
        double to = series->raw_ns.value;
        fprintf(out, "%.9g %zu %.9g %.9g %.2f %.2f %s\n", from * us, i + 1,
            fmin(from, to) * us, fmax(from, to) * us, (double)i + 0.7,
            (double)i + 1.3, colour_of(step));
    }
    fputs("END\n$ends << END\n", out);
    for (size_t i = 0; i < operation->count; i++) {
        const struct comparison *step =
            find_step(timing, &operation->series[i]);
        if (!is_step(step) || !isfinite(step->difference.low))
            continue;
        double from = step->to->raw_ns.value;
        fprintf(out, "%.9g %zu %.9g %.9g\n",
            (from + step->difference.value) * us, i + 1,
            (from + step->difference.low) * us,
            (from + step->difference.high) * us);
    }
    fputs("END\n", out);
}

void
plot_steps(FILE *out, const struct timing *timing)
{
    const struct operation *operation = &timing->operations[0];
    int rows = (int)operation->count, height = HEAD + FOOT + ROW * rows;

    plot_head(out, WIDTH, height,
        "Where the cost of fork goes: one thing shared, or made new, at a "
        "time");
    fprintf(out,
        "set tmargin at screen %.4f\nset bmargin at screen %.4f\n"
        "set lmargin at screen 0.19\nset rmargin at screen 0.68\n"
        "set yrange [%d.6:0.4]\nset ytics () scale 0\n"
        "set xrange [0:%s]\n"
        "set xlabel 'microseconds for each creation'\nset style fill solid "
        "noborder\n",
        1 - (double)HEAD / height, (double)FOOT / height, rows,
        timing->launches > 0 ? "*" : "100");
    for (size_t i = 0; i < operation->count; i++)
        print_name(out, timing, operation, &operation->series[i]);
    print_bars(out, timing, operation);
    fputs("set key at screen 0.98, screen 0.015 bottom right horizontal "
          "font 'sans-serif,13' samplen 1.5 Left reverse\n"
          "plot $bars using 1:2:3:4:5:6:7 with boxxyerror lc rgb variable "
          "notitle, $ends using 1:2:3:4 with xerrorbars pt 0 lw 2 "
          "lc rgb 0x000000 title '95 % interval of the step', "
          "NaN with boxes lc rgb " PLOT_SLOWER " title 'dearer', "
          "NaN with boxes lc rgb " PLOT_FASTER " title 'cheaper', "
          "NaN with boxes lc rgb " PLOT_NONE " title 'no verdict'\n",
        out);
}
