#include "unpaired.h"

enum { RESAMPLES = 999 };

/* How far each drawn median lies from the samples' own, as a logarithm and
 * widened; the return value is that median's logarithm. */
static double
draw(const struct samples *samples, bool logarithms, double moves[RESAMPLES],
    struct random *random)
{
    double wider = statistics_widening(samples->launches);
    double middle =
        statistics_median(samples->values, samples->launches * samples->rounds);

    middle = logarithms ? middle : log(middle);
    if (samples->launches < 2)
        return middle;
    statistics_resample(samples, moves, RESAMPLES, random);
    for (size_t i = 0; i < RESAMPLES; i++)
        moves[i] = wider * ((logarithms ? moves[i] : log(moves[i])) - middle);
    return middle;
}

struct figure
unpaired_ratio(const struct samples *a, const struct samples *b,
    bool logarithms, long seed)
{
    double from_moves[RESAMPLES], to_moves[RESAMPLES];
    struct random random = {(uint64_t)seed};
    struct figure ratio = no_figure;

    if (a->launches == 0 || b->launches == 0)
        return ratio;
    double from = draw(a, logarithms, from_moves, &random);
    double to = draw(b, logarithms, to_moves, &random);
    ratio.value = exp(to - from);
    if (a->launches < 2 || b->launches < 2)
        return ratio;
    for (size_t i = 0; i < RESAMPLES; i++)
        to_moves[i] -= from_moves[i];
    struct interval drawn = statistics_middle(to_moves, RESAMPLES);
    ratio.low = exp(to - from + drawn.low);
    ratio.high = exp(to - from + drawn.high);
    return ratio;
}
