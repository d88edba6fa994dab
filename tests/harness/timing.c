#include "timing.h"

#include "kit/json.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Launches by rounds. */
struct grid {
    long launches, count;
    double values[MAX_SAMPLES];
};

int
timing_split(
    const char *out, const char *list, const char *entries[MAX_ENTRIES])
{
    const char *cursor = json_get(out, list).start;
    struct json_slice item;
    int count = 0;

    while (cursor != NULL && count < MAX_ENTRIES && json_item(&cursor, &item))
        entries[count++] = item.start;
    return count;
}

static bool
has_word(const char *entry, const char *member, const char *word)
{
    char text[WORD_BYTES];

    json_text(json_get(entry, member), text, sizeof(text));
    return word == NULL || strcmp(text, word) == 0;
}

static const char *
find_entry(const char *const *entries, int count, const char *name,
    const char *model, const char *way)
{
    for (int i = 0; i < count; i++)
        if (has_word(entries[i], "name", name) &&
            has_word(entries[i], "model", model) &&
            has_word(entries[i], "way", way))
            return entries[i];
    return NULL;
}

const char *
timing_entry(
    const char *out, const char *name, const char *model, const char *way)
{
    const char *entries[MAX_ENTRIES];
    const char *found = find_entry(
        entries, timing_split(out, "operations", entries), name, model, way);

    if (found == NULL)
        printf("\n    no entry %s %s %s ", name, model, way);
    CU_ASSERT_PTR_NOT_NULL(found);
    return found != NULL ? found : "{}";
}

bool
timing_has_figure(const char *entry)
{
    return !is_null_at(entry, "median");
}

/* Each launch has the same number of samples. */
static void
read_grid(const char *entry, const char *member, struct grid *grid)
{
    const char *cursor = json_get(entry, member).start;
    struct json_slice launch, sample;
    long in_first = 0;

    grid->launches = grid->count = 0;
    while (json_item(&cursor, &launch)) {
        const char *at = launch.start;
        while (grid->count < MAX_SAMPLES && json_item(&at, &sample))
            grid->values[grid->count++] = strtod(sample.start, NULL);
        in_first = grid->launches++ == 0 ? grid->count : in_first;
        CU_ASSERT_EQUAL(grid->count, grid->launches * in_first);
    }
}

static int
by_size(const void *left, const void *right)
{
    const double *a = left, *b = right;

    return (*a > *b) - (*a < *b);
}

double
timing_median(const double *values, long count)
{
    static double sorted[MAX_SAMPLES];

    memcpy(sorted, values, (size_t)count * sizeof(sorted[0]));
    qsort(sorted, (size_t)count, sizeof(sorted[0]), by_size);
    return (sorted[(count - 1) / 2] + sorted[count / 2]) / 2;
}

static bool
is_near(double left, double right)
{
    return fabs(left - right) <= 1e-9 * (fabs(left) + fabs(right)) + 1e-9;
}

/* The figure of that name (and its interval: _low, _high, or without a name low
 * and high) must be `expected`, and lie in the interval. A single launch has
 * none. */
static void
check_figure(
    const char *entry, const char *name, const char *prefix, double expected)
{
    char low[64], high[64];

    snprintf(low, sizeof(low), "%slow", prefix);
    snprintf(high, sizeof(high), "%shigh", prefix);
    CU_ASSERT(is_near(real_at(entry, name), expected));
    CU_ASSERT_EQUAL(is_null_at(entry, low), is_null_at(entry, high));
    if (is_null_at(entry, low))
        return;
    CU_ASSERT(real_at(entry, low) <= expected + 1e-9 * fabs(expected));
    CU_ASSERT(real_at(entry, high) >= expected - 1e-9 * fabs(expected));
}

static void
check_all_null(const char *entry, const char *const *members)
{
    for (; *members != NULL; members++)
        CU_ASSERT(is_null_at(entry, *members));
}

static const char *const costs[] = {
    "median", "low", "high", "floor", "raw", "raw_low", "raw_high", NULL};
static const char *const comparisons[] = {"ratio", "ratio_low", "ratio_high",
    "difference", "difference_low", "difference_high", "verdict", NULL};

static void
check_verdict(const char *entry)
{
    bool known = !is_null_at(entry, "ratio_low");
    double low = known ? real_at(entry, "ratio_low") : 0;
    double high = known ? real_at(entry, "ratio_high") : HUGE_VAL;

    CU_ASSERT_STRING_EQUAL(word_at(entry, "verdict"), low > 1    ? "slower"
                                                      : high < 1 ? "faster"
                                                                 : "none");
}

static void
check_counts(const char *entry)
{
    double claimed = real_at(entry, "claimed");
    double missed = fabs(real_at(entry, "counted") - claimed);
    const char *name = word_at(entry, "name");
    bool switches = strncmp(name, "switch/", 7) == 0 ||
                    strncmp(name, "explain/", 8) == 0 ||
                    strncmp(name, "working-set/", 12) == 0;

    CU_ASSERT(claimed >= real_at(entry, "rounds"));
    CU_ASSERT(missed <= (switches ? 0.01 * claimed : 0));
}

static void
check_costs(const char *entry)
{
    static struct grid net, raw;

    read_grid(entry, "samples", &net);
    read_grid(entry, "raw_samples", &raw);
    CU_ASSERT_STRING_EQUAL(word_at(entry, "unit"), "ns");
    CU_ASSERT_EQUAL(net.launches, raw.launches);
    check_json(entry, "rounds=%ld rounds=%ld", net.count, raw.count);
    if (!timing_has_figure(entry)) {
        check_all_null(entry, costs);
        check_all_null(entry, comparisons);
        CU_ASSERT(strlen(word_at(entry, "reason")) > 0);
        return;
    }
    CU_ASSERT_FATAL(net.count > 0);
    check_figure(entry, "median", "", timing_median(net.values, net.count));
    check_figure(entry, "raw", "raw_", timing_median(raw.values, raw.count));
    for (long i = 0; i < raw.count; i++) {
        CU_ASSERT(net.values[i] <= raw.values[i]);
        CU_ASSERT(real_at(entry, "floor") <= raw.values[i] * (1 + 1e-9));
    }
    CU_ASSERT(long_at(entry, "outliers") >= 0);
    CU_ASSERT(long_at(entry, "outliers") <= raw.count);
    check_counts(entry);
}

/* The ratio is formed round by round. */
static void
check_comparison(const char *entry, const char *of, const char *to)
{
    static struct grid left, right;

    read_grid(of, "raw_samples", &left);
    read_grid(to, "raw_samples", &right);
    if (is_null_at(entry, "ratio")) {
        check_all_null(entry, comparisons);
        CU_ASSERT(!timing_has_figure(of) || !timing_has_figure(to) ||
                  left.launches != right.launches);
        return;
    }
    CU_ASSERT(timing_has_figure(of) && timing_has_figure(to));
    CU_ASSERT_EQUAL_FATAL(left.count, right.count);
    for (long i = 0; i < left.count; i++) {
        double ratio = left.values[i] / right.values[i];
        left.values[i] -= right.values[i];
        right.values[i] = ratio;
    }
    check_figure(
        entry, "ratio", "ratio_", timing_median(right.values, right.count));
    check_figure(entry, "difference", "difference_",
        timing_median(left.values, left.count));
    check_verdict(entry);
}

/* The ratio of an entry is one of the comparisons. */
static void
check_own_ratio(const char *entry, const char *const *all, int count)
{
    const char *name = word_at(entry, "name"), *way = word_at(entry, "way");
    bool found = is_null_at(entry, "ratio");

    for (int i = 0; i < count && !found; i++)
        found = has_word(all[i], "name", name) && has_word(all[i], "of", way) &&
                !is_null_at(all[i], "ratio") &&
                is_near(real_at(all[i], "ratio"), real_at(entry, "ratio")) &&
                is_near(real_at(all[i], "difference"),
                    real_at(entry, "difference"));
    CU_ASSERT(found);
    if (!is_null_at(entry, "ratio"))
        check_verdict(entry);
}

static void
check_comparisons(const char *const *entries, int entry_count,
    const char *const *all, int count)
{
    for (int i = 0; i < count; i++) {
        const char *name = word_at(all[i], "name");
        const char *to =
            find_entry(entries, entry_count, name, NULL, word_at(all[i], "to"));
        CU_ASSERT_PTR_NOT_NULL_FATAL(to);
        /* Injected companions of several models bear one label. */
        const char *label = word_at(all[i], "of");
        const char *of = find_entry(entries, entry_count, name,
            *label == '+' ? word_at(to, "model") : NULL, label);
        CU_ASSERT_PTR_NOT_NULL_FATAL(of);
        check_comparison(all[i], of, to);
    }
}

void
timing_check_answer(const char *out)
{
    const char *entries[MAX_ENTRIES], *all[MAX_ENTRIES];

    CU_ASSERT_FATAL(is_json(out));
    int count = timing_split(out, "operations", entries);
    int compared = timing_split(out, "comparisons", all);
    CU_ASSERT(count > 0);
    CU_ASSERT(long_at(out, "machine.cpus_usable") >= 1);
    CU_ASSERT(strlen(word_at(out, "machine.kernel")) > 0);
    CU_ASSERT(long_at(out, "launches") >= 0);
    for (int i = 0; i < count; i++) {
        check_costs(entries[i]);
        check_own_ratio(entries[i], all, compared);
    }
    check_comparisons(entries, count, all, compared);
}

void
timing_check_text(const char *out)
{
    CHECK_LACKS(out, "nan", "-inf", "+inf", " inf");
    for (const char *line = out; *line != '\0';) {
        size_t length = strcspn(line, "\n");
        if (length > 80)
            printf("\n    too long: %.*s ", (int)length, line);
        CU_ASSERT(length <= 80);
        CU_ASSERT(length == 0 || line[length - 1] != ' ');
        line += length + (line[length] == '\n');
    }
}

const struct outcome *
timing_measure(const struct outcome *(*run_it)(const char *const *),
    double seconds, const char *const *words)
{
    enum { MOST_WORDS = 16 };
    const struct outcome *seen = NULL;

    for (; seconds < 50; seconds *= 3) {
        const char *arguments[MOST_WORDS] = {NULL};
        char time[32];
        int count = 0;
        snprintf(time, sizeof(time), "--max-seconds=%g", seconds);
        while (words[count] != NULL && count < MOST_WORDS - 2) {
            arguments[count] = words[count];
            count++;
        }
        arguments[count] = time;
        seen = run_it(arguments);
        if (strstr(seen->out, "too short") == NULL)
            break;
    }
    return seen;
}
