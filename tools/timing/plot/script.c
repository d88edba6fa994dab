#include "script.h"

#include "kit/json.h"
#include "kit/machine.h"
#include "kit/memstream.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void
plot_quote(FILE *out, const char *text)
{
    fputc('\'', out); /* between these, only another one is special */
    for (; *text != '\0'; text++) {
        unsigned char byte = (unsigned char)*text;
        if (byte == '\'')
            fputs("''", out);
        else
            fputc(byte < 0x20 ? ' ' : byte, out);
    }
    fputc('\'', out);
}

size_t
plot_line(const char *text, size_t most)
{
    size_t length = strlen(text);

    if (length > most)
        for (length = most; length > most / 2 && text[length] != ' ';)
            length--;
    return length;
}

const char *
plot_colour(const char *verdict)
{
    static const struct {
        const char *verdict, *colour;
    } rows[] = {{"slower", PLOT_SLOWER}, {"larger", PLOT_SLOWER},
        {"faster", PLOT_FASTER}, {"smaller", PLOT_FASTER}};

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (verdict != NULL && strcmp(verdict, rows[i].verdict) == 0)
            return rows[i].colour;
    return PLOT_NONE;
}

/* "Intel Xeon, 2 usable CPUs, kernel 6.1, virtual machine": in the words of the
 * JSON. */
static void
print_machine(FILE *out)
{
    char cpu[96], kernel[64], below[64], usable[16], text[320];
    char *object = NULL;
    size_t bytes;
    FILE *memory = memstream_open(&object, &bytes, "a title");

    machine_json(memory);
    memstream_close(memory, "a title");
    json_text(json_get(object, "cpu"), cpu, sizeof(cpu));
    json_text(json_get(object, "kernel"), kernel, sizeof(kernel));
    json_text(json_get(object, "virtualised"), below, sizeof(below));
    json_text(json_get(object, "cpus_usable"), usable, sizeof(usable));
    snprintf(text, sizeof(text), "%s, %s usable CPU%s, kernel %s%s%s", cpu,
        usable, strcmp(usable, "1") == 0 ? "" : "s", kernel,
        strcmp(below, "null") == 0 ? "" : ", ",
        strcmp(below, "null") == 0 ? "" : below);
    free(object);
    plot_quote(out, text);
}

static void
print_key(FILE *out, int height, const struct plot_key *key)
{
    double y = 1 - 86.0 / height;
    int x = 16; /* pixels */

    for (; key->text != NULL; key++) {
        int symbol = key->dash > 0 ? 40 : 14;
        if (key->dash > 0)
            fprintf(out,
                "set arrow from screen %.4f, screen %.4f to screen %.4f, "
                "screen %.4f nohead lw 2 dt %d lc rgb %s\n",
                (double)x / PLOT_WIDTH, y, (double)(x + symbol) / PLOT_WIDTH, y,
                key->dash, key->colour);
        if (key->shape != PLOT_NO_POINT)
            fprintf(out,
                "set label '' at screen %.4f, screen %.4f point pt %d ps 0.8 "
                "lc rgb %s\n",
                (x + symbol / 2.0) / PLOT_WIDTH, y, key->shape, key->colour);
        fputs("set label ", out);
        plot_quote(out, key->text);
        fprintf(out, " at screen %.4f, screen %.4f left font 'sans-serif,13'\n",
            (x + symbol + 6.0) / PLOT_WIDTH, y);
        x += symbol + 20 + 9 * (int)strlen(key->text);
    }
}

void
plot_head(FILE *out, int height, const char *title, const char *below,
    const struct plot_key *keys)
{
    fprintf(out,
        "set terminal @terminal size %d,%d noenhanced font 'sans-serif,14' "
        "background rgb 'white'\n"
        "set encoding utf8\nset border 3 lc rgb 0x777777\n"
        "set tics nomirror textcolor rgb 0x222222\n"
        "set grid x lc rgb 0xDDDDDD lt 1\nset bars small\nunset key\n"
        "set label ",
        PLOT_WIDTH, height);
    plot_quote(out, title);
    fprintf(out, " at screen 0.015, screen %.4f left font 'sans-serif,18'\n",
        1 - 30.0 / height);
    fputs("set label ", out);
    if (below != NULL)
        plot_quote(out, below);
    else
        print_machine(out);
    fprintf(out,
        " at screen 0.015, screen %.4f left textcolor rgb 0x555555 font "
        "'sans-serif,13'\n",
        1 - 58.0 / height);
    print_key(out, height, keys);
}

static void
print_tick(FILE *out, const char *axis, enum plot_unit unit, double value)
{
    static const char *const times[] = {" ns", " us", " ms", " s"};
    static const char *const sizes[] = {" B", " KiB", " MiB", " GiB"};
    double base = unit == PLOT_BYTES ? 1024 : 1000, number = value;
    int power = 0;

    while (unit != PLOT_NUMBER && power < 3 && number >= base * (1 - 1e-9)) {
        number /= base;
        power++;
    }
    fprintf(out, "set %stics add ('%.4g%s' %.9g)\n", axis, number,
        value == 0 || unit == PLOT_NUMBER ? ""
        : unit == PLOT_TIME               ? times[power]
                                          : sizes[power],
        value);
}

/* Of what the ticks of a narrow axis are multiples: there are four to eight. */
static double
choose_step(enum plot_unit unit, double range)
{
    double step = unit == PLOT_BYTES ? exp2(floor(log2(range / 4)))
                                     : pow(10, floor(log10(range / 4)));

    if (unit == PLOT_BYTES || range / step < 8)
        return step;
    return range / step < 16 ? 2 * step : 5 * step;
}

/* Over a wide range at powers, below that at 1, 2, 5, 10…; and over a narrow
 * one at equal distances, or there would be none. */
void
plot_ticks(
    FILE *out, const char *axis, enum plot_unit unit, double low, double high)
{
    if (!(low >= 0) || !isfinite(high) || !(high > 0))
        high = 10 * (low = 1000); /* no figure at all */
    low /= 1.1;
    high *= 1.1;
    double step = choose_step(unit, high - low), wide = high / low;
    double base = unit != PLOT_BYTES ? 10
                  : wide > 4096      ? 16
                  : wide > 64        ? 4
                                     : 2;

    fprintf(out, "%s logscale %s\nset %srange [%.9g:%.9g]\nset %stics ()\n",
        low > 0 ? "set" : "unset", axis, axis, low, high, axis);
    if (low == 0 || wide < 6)
        for (double at = ceil(low / step); at * step <= high; at++)
            print_tick(out, axis, unit, at * step);
    else
        for (double at = pow(base, floor(log(low) / log(base))); at <= high;
             at *= base) {
            print_tick(out, axis, unit, at);
            if (base == 10 && wide < 300) {
                print_tick(out, axis, unit, 2 * at);
                print_tick(out, axis, unit, 5 * at);
            }
        }
}
