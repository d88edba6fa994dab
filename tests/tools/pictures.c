/* Do the pictures of timing show all that there is, and hide nothing? They are
 * made from figures of our own; where gnuplot is installed, it must take each
 * without a warning. */

#include "../harness/check.h"

#include "../../tools/timing/plot/curves.h"
#include "../../tools/timing/plot/pictures.h"

#include "kit/memstream.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REASON                                                                 \
    "the first of very many words, so that there is no line in which all of "  \
    "them have room, and none of them may be left out, were it only because "  \
    "a reader who is told half of a reason is not told the reason, up to the " \
    "last"

static struct timing timing;
static char *script;
static size_t script_length;

/* The script of one picture, until the next call. */
static const char *
draw(void (*plot)(FILE *, const struct timing *))
{
    free(script);
    FILE *out = memstream_open(&script, &script_length, "a script");
    fputs("terminal = 'svg'\n", out);
    plot(out, &timing);
    memstream_close(out, "a script");
    return script;
}

/* A series of the last operation; a value that is NaN: without a figure. */
static void
add_series(const char *model, const char *label, double ns, double low_ns,
    double high_ns)
{
    struct operation *operation = &timing.operations[timing.count - 1];
    struct series *series = &operation->series[operation->count++];

    *series = (struct series){.model = model,
        .label = label,
        .text = "what it does",
        .launches = 1,
        .raw_ns = {ns, low_ns, high_ns},
        .net_ns = {ns, low_ns, high_ns}};
    if (isnan(ns))
        snprintf(series->reason, sizeof(series->reason), "%s", REASON);
    if (operation->count == 1)
        return;
    timing.comparisons[timing.comparison_count++] =
        (struct comparison){.operation = operation,
            .of = series,
            .to = &operation->series[0],
            .text = "what it does",
            .ratio = {ns / 20, low_ns / 20, high_ns / 20},
            .difference = {ns - 20, low_ns - 20, high_ns - 20},
            .reason = REASON};
}

static void
add_operation(const char *name, double proc_ns, double coro_ns)
{
    struct operation *operation = &timing.operations[timing.count++];

    *operation = (struct operation){.cores = 1};
    snprintf(operation->name, sizeof(operation->name), "%s", name);
    add_series("thread", "thread", 20, 19, 21);
    add_series("proc", "fork", proc_ns, proc_ns / 2, proc_ns * 3);
    add_series("coro", "coroutine", coro_ns, coro_ns - 2, coro_ns + 2);
}

/* Operations of all sizes and kinds that the curves look for, with the two
 * costs at 64K. */
static void
make_timing(double proc_ns, double coro_ns)
{
    static const char *const kinds[] = {"memory/small", "memory/huge",
        "working-set/private/line", "working-set/private/page",
        "working-set/common/line", "working-set/common/page"};
    static const char *const sizes[] = {"64K", "1M", "0"}; /* in any order */
    char name[64];

    memset(&timing, 0, sizeof(timing));
    for (int i = 0; i < COUNT(kinds); i++)
        for (size_t j = 0; j < 3; j++) {
            snprintf(name, sizeof(name), "%s/%s", kinds[i], sizes[j]);
            add_operation(name, j == 0 ? proc_ns : 3e6, j == 0 ? coro_ns : 4);
        }
}

static void (*const pictures[])(FILE *, const struct timing *) = {
    plot_costs, plot_ratios, plot_steps, plot_memory, plot_working_set};

enum { PICTURES = COUNT(pictures) };

/* The next number after the words, from *at on, which moves behind it. */
static bool
next_number(const char **at, const char *words, double *number)
{
    const char *found = strstr(*at, words);

    if (found == NULL)
        return false;
    *at = found + strlen(words);
    *number = strtod(*at, NULL);
    return true;
}

/* Do the title, the key and the notes stay clear of the axes? */
TEST(axes_are_clear)
{
    make_timing(NAN, 4);
    for (size_t i = 0; i < PICTURES; i++) {
        const char *text = draw(pictures[i]), *at;
        double top = 0, bottom = 1, y;

        CHECK_HAS(text, "unset key");
        for (at = text; next_number(&at, "set tmargin at screen ", &y);)
            top = fmax(top, y);
        for (at = text; next_number(&at, "set bmargin at screen ", &y);)
            bottom = fmin(bottom, y);
        CU_ASSERT(0 < bottom && bottom < top && top < 1);
        int count = 0;
        for (at = text; next_number(&at, ", screen ", &y); count++)
            CU_ASSERT((top < y && y < 1) || (0 < y && y < bottom));
        CU_ASSERT(count >= 4);
    }
}

/* Is a reason shown in full, in lines that have room for it? */
TEST(reasons_are_whole)
{
    char words[] = REASON, *rest;

    make_timing(NAN, NAN);
    for (size_t i = 0; i < PICTURES; i++) {
        const char *text = draw(pictures[i]);
        strcpy(words, REASON);
        for (char *word = strtok_r(words, " ", &rest); word != NULL;
             word = strtok_r(NULL, " ", &rest))
            CHECK_HAS(text, word);
        for (const char *at = text; (at = strstr(at, "set label '")) != NULL;
             at += 11)
            CU_ASSERT(strcspn(at + 11, "'") <= PLOT_LINE);
    }
}

/* Does a model have one name in all pictures, the one that it has in the text?
 */
TEST(names_agree_with_the_text)
{
    make_timing(3000, 4);
    for (size_t i = 0; i < PICTURES; i++) {
        const char *text = draw(pictures[i]);
        bool by_text = pictures[i] == plot_steps || pictures[i] == plot_ratios;
        CHECK_LACKS(text, "coroutine");
        CU_ASSERT_EQUAL(strstr(text, "'what it does'") != NULL, by_text);
        CU_ASSERT_EQUAL(strstr(text, "'coro'") != NULL, !by_text);
        CU_ASSERT_EQUAL(strstr(text, "'proc fork'") != NULL, !by_text);
    }
}

/* The n-th line of a curve's data, the first such curve in the script. */
static const char *
line_of(const char *text, int curve, int line)
{
    char head[32];

    snprintf(head, sizeof(head), "$curve%d << END\n", curve);
    const char *at = strstr(text, head);
    if (at == NULL)
        abort();
    for (at += strlen(head); line > 0; line--)
        at = strchr(at, '\n') + 1;
    return at;
}

/* Are the intervals at one size side by side, by size? */
TEST(intervals_stand_side_by_side)
{
    make_timing(3000, 4);
    for (size_t i = 3; i < PICTURES; i++) {
        const char *text = draw(pictures[i]);
        double last = -INFINITY;
        for (int line = 0; line < 3; line++)
            for (int curve = 0; curve < 3; curve++) {
                double place = strtod(line_of(text, curve, line), NULL);
                CU_ASSERT(place > last + 0.02);
                last = place;
            }
    }
}

/* Does a curve break off where there is no figure, and is a figure that a
 * logarithmic axis cannot show still shown? */
TEST(gaps_are_shown)
{
    make_timing(NAN, -7);
    const char *text = draw(plot_working_set);
    CU_ASSERT_EQUAL(strncmp(line_of(text, 1, 1), "NaN NaN", 7), 0);
    CU_ASSERT_EQUAL(strncmp(line_of(text, 2, 1), "NaN NaN", 7), 0);
    CHECK_HAS(text, "graph 0.02 point pt 11", "No figure for working-set/");
    make_timing(3000, 7);
    text = draw(plot_working_set);
    CHECK_LACKS(text, "graph 0.02 point pt 11", "No figure for");
}

/* Has every axis some ticks, and not too many, however wide it is? */
TEST(axes_have_ticks)
{
    for (int unit = PLOT_NUMBER; unit <= PLOT_BYTES; unit++)
        for (double low = 1; low < 1e9; low *= 3.7)
            for (double wide = 1; wide < 1e9; wide *= 1.3) {
                char *text = NULL;
                size_t length;
                int count = 0;
                double first = NAN, value;
                FILE *out = memstream_open(&text, &length, "the ticks");
                plot_ticks(out, "x", (enum plot_unit)unit, low, low * wide);
                memstream_close(out, "the ticks");
                const char *at = text;
                CU_ASSERT(next_number(&at, "set xrange [", &first));
                double last = strtod(strchr(at, ':') + 1, NULL);
                CU_ASSERT(first < low && last > low * wide);
                while (next_number(&at, "set xtics add (", &value)) {
                    value = strtod(strchr(at + 1, '\'') + 1, NULL);
                    count += first <= value && value <= last;
                }
                CU_ASSERT(2 <= count && count <= 14);
                free(text);
            }
}

/* Does gnuplot take every picture without a warning, also an empty one? */
TEST(gnuplot_takes_them)
{
    static const double costs[][2] = {
        {3000, 4}, {NAN, -7}, {NAN, NAN}, {1e9, 1e-3}};

    if (is_skipped(system("gnuplot --version >/dev/null 2>&1") != 0,
            "gnuplot is not installed"))
        return;
    for (int i = 0; i < COUNT(costs); i++)
        for (size_t j = 0; j < PICTURES; j++) {
            make_timing(costs[i][0], costs[i][1]);
            draw(pictures[j]);
            FILE *gnuplot = popen("said=$(gnuplot --default-settings - 2>&1 "
                                  ">/dev/null) && test -z \"$said\"",
                "w");
            if (gnuplot == NULL || fputs(script, gnuplot) == EOF)
                abort();
            CU_ASSERT_EQUAL(pclose(gnuplot), 0);
        }
}
