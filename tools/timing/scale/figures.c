/* From runs to figures. */

#include "scale.h"

const char *const scale_metrics[METRICS] = {
    "create_last_ns", "switch_each_ns", "kernel_bytes_each", "user_bytes_each"};

struct figure
scale_figure(const struct cell *cell, enum metric metric)
{
    double values[MOST_SCALE_RUNS];
    struct samples samples = {values, 0, 1};
    struct random random = {1};

    for (size_t i = 0; i < cell->runs; i++)
        if (!isnan(cell->values[metric][i]))
            values[samples.launches++] = cell->values[metric][i];
    return statistics_figure(&samples, 999, &random);
}

static bool
has_metric(
    const struct scale *scale, size_t size, size_t model, enum metric metric)
{
    return !isnan(scale->cells[size][model].figures[metric].value);
}

struct figure
scale_growth(const struct scale *scale, size_t model, enum metric metric,
    long *first, long *last)
{
    double values[MOST_SCALE_RUNS];
    struct samples samples = {values, 0, 1};
    struct random random = {1};
    size_t low = 0, high = scale->count - 1;

    while (low < high && !has_metric(scale, low, model, metric))
        low++;
    while (high > low && !has_metric(scale, high, model, metric))
        high--;
    if (low == high)
        return no_figure;
    *first = scale->sizes[low];
    *last = scale->sizes[high];
    const struct cell *few = &scale->cells[low][model];
    const struct cell *many = &scale->cells[high][model];
    for (size_t i = 0; i < few->runs && i < many->runs; i++) {
        double ratio = many->values[metric][i] / few->values[metric][i];
        if (ratio > 0 && isfinite(ratio))
            values[samples.launches++] = log(ratio);
    }
    struct figure logs = statistics_figure(&samples, 999, &random);
    return (struct figure){exp(logs.value), exp(logs.low), exp(logs.high)};
}
