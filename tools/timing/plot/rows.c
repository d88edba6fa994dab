#include "rows.h"

#include "kit/memstream.h"

#include <stdlib.h>
#include <string.h>

/* Pixels; characters in a line of a reason. */
enum { ROW = 25, FOOT = 72, COLUMN = 96, LAST_COLUMN = 235, CHARACTER = 9 };
enum { LINE = 88 };

/* Where the axis ends, and the first column begins. */
static int
right_of(const struct rows *rows)
{
    return PLOT_WIDTH - LAST_COLUMN - COLUMN * (rows->columns - 1);
}

static void
print_cell(
    const struct rows *rows, int column, const char *text, const char *colour)
{
    fputs("set label ", rows->text);
    plot_quote(rows->text, text);
    fprintf(rows->text,
        " at screen %.4f, first %d left font 'sans-serif,13' textcolor rgb "
        "%s\n",
        (double)(right_of(rows) + 12 + COLUMN * column) / PLOT_WIDTH,
        rows->count, colour);
}

/* Start a row. */
static void
add_name(struct rows *rows, const char *name)
{
    rows->count++;
    if (strlen(name) > rows->widest)
        rows->widest = strlen(name);
    fputs("set ytics add (", rows->text);
    plot_quote(rows->text, name);
    fprintf(rows->text, " %d)\n", rows->count);
}

void
rows_begin(struct rows *rows, int columns, const char *const *heads)
{
    *rows =
        (struct rows){.columns = columns, .low = INFINITY, .high = -INFINITY};
    rows->text =
        memstream_open(&rows->text_bytes, &rows->text_length, "a picture");
    rows->points =
        memstream_open(&rows->point_bytes, &rows->point_length, "a picture");
    for (int i = 0; i < columns; i++)
        print_cell(rows, i, heads[i], "0x555555");
}

void
rows_heading(struct rows *rows, const char *name)
{
    rows->count++;
    fprintf(rows->text,
        "set object rectangle from screen 0, first %d.5 to screen 1, "
        "first %d.5 fs solid noborder fc rgb 0xF0F0F0 behind noclip\n"
        "set label ",
        rows->count - 1, rows->count);
    plot_quote(rows->text, name);
    fprintf(rows->text,
        " at screen 0.015, first %d left font 'sans-serif,14' front\n",
        rows->count);
}

int
rows_add(struct rows *rows, const char *name, const struct figure *figure,
    const char *colour, const char *const *cells)
{
    bool known = isfinite(figure->low) && isfinite(figure->high);
    double low = known ? figure->low : figure->value;
    double high = known ? figure->high : figure->value;

    add_name(rows, name);
    for (int i = 0; i < rows->columns; i++)
        print_cell(
            rows, i, cells[i], i + 1 < rows->columns ? PLOT_BASE : colour);
    fprintf(rows->points, "%.9g %d %.9g %.9g %s\n", figure->value, rows->count,
        low, high, colour);
    if (low > 0)
        rows->low = fmin(rows->low, low);
    rows->high = fmax(rows->high, high);
    return rows->count;
}

void
rows_reason(struct rows *rows, const char *name, const char *reason)
{
    char all[REASON_BYTES + 16], line[LINE + 1];

    snprintf(all, sizeof(all), "no figure: %s", reason);
    for (const char *at = all; *at != '\0'; name = "") {
        size_t length = plot_line(at, LINE);
        snprintf(line, sizeof(line), "%.*s", (int)length, at);
        add_name(rows, name);
        fputs("set label ", rows->text);
        plot_quote(rows->text, line);
        fprintf(rows->text,
            " at graph 0, first %d left offset 0.5,0 font 'sans-serif,12' "
            "textcolor rgb 0x777777 front\n",
            rows->count);
        at += length + (at[length] == ' ');
    }
}

void
rows_print(struct rows *rows, FILE *out, const char *title, const char *below,
    const struct plot_key *keys)
{
    int height = PLOT_HEAD + FOOT + ROW * (rows->count + 1);

    memstream_close(rows->text, "a picture");
    memstream_close(rows->points, "a picture");
    plot_head(out, height, title, below, keys);
    fprintf(out,
        "set tmargin at screen %.4f\nset bmargin at screen %.4f\n"
        "set lmargin at screen %.4f\nset rmargin at screen %.4f\n"
        "set yrange [%d.5:-0.5]\nset border 1\nset ytics () scale 0\n"
        "%s$points << END\n%sEND\n",
        1 - (double)PLOT_HEAD / height, (double)FOOT / height,
        (double)(36 + CHARACTER * (int)rows->widest) / PLOT_WIDTH,
        (double)right_of(rows) / PLOT_WIDTH, rows->count, rows->text_bytes,
        rows->point_bytes);
    free(rows->text_bytes);
    free(rows->point_bytes);
}

void
rows_plot(FILE *out)
{
    /* The NaN draws nothing, and is plotted also where there is no point. */
    fputs("plot $points using 1:2:3:4:5 with xerrorbars pt 7 ps 0.75 lw 2.5 "
          "lc rgb variable, NaN\n",
        out);
}

void
rows_plot_ratios(const struct rows *rows, FILE *out)
{
    plot_ticks(
        out, "x", PLOT_NUMBER, fmin(rows->low, 0.95), fmax(rows->high, 1.05));
    fputs("set xlabel 'ratio (logarithmic)'\n"
          "set arrow from 1, graph 0 to 1, graph 1 nohead lw 1.5 "
          "lc rgb 0x222222 back\n",
        out);
    rows_plot(out);
}
