/* From what was measured to findings: ratios, formed round by round. */

#include "../measure/estimate.h"
#include "../report/format.h"
#include "asking.h"

#include "kit/memory.h"

#include <stdlib.h>
#include <string.h>

/* Where the ratios come from: the costs in one operation, or what they are
 * more than in another. */
static const struct {
    enum finding_name name;
    const char *operation, *less;
    bool net; /* of the same calls without a switch: here, of the walk */
    const char *models[2];
} rows[] = {
    {FINDING_CREATE, "create", NULL, false, {"proc", "thread"}},
    {FINDING_START, "create/first-instruction", NULL, false,
        {"proc", "thread"}},
    {FINDING_END, "create", "create/first-instruction", false,
        {"proc", "thread"}},
    {FINDING_YIELD, "switch/yield/one-core", NULL, false, {"proc", "thread"}},
    {FINDING_SEM, "switch/sem/one-core", NULL, false, {"proc", "thread"}},
    {FINDING_PIPE, "switch/pipe/one-core", NULL, false, {"proc", "thread"}},
    {FINDING_WALK, "working-set/common/page/" CLAIMS_WALK, NULL, true,
        {"proc", "thread"}},
    {FINDING_CORO_CREATE, "create", NULL, false, {"thread", "coro"}},
    {FINDING_CORO_YIELD, "switch/yield/one-core", NULL, false,
        {"thread", "coro"}},
    {FINDING_CORO_SEM, "switch/sem/one-core", NULL, false, {"thread", "coro"}},
};

static const struct series *
find_series(const struct timing *timing, const char *name, const char *model)
{
    for (struct series *series = NULL; series_next(timing, &series);)
        if (strcmp(series->operation->name, name) == 0 &&
            strcmp(series->model, model) == 0)
            return series;
    return NULL;
}

/* The series of one ratio, the more expensive model first; less[i] is NULL
 * where nothing is subtracted. */
struct sides {
    const struct series *of[2], *less[2];
    bool net;
};

/* Round by round, only what was measured in the same rounds. */
static bool
are_together(const struct sides *sides)
{
    const struct series *first = sides->of[0];

    for (size_t i = 0; i < 2; i++) {
        const struct series *of = sides->of[i], *less = sides->less[i];
        if (of == NULL || !has_samples(of) || of->launches != first->launches)
            return false;
        if (less != NULL &&
            (!has_samples(less) || less->launches != first->launches))
            return false;
    }
    return true;
}

static double
cost_at(const struct sides *sides, size_t side, size_t place)
{
    const struct series *of = sides->of[side], *less = sides->less[side];

    return (sides->net ? of->net[place] : of->raw[place]) -
           (less != NULL ? less->raw[place] : 0);
}

static void
judge_ratio(const struct timing *timing, struct finding *finding,
    const struct sides *sides)
{
    size_t launches = sides->of[0]->launches;
    size_t places = launches * MAX_ROUNDS;
    double *values = memory_heap(3 * places * sizeof(*values), "the ratios");
    char ratio[FORMAT_BYTES], costs[2][FORMAT_BYTES];

    for (size_t i = 0; i < places; i++) {
        if (i % MAX_ROUNDS >= timing->rounds)
            continue; /* nothing was measured there */
        values[places + i] = cost_at(sides, 0, i);
        values[2 * places + i] = cost_at(sides, 1, i);
        values[i] = values[places + i] / values[2 * places + i];
    }
    finding->figure = estimate_figure(timing, values, launches);
    for (size_t side = 0; side < 2; side++) {
        struct figure cost =
            estimate_figure(timing, values + (side + 1) * places, launches);
        format_ns(costs[side], cost.value, false);
    }
    free(values);
    format_ratio(ratio, &finding->figure);
    claims_found(finding,
        claims_bearing(
            finding->figure.low, finding->figure.high, finding->at_least),
        "%s times: %s, %s", ratio, costs[0], costs[1]);
}

void
claims_ratios(struct finding findings[FINDINGS], const struct timing *timing)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct finding *finding = &findings[rows[i].name];
        struct sides sides = {.net = rows[i].net};
        for (size_t side = 0; side < 2; side++) {
            sides.of[side] =
                find_series(timing, rows[i].operation, rows[i].models[side]);
            if (rows[i].less != NULL)
                sides.less[side] =
                    find_series(timing, rows[i].less, rows[i].models[side]);
        }
        finding->at_least = CLAIMS_MUCH;
        finding->figure = no_figure;
        if (are_together(&sides))
            judge_ratio(timing, finding, &sides);
        else
            claims_found(
                finding, BEARS_NOT, "refused, or not measured together");
    }
}
