/* The waterfall: a bar for each step, from the cost of what it is compared with
 * to its own, and the step's interval at its end. */

#include "../measure/estimate.h"
#include "../report/format.h"
#include "pictures.h"
#include "rows.h"

/* Dearer, cheaper, or no verdict; the first of a chain is none of these. */
static const char *
colour_of(const struct comparison *step)
{
    if (step == NULL)
        return PLOT_BASE;
    if (step->difference.low > 0)
        return PLOT_SLOWER;
    return step->difference.high < 0 ? PLOT_FASTER : PLOT_NONE;
}

/* A bar from one cost to another, and a dotted line down to where it starts. */
static void
print_bar(FILE *out, double from, double to, int from_row, int row,
    const char *colour)
{
    fprintf(out,
        "set object rectangle from %.9g, %d.7 to %.9g, %d.3 fs solid noborder "
        "fc rgb %s\n",
        from, row - 1, to, row, colour);
    if (from_row > 0)
        fprintf(out,
            "set arrow from %.9g, %d.3 to %.9g, %d nohead lc rgb 0x777777 "
            "dt 3\n",
            from, from_row, from, row);
}

/* Its row; `row_of` has those of the series before it. */
static int
add_step(struct rows *rows, const struct timing *timing,
    const struct operation *operation, const struct series *series,
    const int *row_of)
{
    const struct comparison *step = estimate_step(timing, series);
    const char *colour = colour_of(step);
    char cost[FORMAT_BYTES], change[FORMAT_BYTES] = "";
    struct figure end = series->raw_ns;
    double from = 0;

    format_ns(cost, series->raw_ns.value, false);
    if (step != NULL) {
        format_figure(change, &step->difference, true);
        from = step->to->raw_ns.value;
        end.low = from + step->difference.low;
        end.high = from + step->difference.high;
    }
    int row = rows_add(
        rows, series->text, &end, colour, (const char *const[]){cost, change});
    print_bar(rows->text, from, series->raw_ns.value,
        step != NULL ? row_of[step->to - operation->series] : 0, row, colour);
    return row;
}

void
plot_steps(FILE *out, const struct timing *timing)
{
    static const struct plot_key keys[] = {
        {"dearer", PLOT_SLOWER, PLOT_SQUARE, 0},
        {"cheaper", PLOT_FASTER, PLOT_SQUARE, 0},
        {"no verdict", PLOT_NONE, PLOT_SQUARE, 0},
        {"95 % interval", "0x000000", PLOT_NO_POINT, 1}, {.text = NULL}};
    const struct operation *operation = &timing->operations[0];
    struct rows rows;
    int row_of[MAX_SERIES] = {0};

    rows_begin(&rows, 2, (const char *const[]){"each", "step"});
    for (size_t i = 0; i < operation->count; i++) {
        const struct series *series = &operation->series[i];
        if (has_samples(series))
            row_of[i] = add_step(&rows, timing, operation, series, row_of);
        else
            rows_reason(&rows, series->text, series->reason);
    }
    rows_print(&rows, out,
        "Where fork's cost goes: each step against the one above", NULL, keys);
    plot_ticks(out, "x", PLOT_TIME, 0, rows.high);
    fputs("set xlabel 'time for each creation'\n"
          "plot $points using 1:2:3:4 with xerrorbars pt 0 lw 2 "
          "lc rgb 0x000000, NaN\n",
        out);
}
