/* What is not a measurement of time: the twins are run, and their answers read.
 */

#include "asking.h"

#include "kit/json.h"
#include "kit/stop.h"

#include <sys/resource.h>

enum { TRIES = 10 };

static void
look_at_space(struct finding *finding, const char *program, double copies)
{
    char out[ANSWER_BYTES], address[32];

    if (!claims_ask(out, program,
            WORDS("--memory=private", "--workers=1", "--sync=none",
                "--iterations=1000", "--json")))
        return;
    json_text(json_get(out, "address"), address, sizeof(address));
    double saw = json_number(out, "worker_saw");
    double actual = json_number(out, "actual");
    bool is_so = json_number(out, "copies") == copies && saw == 1000 &&
                 actual == (copies == 1 ? 1000 : 0);
    claims_found(finding, is_so ? BEARS_FOR : BEARS_AGAINST,
        "at %s the worker reads %.0f, its parent %.0f", address, saw, actual);
}

/* How many updates were lost; NaN where the twin does not answer. */
static double
count_lost(
    const char *program, const char *sync, const char *more, double *expected)
{
    char out[ANSWER_BYTES];

    if (!claims_ask(
            out, program, WORDS("--iterations=200000", sync, "--json", more)))
        return NAN;
    *expected = json_number(out, "expected");
    return json_number(out, "lost");
}

/* Several times, until a loss is seen. */
static void
look_for_race(struct finding *finding, const char *program)
{
    double expected = 0, lost = 0;
    int tries = 0;

    while (tries < TRIES && lost == 0) {
        tries++;
        lost = count_lost(program, "--sync=none", NULL, &expected);
    }
    if (!isnan(lost))
        claims_found(finding, claims_lossy(lost),
            "%.0f of %.0f updates lost in run %d", lost, expected, tries);
}

/* None lost of n: fewer than 3/n, 95 times in 100 (the rule of three; Hanley
 * and Lippman-Hand, JAMA 249, 1983). */
static void
look_for_none(struct finding *finding, const char *program, const char *sync)
{
    double expected = 0, lost = count_lost(program, sync, NULL, &expected);

    if (lost == 0)
        claims_found(finding, BEARS_FOR,
            "none of %.0f lost (95 %%: fewer than 1 in %.0f)", expected,
            expected / 3);
    else if (!isnan(lost))
        claims_found(finding, BEARS_AGAINST, "%.0f of %.0f updates lost", lost,
            expected);
}

/* The same race, where each yields between its read and its write: it needs
 * no luck, so one run is enough. */
static void
look_for_yielding(struct finding *finding, const char *program)
{
    double expected = 0;
    double lost =
        count_lost(program, "--sync=none", "--yield-every=1", &expected);

    if (!isnan(lost))
        claims_found(finding, lost > 0 ? BEARS_AGAINST : BEARS_FOR,
            "%.0f of %.0f updates lost", lost, expected);
}

/* The race with a pause in it needs no luck: it must lose in every run. */
static void
look_for_every_time(struct finding *finding, const char *program)
{
    char out[ANSWER_BYTES];
    int lossy = 0;

    for (int i = 0; i < TRIES; i++) {
        if (!claims_ask(out, program,
                WORDS("--sync=none", "--gap-ms=1", "--workers=2", "--json")))
            return;
        lossy += json_number(out, "lost") == 1;
    }
    claims_found(finding, lossy == TRIES ? BEARS_FOR : BEARS_AGAINST,
        "1 of 2 updates was lost in %d of %d runs", lossy, TRIES);
}

/* Switches of the children that were reaped, as the kernel counted them. */
static double
count_switches(void)
{
    struct rusage usage;

    if (getrusage(RUSAGE_CHILDREN, &usage) == -1)
        return NAN;
    return (double)usage.ru_nvcsw + (double)usage.ru_nivcsw;
}

/* Does the kernel see them? A few switches are those of the program that starts
 * and prints, and of others on the same CPU. */
static void
look_for_unseen(struct finding *finding)
{
    double before = count_switches(), own = NAN;
    char out[ANSWER_BYTES];

    if (claims_ask(out, "coro/switch",
            WORDS("--how=yield", "--count=100000", "--json")))
        own = json_number(out, "switches");
    double seen = count_switches() - before;
    if (!(own > 0) || isnan(seen))
        return;
    claims_found(finding,
        seen < 0.01 * own   ? BEARS_FOR
        : seen > 0.99 * own ? BEARS_AGAINST
                            : BEARS_NOT,
        "%.0f by their scheduler's count, %.0f of the whole program by the "
        "kernel's",
        own, seen);
}

static void
look_at_coroutines(struct finding findings[FINDINGS])
{
    look_for_unseen(&findings[FINDING_CORO_UNSEEN]);
    look_for_none(&findings[FINDING_CORO_NONE], "coro/counter", "--sync=none");
    look_for_yielding(&findings[FINDING_CORO_YIELDING], "coro/counter");
}

void
claims_facts(struct finding findings[FINDINGS], const struct timing *timing)
{
    struct finding *guarded = &findings[FINDING_RACE_GUARDED];

    for (size_t i = 0; i < FINDINGS; i++)
        claims_found(&findings[i], BEARS_NOT, "the twin did not answer");
    stop_hold();
    look_at_space(&findings[FINDING_OWN_SPACE], "proc/counter", 2);
    look_at_space(&findings[FINDING_ONE_SPACE], "thread/counter", 1);
    look_for_race(&findings[FINDING_RACE_THREAD], "thread/counter");
    look_for_race(&findings[FINDING_RACE_PROC], "proc/counter");
    look_for_every_time(&findings[FINDING_GAP_THREAD], "thread/counter");
    look_for_every_time(&findings[FINDING_GAP_PROC], "proc/counter");
    look_for_none(
        &findings[FINDING_LOCK_THREAD], "thread/counter", "--sync=mutex");
    look_for_none(&findings[FINDING_LOCK_PROC], "proc/counter", "--sync=mutex");
    look_for_none(&findings[FINDING_LOCAL], "thread/counter", "--sync=local");
    look_at_coroutines(findings);
    claims_twins(findings);
    claims_runs(findings, timing);

    /* No loss under a lock: there the race does not occur. */
    const struct finding *lock = &findings[FINDING_LOCK_THREAD];
    claims_found(guarded,
        lock->bearing == BEARS_FOR       ? BEARS_AGAINST
        : lock->bearing == BEARS_AGAINST ? BEARS_FOR
                                         : BEARS_NOT,
        "%s", lock->text);
}
