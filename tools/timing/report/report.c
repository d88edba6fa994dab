#include "report.h"

#include "../experiments/inject.h"
#include "../measure/counting.h"
#include "chart.h"
#include "format.h"

#include "kit/clock.h"
#include "kit/memstream.h"
#include "kit/table.h"

#include <stdlib.h>
#include <string.h>

enum { INDENT = 10 };

static void
print_series(FILE *out, const struct series *series)
{
    char name[FORMAT_BYTES], raw[FORMAT_BYTES], interval[FORMAT_BYTES],
        floor[FORMAT_BYTES], net[FORMAT_BYTES];

    format_series(name, series);
    if (!is_live(series)) {
        fprintf(out, "  %-8s", name);
        if (strlen(name) >= INDENT - 2)
            fprintf(out, "\n%*s", INDENT, "");
        table_wrap(out, INDENT, series->reason);
        return;
    }
    fprintf(out, "  %-19s", name);
    format_ns(raw, series->raw_ns.value, false);
    format_interval(interval, &series->raw_ns);
    format_ns(floor, series->floor_ns, false);
    format_figure(net, &series->net_ns, false);
    fprintf(out, " %8s  %-14s %8s  %s\n", raw, interval, floor, net);
}

/* Which ratios are not known as well as was asked for: how many, and by how
 * much the worst misses it. */
static void
print_unreached(FILE *out, const struct timing *timing)
{
    size_t missed = 0, all = 0;
    char text[256];

    for (size_t i = 0; i < timing->comparison_count; i++) {
        const struct comparison *comparison = &timing->comparisons[i];
        if (isnan(comparison->ratio.value) || !comparison->targets)
            continue;
        all++;
        missed += !(comparison->width <= timing->options.precision);
    }
    if (missed == 0)
        return;
    int length = snprintf(text, sizeof(text),
        "+-%g %% was not reached in time for %zu of %zu ratios%s",
        timing->options.precision, missed, all,
        timing->experiments[0]->tells_all ? "" : ", marked ~");
    if (timing->widest < 999.95)
        snprintf(text + length, sizeof(text) - (size_t)length,
            "; the widest is known to +-%.1f %%", timing->widest);
    strcat(text, ".");
    table_note(out, 2, text);
}

static void
print_outliers(FILE *out, const struct timing *timing)
{
    size_t outliers = 0, samples = 0;
    char text[128];

    for (struct series *series = NULL; series_next(timing, &series);) {
        if (!has_samples(series))
            continue;
        outliers += series->outliers;
        samples += series->launches * timing->rounds;
    }
    snprintf(text, sizeof(text), "Outliers: %zu of %zu samples; all are kept.",
        outliers, samples);
    table_note(out, 2, text);
}

/* What an interval can know of a machine's phases: those that were seen. */
static void
print_phases(FILE *out, const struct timing *timing)
{
    size_t moved = 0, all = 0;
    bool creates = false;
    char text[320];

    for (size_t i = 0; i < timing->comparison_count; i++) {
        moved += timing->comparisons[i].phases;
        all += !isnan(timing->comparisons[i].ratio.value);
        creates = creates || !timing->comparisons[i].operation->switches;
    }
    if (moved > 0)
        snprintf(text, sizeof(text),
            "Phases were seen in %zu of %zu ratio%s: launches that follow each "
            "other are alike. Their intervals are widened to the middle 95 %% "
            "of the launches.",
            moved, all, all == 1 ? "" : "s");
    else
        snprintf(text, sizeof(text),
            "One phase of the machine was seen, of %.1f s: the intervals claim "
            "nothing for others.",
            (double)(clock_ns() - timing->begin_ns) / 1e9);
    if (creates) /* estimate_allow_drift */
        strcat(text, " Those of creations' ratios allow for a drift of 1.2 % "
                     "from minute to minute.");
    if (moved > 0 || creates)
        table_note(out, 2, text);
}

static void
print_notes(FILE *out, const struct timing *timing)
{
    bool two_cores = false, own_count = false;

    for (struct series *series = NULL; series_next(timing, &series);) {
        if (!is_live(series))
            continue;
        two_cores = two_cores || series->operation->cores == 2;
        own_count = own_count || strcmp(counting_by(series), "scheduler") == 0;
    }
    if (timing->experiments[0]->tells_all)
        table_note(out, 2,
            "Per creation, or per one-way hand-over: medians over all rounds, "
            "with their 95 % intervals; differences and ratios are formed "
            "round by round.");
    else
        table_note(out, 2,
            "Per creation, or per one-way hand-over. raw: the median over all "
            "rounds, as measured; its interval would contain the true median "
            "95 times in 100. floor: the fastest batch. median (net): the same "
            "less what the calls take when nobody is created or switched to. "
            "The ratio (of raw) is formed round by round; where its interval "
            "contains 1 there is no verdict (none).");
    if (two_cores)
        table_note(out, 2,
            "A hand-over on two cores includes waking an idle CPU: a different "
            "question from one core.");
    if (own_count)
        table_note(out, 2,
            "The kernel sees no switch between coroutines: these are counted "
            "by their own scheduler, all others by the kernel.");
    print_phases(out, timing);
    print_outliers(out, timing);
}

/* The series that gave no figure for this reason; an operation's name before
 * the first of its series. */
static void
list_refused(FILE *out, const struct timing *timing, const char *reason)
{
    const struct operation *last = NULL;
    char name[FORMAT_BYTES];

    for (struct series *series = NULL; series_next(timing, &series);) {
        if (strcmp(series->reason, reason) != 0)
            continue;
        format_series(name, series);
        if (series->operation == last)
            fprintf(out, ", %s", name);
        else
            fprintf(out, "%s%s %s", last == NULL ? "" : "; ",
                series->operation->name, name);
        last = series->operation;
    }
}

static bool
is_first_with_its_reason(
    const struct timing *timing, const struct series *refused)
{
    struct series *series = NULL;

    while (series_next(timing, &series) && series != refused)
        if (strcmp(series->reason, refused->reason) == 0)
            return false;
    return true;
}

/* What gave no figure, and why, each reason once: where there is no table to
 * say it. */
static void
print_refused(FILE *out, const struct timing *timing)
{
    for (struct series *series = NULL; series_next(timing, &series);) {
        char *text;
        size_t length;
        if (is_live(series) || !is_first_with_its_reason(timing, series))
            continue;
        FILE *note = memstream_open(&text, &length, "a report");
        fputs("No figure for ", note);
        list_refused(note, timing, series->reason);
        fprintf(note, ": %s.", series->reason);
        memstream_close(note, "a report");
        table_note(out, 2, text);
        free(text);
    }
}

static void
print_table(FILE *out, const struct timing *timing)
{
    fprintf(out, "%-21s %8s  %-14s %8s  %s\n", "", "raw", "95 % interval",
        "floor", "median (net)");
    for (struct series *series = NULL; series_next(timing, &series);) {
        if (series == series->operation->series)
            fprintf(out, "%s\n", series->operation->name);
        print_series(out, series);
    }
}

void
report_text(
    FILE *out, const struct timing *timing, const struct warnings *warnings)
{
    fprintf(out, "timing: %zu launch%s x %zu round%s, %.1f s\n",
        timing->launches, timing->launches == 1 ? "" : "es", timing->rounds,
        timing->rounds == 1 ? "" : "s",
        (double)(clock_ns() - timing->begin_ns) / 1e9);
    bool silent = timing->launches == 0 && !timing->experiments[0]->has_facts;
    if (silent || !timing->experiments[0]->tells_all)
        print_table(out, timing);
    if (silent)
        return;
    if (!timing->experiments[0]->tells_all && timing->options.inject_ns == 0 &&
        !timing->options.inject_syscall)
        chart_ratios(out, timing);
    for (size_t i = 0; i < 2 && timing->experiments[i] != NULL; i++)
        if (timing->experiments[i]->print != NULL)
            timing->experiments[i]->print(out, timing);
    inject_print(out, timing);
    fputc('\n', out);
    for (size_t i = 0; i < warnings->count; i++) {
        char warning[WARNING_BYTES + 16];
        snprintf(warning, sizeof(warning), "Warning: %s.", warnings->text[i]);
        table_note(out, 2, warning);
    }
    if (timing->experiments[0]->tells_all)
        print_refused(out, timing);
    if (!timing->reached)
        print_unreached(out, timing);
    print_notes(out, timing);
}
