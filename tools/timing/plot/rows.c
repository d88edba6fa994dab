/* Pictures with a row for each series or comparison: costs, ratios, and the
 * waterfall. */

#include "../measure/estimate.h"
#include "../report/format.h"
#include "script.h"

#include <string.h>

enum { ROW = 25, HEAD = 80, FOOT = 95, WIDTH = 1040, MAX_ROWS = 1024 };

/* The rows are numbered from the top; y is their number, downwards. */
struct rows {
    FILE *out;
    int count;
    double low, high; /* of all values */
};

static void
begin_rows(struct rows *rows, FILE *out, int count, const char *title)
{
    *rows = (struct rows){out, 0, INFINITY, -INFINITY};
    plot_head(out, WIDTH, HEAD + FOOT + ROW * count, title);
    fprintf(out,
        "set tmargin at screen %.4f\nset bmargin at screen %.4f\n"
        "set lmargin at screen 0.2\nset rmargin at screen 0.68\n"
        "set yrange [%d.6:0.4]\nset ytics () scale 0\n",
        1 - (double)HEAD / (HEAD + FOOT + ROW * count),
        (double)FOOT / (HEAD + FOOT + ROW * count), count);
}

/* A row that only names what the next are about. */
static void
add_heading(struct rows *rows, const char *name)
{
    rows->count++;
    fprintf(rows->out,
        "set object rectangle from screen 0, first %d.5 to screen 1, "
        "first %d.5 fs solid noborder fc rgb 0xF0F0F0 behind noclip\n"
        "set label ",
        rows->count - 1, rows->count);
    plot_quote(rows->out, name);
    fprintf(rows->out, " at screen 0.015, first %d left font 'sans-serif,14'\n",
        rows->count);
}

/* What stands left and right of a row. */
static void
add_row(struct rows *rows, const char *name, const char *left_text,
    const char *right_text)
{
    rows->count++;
    fputs("set ytics add (", rows->out);
    plot_quote(rows->out, name);
    fprintf(rows->out, " %d)\nset label ", rows->count);
    plot_quote(rows->out, left_text);
    fprintf(rows->out, " at graph 1.02, first %d left font 'sans-serif,13'\n",
        rows->count);
    fputs("set label ", rows->out);
    plot_quote(rows->out, right_text);
    fprintf(rows->out, " at graph 1.18, first %d left font 'sans-serif,13'\n",
        rows->count);
}

static void
add_reason(struct rows *rows, const char *name, const char *reason)
{
    char text[80];

    rows->count++;
    snprintf(text, sizeof(text), "no figure: %s", reason);
    if (strlen(reason) > 68)
        memcpy(text + 76, "...", 4);
    fputs("set ytics add (", rows->out);
    plot_quote(rows->out, name);
    fprintf(rows->out, " %d)\nset label ", rows->count);
    plot_quote(rows->out, text);
    fprintf(rows->out,
        " at graph 0.01, first %d left font 'sans-serif,12' "
        "textcolor rgb 0x777777\n",
        rows->count);
}

/* A line of data: x, row, low, high, colour. */
static void
add_point(struct rows *rows, int row, const struct figure *figure, double scale,
    const char *colour)
{
    bool known = isfinite(figure->low) && isfinite(figure->high);
    double low = known ? figure->low : figure->value;
    double high = known ? figure->high : figure->value;

    fprintf(rows->out, "%.9g %d %.9g %.9g %s\n", figure->value * scale, row,
        low * scale, high * scale, colour);
    if (low > 0)
        rows->low = fmin(rows->low, low * scale);
    rows->high = fmax(rows->high, high * scale);
}

/* The key tells the colours in words; NaN draws nothing. */
static void
plot_points(const struct rows *rows, const char *slower, const char *faster,
    const char *base)
{
    fprintf(rows->out,
        "set key at screen 0.98, screen 0.015 bottom right horizontal "
        "font 'sans-serif,13' samplen 1.5 Left reverse\n"
        "plot $points using 1:2:3:4:5 with xerrorbars pt 7 ps 0.75 lw 2.5 "
        "lc rgb variable notitle");
    fprintf(rows->out,
        ", NaN with points pt 7 lc rgb " PLOT_SLOWER " title '%s'"
        ", NaN with points pt 7 lc rgb " PLOT_FASTER " title '%s'"
        ", NaN with points pt 7 lc rgb " PLOT_NONE
        " title 'no verdict: the interval holds 1'",
        slower, faster);
    if (base != NULL)
        fprintf(rows->out,
            ", NaN with points pt 7 lc rgb " PLOT_BASE " title '%s'", base);
    fputc('\n', rows->out);
}

static int
count_rows(const struct timing *timing)
{
    int count = 0;

    for (size_t i = 0; i < timing->count; i++)
        count += 1 + (int)timing->operations[i].count;
    return count;
}

static void
name_cost(
    struct rows *rows, const struct timing *timing, const struct series *series)
{
    const struct comparison *comparison = estimate_find(timing, series);
    char name[FORMAT_BYTES], cost[FORMAT_BYTES], ratio[FORMAT_BYTES] = "";
    char text[2 * FORMAT_BYTES];

    format_series(name, series);
    if (!has_samples(series)) {
        add_reason(rows, name, series->reason);
        return;
    }
    format_ns(cost, series->raw_ns.value, false);
    if (comparison != NULL && isfinite(comparison->ratio.value))
        format_ratio(ratio, &comparison->ratio);
    snprintf(text, sizeof(text), *ratio != '\0' ? "%s x" : "%s", ratio);
    add_row(rows, name, cost, text);
}

void
plot_costs(FILE *out, const struct timing *timing)
{
    struct rows rows;
    int row = 0;

    begin_rows(&rows, out, count_rows(timing),
        "What it costs: median and 95 % interval; and as a multiple of a "
        "thread's");
    for (size_t i = 0; i < timing->count; i++) {
        const struct operation *operation = &timing->operations[i];
        add_heading(&rows, operation->name);
        for (size_t j = 0; j < operation->count; j++)
            name_cost(&rows, timing, &operation->series[j]);
    }
    fputs("$points << END\n", out);
    for (size_t i = 0; i < timing->count; i++) {
        const struct operation *operation = &timing->operations[i];
        row++;
        for (size_t j = 0; j < operation->count; j++) {
            const struct series *series = &operation->series[j];
            const struct comparison *of = estimate_find(timing, series);
            row++;
            if (has_samples(series))
                add_point(&rows, row, &series->raw_ns, 1e-9,
                    plot_colour(of != NULL ? estimate_verdict(of) : NULL));
        }
    }
    fputs("END\n", out);
    fputs("set xlabel 'time for each (logarithmic)'\n", out);
    plot_ticks(out, "x", rows.low, rows.high);
    plot_points(&rows, "slower than the thread", "faster", "thread");
}

static void
name_ratio(struct rows *rows, const struct comparison *comparison)
{
    char of[FORMAT_BYTES], to[FORMAT_BYTES], name[3 * FORMAT_BYTES];
    char ratio[FORMAT_BYTES];

    format_series(of, comparison->of);
    format_series(to, comparison->to);
    snprintf(name, sizeof(name), "%s : %s", of, to);
    if (isnan(comparison->ratio.value)) {
        add_reason(rows, name, comparison->reason);
        return;
    }
    format_ratio(ratio, &comparison->ratio);
    add_row(rows, name, ratio, "");
}

void
plot_ratios(FILE *out, const struct timing *timing)
{
    const struct operation *last = NULL;
    struct rows rows;
    int row = 0;

    begin_rows(&rows, out, (int)(timing->comparison_count + timing->count),
        "From the naive comparison to the fair one: ratios and 95 % intervals");
    fputs("set lmargin at screen 0.32\nset rmargin at screen 0.78\n", out);
    for (size_t i = 0; i < timing->comparison_count; i++) {
        const struct comparison *comparison = &timing->comparisons[i];
        if (comparison->operation != last)
            add_heading(&rows, comparison->operation->name);
        last = comparison->operation;
        name_ratio(&rows, comparison);
    }
    fputs("$points << END\n", out);
    last = NULL;
    for (size_t i = 0; i < timing->comparison_count; i++) {
        const struct comparison *comparison = &timing->comparisons[i];
        row += comparison->operation != last ? 2 : 1;
        last = comparison->operation;
        if (isfinite(comparison->ratio.value))
            add_point(&rows, row, &comparison->ratio, 1,
                plot_colour(estimate_verdict(comparison)));
    }
    fputs("END\n", out);
    fprintf(out,
        "set logscale x\nset xrange [%.9g:%.9g]\n"
        "set xlabel 'ratio (logarithmic)'\n"
        "set xtics (0.1, 0.2, 0.5, 0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.3, 1.5, 2, 3, "
        "5, 10, 20)\n",
        fmin(rows.low, 0.95) / 1.02, fmax(rows.high, 1.05) * 1.02);
    fputs("set arrow from 1, graph 0 to 1, graph 1 nohead lw 1.5 "
          "lc rgb 0x222222 back\n",
        out);
    plot_points(&rows, "the first is slower", "the first is faster", NULL);
}
