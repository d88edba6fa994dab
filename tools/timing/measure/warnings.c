#include "warnings.h"

#include "rounds.h"

#include "kit/clock.h"
#include "kit/format.h"
#include "kit/sysfile.h"
#include "kit/table.h"

#include <limits.h>
#include <sys/resource.h>
#include <unistd.h>

/* From where on something is worth a warning. */
static const double much_stolen = 0.01, much_busy = 0.10, much_clock = 0.001;
static const double many_switches = 0.02; /* for each batch of bare calls */

/* In seconds, summed over all CPUs: what /proc/stat says (proc(5)), and what
 * we and our children have used of it. -1: not known. */
struct usage {
    double busy_s, stolen_s, own_s;
    long when_ns;
};

static struct usage begun;

static double
own_seconds(int who)
{
    struct rusage usage;

    if (getrusage(who, &usage) == -1)
        return 0;
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static struct usage
look(void)
{
    double user, nice, system, idle, waiting, hard, soft, stolen;
    double tick_s = 1.0 / (double)sysconf(_SC_CLK_TCK);
    struct usage usage = {-1, -1, 0, clock_ns()};
    char text[256];

    if (sysfile_line(text, sizeof(text), "cpu ", "/proc/stat") &&
        sscanf(text, "%lf %lf %lf %lf %lf %lf %lf %lf", &user, &nice, &system,
            &idle, &waiting, &hard, &soft, &stolen) == 8) {
        usage.busy_s = (user + nice + system) * tick_s;
        usage.stolen_s = stolen * tick_s;
    }
    usage.own_s = own_seconds(RUSAGE_SELF) + own_seconds(RUSAGE_CHILDREN);
    return usage;
}

void
warnings_begin(void)
{
    begun = look();
}

static void warn(struct warnings *warnings, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void
warn(struct warnings *warnings, const char *format, ...)
{
    if (warnings->count == MAX_WARNINGS)
        return;
    FORMAT(warnings->text[warnings->count++], WARNING_BYTES, format);
}

static void
warn_of_others(struct warnings *warnings)
{
    struct usage now = look();
    double wall_s = (double)(now.when_ns - begun.when_ns) / 1e9;

    if (begun.busy_s < 0 || now.busy_s < 0 || wall_s <= 0)
        return;
    double stolen = (now.stolen_s - begun.stolen_s) / wall_s;
    double others =
        (now.busy_s - begun.busy_s - (now.own_s - begun.own_s)) / wall_s;
    if (stolen > much_stolen)
        warn(warnings,
            "the hypervisor took away %.0f %% of a CPU meanwhile (steal time): "
            "absolute times are too high; trust the ratios and the floors",
            100 * stolen);
    if (others > much_busy)
        warn(warnings,
            "other programs used %.0f %% of a CPU meanwhile: they share its "
            "caches and its clock rate; measure on an idle machine",
            100 * others);
}

/* The bare calls switch to nobody: what the kernel counts there is the work of
 * other programs. */
static void
warn_of_switches(struct warnings *warnings, const struct timing *timing)
{
    double batches = 0;
    long switches = 0;
    char text[32];

    for (struct series *series = NULL; series_next(timing, &series);) {
        if (!series->operation->switches)
            continue;
        switches += series->bare_counted;
        batches += 2.0 * (double)(series->launches * timing->rounds);
    }
    if ((double)switches <= many_switches * batches)
        return;
    table_integer(text, sizeof(text), switches);
    warn(warnings,
        "during the bare calls, which switch to nobody, the kernel counted %s "
        "involuntary switches: another program wants the same CPU",
        text);
}

/* The smallest step that the clock is seen to make, with its own cost. */
static long
clock_step_ns(void)
{
    long least_ns = 1000000000;

    for (int i = 0; i < 1000; i++) {
        long begin_ns = clock_ns(), end_ns;
        do
            end_ns = clock_ns();
        while (end_ns == begin_ns);
        if (end_ns - begin_ns < least_ns)
            least_ns = end_ns - begin_ns;
    }
    return least_ns;
}

static void
warn_of_clock(struct warnings *warnings, const struct timing *timing)
{
    long step_ns = clock_step_ns(), batch_ns = LONG_MAX;

    for (size_t i = 0; i < timing->count; i++) {
        long goal_ns = lround(rounds_goal_ns(&timing->operations[i]));
        batch_ns = goal_ns < batch_ns ? goal_ns : batch_ns;
    }
    if ((double)step_ns > much_clock * (double)batch_ns)
        warn(warnings,
            "the clock is coarse: it steps by %ld ns, more than 0.1 %% of a "
            "batch (%ld ns): choose a finer clock source",
            step_ns, batch_ns);
}

static void
warn_of_few(struct warnings *warnings, const struct timing *timing)
{
    if (timing->launches > 0 && timing->launches < 12)
        warn(warnings,
            "only %zu launch%s into the time, and twelve are wanted: the "
            "intervals are widened for that; raise --max-seconds",
            timing->launches, timing->launches == 1 ? " fits" : "es fit");
}

struct warnings
warnings_end(const struct timing *timing)
{
    struct warnings warnings = {.count = 0};

    warn_of_others(&warnings);
    warn_of_switches(&warnings, timing);
    warn_of_clock(&warnings, timing);
    warn_of_few(&warnings, timing);
    return warnings;
}
