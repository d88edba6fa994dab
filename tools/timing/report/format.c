#include "format.h"

#include "kit/json.h"

#include <string.h>

struct scale {
    double ns;
    const char *unit;
    int digits;
};

static struct scale
choose_scale(double ns)
{
    static const struct scale scales[] = {
        {1, "ns", 0}, {1e3, "us", 0}, {1e6, "ms", 0}, {1e9, "s", 0}};
    size_t chosen = 0;

    while (chosen < 3 && fabs(ns) >= 999.5 * scales[chosen].ns)
        chosen++;
    struct scale scale = scales[chosen];
    double number = fabs(ns) / scale.ns;
    scale.digits = number < 9.995 ? 2 : number < 99.95 ? 1 : 0;
    return scale;
}

/* For a figure with its interval: by the largest of the three. */
static struct scale
figure_scale(const struct figure *figure)
{
    double most = fabs(figure->value);

    if (isfinite(figure->low) && isfinite(figure->high))
        most = fmax(most, fmax(fabs(figure->low), fabs(figure->high)));
    return choose_scale(most);
}

static void
format_in(
    char text[FORMAT_BYTES], const struct scale *scale, double ns, bool plus)
{
    snprintf(text, FORMAT_BYTES, plus ? "%+.*f %s" : "%.*f %s", scale->digits,
        ns / scale->ns, scale->unit);
}

void
format_ns(char text[FORMAT_BYTES], double ns, bool plus)
{
    struct scale scale = choose_scale(ns);

    format_in(text, &scale, ns, plus);
}

void
format_figure(char text[FORMAT_BYTES], const struct figure *figure, bool plus)
{
    struct scale scale = figure_scale(figure);
    size_t length;

    format_in(text, &scale, figure->value, plus);
    if (!isfinite(figure->low) || !isfinite(figure->high))
        return;
    length = strlen(text);
    snprintf(text + length, FORMAT_BYTES - length,
        plus ? " (%+.*f..%+.*f)" : " (%.*f..%.*f)", scale.digits,
        figure->low / scale.ns, scale.digits, figure->high / scale.ns);
}

void
format_interval(char text[FORMAT_BYTES], const struct figure *figure)
{
    struct scale scale = figure_scale(figure);

    if (isfinite(figure->low) && isfinite(figure->high))
        snprintf(text, FORMAT_BYTES, "%.*f..%.*f %s", scale.digits,
            figure->low / scale.ns, scale.digits, figure->high / scale.ns,
            scale.unit);
    else
        snprintf(text, FORMAT_BYTES, "none");
}

/* A ratio whose first digits would be zeros: as 1/N. */
static void
format_small(char text[FORMAT_BYTES], const struct figure *ratio)
{
    int digits = ratio->value > 1 / 99.95 ? 1 : 0;

    if (isfinite(ratio->low) && isfinite(ratio->high))
        snprintf(text, FORMAT_BYTES, "1/%.*f (1/%.*f..1/%.*f)", digits,
            1 / ratio->value, digits, 1 / ratio->low, digits, 1 / ratio->high);
    else
        snprintf(text, FORMAT_BYTES, "1/%.*f", digits, 1 / ratio->value);
}

void
format_ratio(char text[FORMAT_BYTES], const struct figure *ratio)
{
    double most = isfinite(ratio->high) ? ratio->high : ratio->value;
    bool positive = ratio->value > 0 && !(ratio->low <= 0);

    if (positive && most < 0.09995) {
        format_small(text, ratio);
        return;
    }
    int digits = most < 1.9995 ? 3 : most < 9.995 ? 2 : most < 99.95 ? 1 : 0;

    if (isfinite(ratio->low) && isfinite(ratio->high))
        snprintf(text, FORMAT_BYTES, "%.*f (%.*f..%.*f)", digits, ratio->value,
            digits, ratio->low, digits, ratio->high);
    else
        snprintf(text, FORMAT_BYTES, "%.*f", digits, ratio->value);
}

void
format_name(char text[FORMAT_BYTES], const char *model, const char *way)
{
    if (strncmp(way, model, strlen(model)) == 0) /* "coroutine", too */
        snprintf(text, FORMAT_BYTES, "%s", model);
    else
        snprintf(text, FORMAT_BYTES, "%s %s", model, way);
}

void
format_series(char text[FORMAT_BYTES], const struct series *series)
{
    format_name(text, series->model, series->label);
}

void
format_members(FILE *out, const char *name, const char *before,
    const struct figure *figure)
{
    char low[FORMAT_BYTES], high[FORMAT_BYTES];

    snprintf(low, sizeof(low), "%slow", before);
    snprintf(high, sizeof(high), "%shigh", before);
    json_real_member(out, name, figure->value);
    json_real_member(out, low, figure->low);
    json_real_member(out, high, figure->high);
}
