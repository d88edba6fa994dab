/* What is no timing: the twins are run, and their answers read. */

#include "claims.h"
#include "format.h"
#include "progress.h"

#include "kit/clock.h"
#include "kit/die.h"
#include "kit/home.h"
#include "kit/json.h"
#include "kit/launch.h"
#include "kit/stop.h"

#include <stdlib.h>
#include <string.h>

enum { OUT_BYTES = 8192, LEAST_RUNS = 6, MOST_RUNS = 10, TRIES = 10 };

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

/* Run a twin, which may tell that its invariant is broken. */
static bool
ask(char out[OUT_BYTES], const char *program, const char *const *words)
{
    out[0] = '\0';
    if (!home_has(program))
        return false;
    int status = launch_run(program, words, out, OUT_BYTES);
    return (status == STATUS_HELD || status == STATUS_BROKEN) && out[0] == '{';
}

/* NaN where there is no such number. */
static double
number_at(const char *out, const char *name)
{
    char text[64], *end;

    json_text(json_get(out, name), text, sizeof(text));
    double number = strtod(text, &end);
    return end == text ? NAN : number;
}

static void
tell_nothing(struct finding *finding, const char *why)
{
    finding->bearing = BEARS_NOT;
    snprintf(finding->text, sizeof(finding->text), "%s", why);
}

static void
look_at_space(struct finding *finding, const char *program, double copies)
{
    char out[OUT_BYTES], address[32];

    if (!ask(out, program,
            WORDS("--memory=private", "--workers=1", "--sync=none",
                "--iterations=1000", "--json"))) {
        tell_nothing(finding, "the twin did not answer");
        return;
    }
    json_text(json_get(out, "address"), address, sizeof(address));
    bool is_so = number_at(out, "copies") == copies &&
                 number_at(out, "actual") == (copies == 1 ? 1000 : 0) &&
                 number_at(out, "worker_saw") == 1000;
    finding->bearing = is_so ? BEARS_FOR : BEARS_AGAINST;
    snprintf(finding->text, sizeof(finding->text),
        "at %s the worker reads %.0f, its starter %.0f", address,
        number_at(out, "worker_saw"), number_at(out, "actual"));
}

/* How many updates were lost; NaN where the twin does not answer. */
static double
count_lost(const char *program, const char *sync, double *expected)
{
    char out[OUT_BYTES];

    if (!ask(out, program, WORDS("--iterations=200000", sync, "--json")))
        return NAN;
    *expected = number_at(out, "expected");
    return number_at(out, "lost");
}

/* Until a loss is seen, some times. */
static void
look_for_race(struct finding *finding, const char *program)
{
    double expected = 0, lost = 0;
    int tries = 0;

    while (tries < TRIES && lost == 0) {
        tries++;
        lost = count_lost(program, "--sync=none", &expected);
    }
    finding->bearing = claims_lossy(lost);
    if (isnan(lost))
        tell_nothing(finding, "the twin did not answer");
    else
        snprintf(finding->text, sizeof(finding->text),
            "%.0f of %.0f updates lost in run %d", lost, expected, tries);
}

/* None lost of n: fewer than 3/n, 95 times in 100 (the rule of three; Hanley
 * and Lippman-Hand, JAMA 249, 1983). */
static void
look_for_none(struct finding *finding, const char *program, const char *sync)
{
    double expected = 0, lost = count_lost(program, sync, &expected);

    finding->bearing = lost > 0 ? BEARS_AGAINST : BEARS_FOR;
    if (isnan(lost))
        tell_nothing(finding, "the twin did not answer");
    else if (lost == 0)
        snprintf(finding->text, sizeof(finding->text),
            "none of %.0f lost (95 %%: fewer than 1 in %.0f)", expected,
            expected / 3);
    else
        snprintf(finding->text, sizeof(finding->text),
            "%.0f of %.0f updates lost", lost, expected);
}

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
compare_bytes(struct finding *finding, double ratios[MOST_RUNS], int runs,
    double proc_bytes, double thread_bytes)
{
    char ratio[FORMAT_BYTES];

    finding->at_least = CLAIMS_MUCH;
    finding->figure = (struct figure){NAN, NAN, NAN};
    if (runs < LEAST_RUNS) {
        tell_nothing(finding, "too few runs of the scale twins gave a figure");
        return;
    }
    finding->figure = find_median(ratios, runs);
    finding->bearing = claims_bearing(
        finding->figure.low, finding->figure.high, finding->at_least);
    format_ratio(ratio, &finding->figure);
    snprintf(finding->text, sizeof(finding->text),
        "%s times in %d runs; in the last: %.1f KiB, %.1f KiB", ratio, runs,
        proc_bytes / 1024, thread_bytes / 1024);
}

static bool
ask_scale(char out[OUT_BYTES], const char *program)
{
    return ask(out, program, WORDS("--workers=100", "--json"));
}

/* The kernel counts, for each yield of a thread to another, a switch. */
static void
look_at_switches(struct finding findings[FINDINGS], const char *out)
{
    struct finding *is = &findings[FINDING_THREADS_SCHEDULED];
    struct finding *is_not = &findings[FINDING_ONLY_PROCESSES_SCHEDULED];
    double yields = number_at(out, "yields");
    double switches = number_at(out, "switches");

    if (!(yields > 0) || isnan(switches))
        return;
    snprintf(is->text, sizeof(is->text),
        "the kernel counted %.0f switches for %.0f yields of 100 threads",
        switches, yields);
    memcpy(is_not->text, is->text, sizeof(is->text));
    bool each = fabs(switches / yields - 1) < 0.01;
    is->bearing = each ? BEARS_FOR : BEARS_NOT;
    is_not->bearing = each ? BEARS_AGAINST : BEARS_NOT;
}

static void
look_at_scale(struct finding findings[FINDINGS], const struct timing *timing)
{
    long until_ns =
        timing->begin_ns + (timing->end_ns - timing->begin_ns) * 2 / 5;
    static const struct {
        enum finding_name name;
        const char *member;
    } rows[] = {{FINDING_KERNEL_BYTES, "kernel_bytes_each"},
        {FINDING_USER_BYTES, "user_bytes_each"}};
    char proc[OUT_BYTES] = "", thread[OUT_BYTES] = "";
    double ratios[2][MOST_RUNS], bytes[2][2] = {{0}};
    int counts[2] = {0};

    for (int run = 0; run < MOST_RUNS && clock_ns() < until_ns; run++) {
        progress_tell(
            timing->begin_ns, timing->end_ns, "how much memory a worker takes");
        if (!ask_scale(proc, "proc/scale") ||
            !ask_scale(thread, "thread/scale"))
            break;
        for (int i = 0; i < 2; i++) {
            double of = number_at(proc, rows[i].member);
            double to = number_at(thread, rows[i].member);
            if (!(of > 0 && to > 0))
                continue;
            ratios[i][counts[i]++] = of / to;
            bytes[i][0] = of;
            bytes[i][1] = to;
        }
    }
    for (int i = 0; i < 2; i++)
        compare_bytes(&findings[rows[i].name], ratios[i], counts[i],
            bytes[i][0], bytes[i][1]);
    if (thread[0] == '\0')
        ask_scale(thread, "thread/scale");
    look_at_switches(findings, thread);
}

void
claims_facts(struct finding findings[FINDINGS], const struct timing *timing)
{
    struct finding *guarded = &findings[FINDING_RACE_GUARDED];

    stop_hold();
    tell_nothing(&findings[FINDING_THREADS_SCHEDULED], "no count");
    tell_nothing(&findings[FINDING_ONLY_PROCESSES_SCHEDULED], "no count");
    look_at_space(&findings[FINDING_OWN_SPACE], "proc/counter", 2);
    look_at_space(&findings[FINDING_ONE_SPACE], "thread/counter", 1);
    look_for_race(&findings[FINDING_RACE_THREAD], "thread/counter");
    look_for_race(&findings[FINDING_RACE_PROC], "proc/counter");
    look_for_none(
        &findings[FINDING_LOCK_THREAD], "thread/counter", "--sync=mutex");
    look_for_none(&findings[FINDING_LOCK_PROC], "proc/counter", "--sync=mutex");
    look_for_none(&findings[FINDING_LOCAL], "thread/counter", "--sync=local");
    look_at_scale(findings, timing);

    /* No loss under a lock: there the race does not occur. */
    const struct finding *lock = &findings[FINDING_LOCK_THREAD];
    memcpy(guarded->text, lock->text, sizeof(guarded->text));
    guarded->bearing = lock->bearing == BEARS_FOR       ? BEARS_AGAINST
                       : lock->bearing == BEARS_AGAINST ? BEARS_FOR
                                                        : BEARS_NOT;
}
