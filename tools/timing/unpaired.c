#include "unpaired.h"

#include "kit/die.h"

#include <stdlib.h>
#include <string.h>

enum { RESAMPLES = 1999, TAIL = (RESAMPLES + 1) / 40 - 1 };

/* Samples prepared for drawing: what is drawn is counted by rank, so that its
 * median is found without sorting. */
struct side {
    const struct samples *samples;
    struct place {
        double value; /* first: compare_reals looks at it */
        size_t index;
    } * sorted;
    size_t *rank, *drawn;
    bool logarithms;
    double middle, wider; /* the samples' median, as a logarithm */
};

static void *
allocate(size_t count, size_t size)
{
    void *memory = calloc(count, size);

    if (memory == NULL)
        die(STATUS_CANNOT, "calloc: %m: no memory for %zu samples", count);
    return memory;
}

static int
compare_reals(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;

    return (a > b) - (a < b);
}

static double
as_logarithm(const struct side *side, double value)
{
    return side->logarithms ? value : log(value);
}

static struct side
open_side(const struct samples *samples, bool logarithms)
{
    size_t count = samples->launches * samples->rounds;
    struct side side = {
        .samples = samples,
        .sorted = allocate(count, sizeof(*side.sorted)),
        .rank = allocate(count, sizeof(*side.rank)),
        .drawn = allocate(count, sizeof(*side.drawn)),
        .logarithms = logarithms,
        .wider = statistics_widening(samples->launches),
    };

    for (size_t i = 0; i < count; i++)
        side.sorted[i] = (struct place){samples->values[i], i};
    qsort(side.sorted, count, sizeof(*side.sorted), compare_reals);
    for (size_t i = 0; i < count; i++)
        side.rank[side.sorted[i].index] = i;
    side.middle =
        as_logarithm(&side, statistics_median(samples->values, count));
    return side;
}

static void
close_side(struct side *side)
{
    free(side->sorted);
    free(side->rank);
    free(side->drawn);
}

/* The value drawn that has so many below it. */
static double
drawn_value(const struct side *side, size_t below)
{
    size_t rank = 0, passed = side->drawn[0];

    while (passed <= below)
        passed += side->drawn[++rank];
    return side->sorted[rank].value;
}

/* Draw launches and rounds within them; how far their median lies from the
 * middle, widened. */
static double
draw(struct side *side, struct random *random)
{
    size_t launches = side->samples->launches, rounds = side->samples->rounds;
    size_t count = launches * rounds;

    memset(side->drawn, 0, count * sizeof(*side->drawn));
    for (size_t i = 0; i < launches; i++) {
        const size_t *launch =
            side->rank + random_below(random, launches) * rounds;
        for (size_t j = 0; j < rounds; j++)
            side->drawn[launch[random_below(random, rounds)]]++;
    }
    double low = drawn_value(side, (count - 1) / 2);
    double high = drawn_value(side, count / 2);
    double median = low == high ? low : (low + high) / 2;
    return side->wider * (as_logarithm(side, median) - side->middle);
}

struct figure
unpaired_ratio(const struct samples *a, const struct samples *b,
    bool logarithms, long seed)
{
    struct figure ratio = {NAN, NAN, NAN};
    struct random random = {(uint64_t)seed};
    double moves[RESAMPLES];

    if (a->launches == 0 || b->launches == 0)
        return ratio;
    struct side from = open_side(a, logarithms), to = open_side(b, logarithms);
    double middle = to.middle - from.middle;
    ratio.value = exp(middle);
    if (a->launches > 1 && b->launches > 1) {
        for (size_t i = 0; i < RESAMPLES; i++) {
            double move = draw(&to, &random);
            moves[i] = move - draw(&from, &random);
        }
        qsort(moves, RESAMPLES, sizeof(moves[0]), compare_reals);
        ratio.low = exp(middle + moves[TAIL]);
        ratio.high = exp(middle + moves[RESAMPLES - 1 - TAIL]);
    }
    close_side(&from);
    close_side(&to);
    return ratio;
}
