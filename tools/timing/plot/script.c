#include "script.h"

#include "kit/die.h"
#include "kit/json.h"
#include "kit/machine.h"

#include <stdlib.h>
#include <string.h>

void
plot_quote(FILE *out, const char *text)
{
    fputc('\'', out); /* within which only itself means anything */
    for (; *text != '\0'; text++) {
        unsigned char byte = (unsigned char)*text;
        if (byte == '\'')
            fputs("''", out);
        else
            fputc(byte < 0x20 ? ' ' : byte, out);
    }
    fputc('\'', out);
}

const char *
plot_colour(const char *verdict)
{
    if (verdict == NULL)
        return PLOT_BASE;
    if (strcmp(verdict, "slower") == 0)
        return PLOT_SLOWER;
    return strcmp(verdict, "faster") == 0 ? PLOT_FASTER : PLOT_NONE;
}

/* "Intel Xeon, 2 CPUs, kernel 6.1, virtual machine": by the same words as the
 * JSON. */
static void
describe_machine(char *text, size_t size)
{
    char cpu[96], kernel[64], below[64], usable[16];
    char *object = NULL;
    size_t bytes;
    FILE *memory = open_memstream(&object, &bytes);

    if (memory == NULL)
        die(STATUS_CANNOT, "open_memstream: %m: no memory for a title");
    machine_json(memory);
    if (fclose(memory) == EOF)
        die(STATUS_CANNOT, "no memory for a title: %m");
    json_text(json_get(object, "cpu"), cpu, sizeof(cpu));
    json_text(json_get(object, "kernel"), kernel, sizeof(kernel));
    json_text(json_get(object, "virtualised"), below, sizeof(below));
    json_text(json_get(object, "cpus_usable"), usable, sizeof(usable));
    snprintf(text, size, "%s, %s usable CPU%s, kernel %s%s%s", cpu, usable,
        strcmp(usable, "1") == 0 ? "" : "s", kernel,
        strcmp(below, "null") == 0 ? "" : ", ",
        strcmp(below, "null") == 0 ? "" : below);
    free(object);
}

void
plot_head(FILE *out, int width, int height, const char *title)
{
    char machine[320];

    describe_machine(machine, sizeof(machine));
    fprintf(out,
        "set terminal svg size %d,%d noenhanced font 'sans-serif,14' "
        "background rgb 'white'\n"
        "set encoding utf8\nset border 3 lc rgb 0x777777\n"
        "set tics nomirror textcolor rgb 0x222222\n"
        "set grid x lc rgb 0xDDDDDD lt 1\nset bars small\n"
        "set label 1000 ",
        width, height);
    plot_quote(out, title);
    fprintf(out,
        " at screen 0, screen 1 offset 2,-1.3 left font 'sans-serif,18'\n"
        "set label 1001 ");
    plot_quote(out, machine);
    fprintf(out, " at screen 0, screen 1 offset 2,-2.8 left "
                 "textcolor rgb 0x555555 font 'sans-serif,13'\n");
}

/* Ticks at 1, 2, 5, 10… or, over a wide range, at the powers of 10. */
void
plot_ticks(FILE *out, const char *axis, double low, double high)
{
    static const char *const units[] = {"ns", "us", "ms", "s"};
    static const int digits[] = {1, 2, 5};
    bool wide = high > 300 * low;

    if (!(low > 0) || !isfinite(low) || !(high > low))
        high = 10 * (low = 1e-6); /* no figure at all */
    fprintf(out, "set logscale %s\nset %srange [%.9g:%.9g]\nset %stics ()\n",
        axis, axis, low / 1.2, high * 1.2, axis);
    for (int power = 0; power < 12; power++)
        for (int i = 0; i < (wide ? 1 : 3); i++) {
            double ns = digits[i] * pow(10, power);
            fprintf(out, "set %stics add ('%g %s' %.9g)\n", axis,
                ns / pow(1000, power / 3), units[power / 3], ns * 1e-9);
        }
}

void
plot_script(FILE *out, const struct timing *timing)
{
    static const struct {
        const char *experiment;
        void (*plot)(FILE *, const struct timing *);
    } pictures[] = {
        {"anatomy", plot_steps},
        {"memory", plot_memory},
        {"working-set", plot_working_set},
        {"explain", plot_ratios},
    };

    for (size_t i = 0; i < sizeof(pictures) / sizeof(pictures[0]); i++)
        if (strcmp(timing->experiments[0]->name, pictures[i].experiment) == 0) {
            pictures[i].plot(out, timing);
            return;
        }
    plot_costs(out, timing);
}
