/* What one run of a twin does not tell: how much memory a worker takes, how
 * a switch grows with the number of workers, what two cost at once. The twins
 * are run in turn, several times; each time gives a ratio, and these their
 * median with its interval. */

#include "../report/format.h"
#include "../report/progress.h"
#include "../scale/scale.h"
#include "asking.h"

#include "kit/clock.h"
#include "kit/json.h"

#include <stdlib.h>

enum { LEAST_RUNS = 6, MOST_RUNS = 10 };

/* Who is asked in each run. Few yields are enough where the kernel switches. */
enum asked {
    PROCS,
    THREADS,
    MANY_THREADS,
    TWO_THREADS,
    MANY_COROUTINES,
    TWO_COROUTINES,
    PARALLEL_PROCS,
    PARALLEL_THREADS,
    ASKED
};

static const struct {
    const char *program;
    long workers, yields; /* yields: 0: as many as the twin makes by itself */
} asked[ASKED] = {
    [PROCS] = {"proc/scale", 100, 50},
    [THREADS] = {"thread/scale", 100, 50},
    [MANY_THREADS] = {"thread/scale", 1000, 10},
    [TWO_THREADS] = {"thread/scale", 2, 2500},
    [MANY_COROUTINES] = {"coro/scale", 1000, 0},
    [TWO_COROUTINES] = {"coro/scale", 2, 0},
    [PARALLEL_PROCS] = {"proc/parallel", 2, 0},
    [PARALLEL_THREADS] = {"thread/parallel", 2, 0},
};

struct run {
    char answers[ASKED][ANSWER_BYTES];
};

/* What a finding compares: its ratio is the first to the second. */
struct pair {
    double first, second;
};

enum unit { BYTES, TIMES, NS };

/* What they answer, as sums of members; and of that what is compared: the first
 * to the second; or of the first two against the last two how many times it is
 * more, or how much. */
static const struct row {
    enum finding_name name;
    enum asked who[4];
    const char *members[2];
    enum { AS_IT_IS, TIMES_MORE, MORE } what;
    enum unit unit;
    double at_least;
} rows[] = {
    {FINDING_KERNEL_BYTES, {PROCS, THREADS}, {"kernel_bytes_each"}, AS_IT_IS,
        BYTES, CLAIMS_MUCH},
    {FINDING_USER_BYTES, {PROCS, THREADS}, {"user_bytes_each"}, AS_IT_IS, BYTES,
        CLAIMS_MUCH},
    {FINDING_CORO_BYTES, {MANY_THREADS, MANY_COROUTINES},
        {"kernel_bytes_each", "user_bytes_each"}, AS_IT_IS, BYTES, CLAIMS_MUCH},
    {FINDING_CORO_MANY_TIMES,
        {MANY_THREADS, MANY_COROUTINES, TWO_THREADS, TWO_COROUTINES},
        {"switch_each_ns"}, TIMES_MORE, TIMES, 1},
    {FINDING_CORO_MANY_SAVED,
        {MANY_THREADS, MANY_COROUTINES, TWO_THREADS, TWO_COROUTINES},
        {"switch_each_ns"}, MORE, NS, 1},
    {FINDING_PARALLEL_COST, {PARALLEL_PROCS, PARALLEL_THREADS}, {"elapsed_ns"},
        AS_IT_IS, NS, CLAIMS_MUCH},
};

enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

static struct pair
look(const struct run *run, const struct row *row)
{
    double seen[4];

    for (int i = 0; i < 4; i++) {
        const char *answer = run->answers[row->who[i]];
        seen[i] = json_number(answer, row->members[0]);
        if (row->members[1] != NULL)
            seen[i] += json_number(answer, row->members[1]);
    }
    if (row->what == TIMES_MORE)
        return (struct pair){seen[0] / seen[1], seen[2] / seen[3]};
    if (row->what == MORE)
        return (struct pair){seen[0] - seen[1], seen[2] - seen[3]};
    return (struct pair){seen[0], seen[1]};
}

/* The runs that gave a ratio. */
struct tally {
    double ratios[MOST_RUNS];
    int runs;
    struct pair last;
};

static int
by_size(const void *left, const void *right)
{
    const double *a = left, *b = right;

    return (*a > *b) - (*a < *b);
}

/* The least and the greatest of six hold the true median 97 times in 100,
 * whatever its distribution: all six fall on one side 1 time in 32. Of nine,
 * the last but one on each side do, 96 times. */
static struct figure
find_median(double values[MOST_RUNS], int count)
{
    int cut = count >= 9 ? 1 : 0;

    qsort(values, (size_t)count, sizeof(values[0]), by_size);
    return (struct figure){(values[(count - 1) / 2] + values[count / 2]) / 2,
        values[cut], values[count - 1 - cut]};
}

static void
format_value(char text[FORMAT_BYTES], enum unit unit, double value)
{
    if (unit == NS)
        format_ns(text, value, false);
    else
        snprintf(text, FORMAT_BYTES, unit == BYTES ? "%.1f KiB" : "%.0f times",
            unit == BYTES ? value / 1024 : value);
}

static void
judge(struct finding *finding, const struct row *row, struct tally *tally)
{
    char ratio[FORMAT_BYTES], first[FORMAT_BYTES], second[FORMAT_BYTES];

    finding->at_least = row->at_least;
    finding->figure = no_figure;
    if (tally->runs < LEAST_RUNS) {
        claims_found(
            finding, BEARS_NOT, "too few runs of the twins gave a figure");
        return;
    }
    finding->figure = find_median(tally->ratios, tally->runs);
    format_ratio(ratio, &finding->figure);
    format_value(first, row->unit, tally->last.first);
    format_value(second, row->unit, tally->last.second);
    claims_found(finding,
        claims_bearing(
            finding->figure.low, finding->figure.high, finding->at_least),
        "%s times in %d runs; in the last: %s, %s", ratio, tally->runs, first,
        second);
}

/* The kernel counts, for each yield of a thread to another, a switch. */
static void
look_at_switches(struct finding findings[FINDINGS], const char *out)
{
    struct finding *is = &findings[FINDING_THREADS_SCHEDULED];
    struct finding *is_not = &findings[FINDING_ONLY_PROCESSES_SCHEDULED];
    double yields = json_number(out, "yields");
    double switches = json_number(out, "switches");

    bool each = fabs(switches / yields - 1) < 0.01;

    if (yields > 0 && !isnan(switches))
        claims_found(is, each ? BEARS_FOR : BEARS_NOT,
            "the kernel counted %.0f switches for %.0f yields of 100 threads",
            switches, yields);
    else
        claims_found(is, BEARS_NOT, "no count");
    claims_found(is_not, is->bearing == BEARS_FOR ? BEARS_AGAINST : BEARS_NOT,
        "%s", is->text);
}

static bool
ask_one(char out[ANSWER_BYTES], enum asked who)
{
    char workers[32], yields[32];

    snprintf(workers, sizeof(workers), "--workers=%ld", asked[who].workers);
    snprintf(yields, sizeof(yields), "--yields=%ld", asked[who].yields);
    if (who == PARALLEL_PROCS || who == PARALLEL_THREADS)
        return claims_ask(out, asked[who].program,
            WORDS(workers, "--work-ms=5", "--rounds=1", "--json"));
    return claims_ask(
        out, asked[who].program, WORDS(workers, yields, SCALE_MAX, "--json"));
}

/* A twin that is missing leaves its own findings open, and no others. */
static void
ask_all(struct run *run)
{
    for (enum asked who = 0; who < ASKED; who++)
        if (!ask_one(run->answers[who], who))
            run->answers[who][0] = '\0';
}

void
claims_runs(struct finding findings[FINDINGS], const struct timing *timing)
{
    long until_ns =
        timing->begin_ns + (timing->end_ns - timing->begin_ns) * 2 / 5;
    struct tally tallies[ROWS] = {{.runs = 0}};
    static struct run run;

    for (int i = 0; i == 0 || (i < MOST_RUNS && clock_ns() < until_ns); i++) {
        progress_tell(timing->begin_ns, timing->end_ns,
            "how much memory a worker takes, and a switch");
        ask_all(&run);
        for (size_t row = 0; row < ROWS; row++) {
            struct pair seen = look(&run, &rows[row]);
            if (!(seen.first > 0 && seen.second > 0))
                continue;
            tallies[row].ratios[tallies[row].runs++] = seen.first / seen.second;
            tallies[row].last = seen;
        }
    }
    for (size_t row = 0; row < ROWS; row++)
        judge(&findings[rows[row].name], &rows[row], &tallies[row]);
    look_at_switches(findings, run.answers[THREADS]);
}
