#include "progress.h"

#include "kit/clock.h"

#include <stdio.h>
#include <unistd.h>

enum { LINE = 79 };

/* A smaller share says nothing about the rest. */
static const double FEW = 0.01;

static bool always, shown;
static long last_ns;

void
progress_always(void)
{
    always = true;
}

void
progress_begin(struct progress *progress)
{
    *progress = (struct progress){.share = 1, .begin_ns = clock_ns()};
    if (last_ns == 0)
        last_ns = progress->begin_ns;
}

void
progress_leaf(struct progress *progress, uint64_t schedules)
{
    progress->done += progress->share;
    progress->schedules += (double)schedules;
}

double
progress_estimate(const struct progress *progress)
{
    return progress->done >= FEW ? progress->schedules / progress->done : 0;
}

static void
say(const struct progress *progress, int preemptions, int states, double ns)
{
    char line[2 * LINE], bound[32] = "";
    int length;

    if (preemptions != -1)
        snprintf(bound, sizeof(bound), "up to %d preemption%s, ", preemptions,
            preemptions == 1 ? "" : "s");
    length = snprintf(line, sizeof(line), "step: %s%d states", bound, states);
    if (progress_estimate(progress) > 0)
        snprintf(line + length, sizeof(line) - (size_t)length,
            "; some %.0f %% of some %.2g schedules, %.0f s left",
            100 * progress->done, progress_estimate(progress),
            ns * (1 / progress->done - 1) / NS_PER_S);
    if (isatty(STDERR_FILENO)) {
        fprintf(stderr, "\r%-*.*s\r", LINE, LINE, line);
        shown = true;
    } else {
        fprintf(stderr, "%s\n", line);
    }
}

void
progress_show(const struct progress *progress, int preemptions, int states)
{
    long now_ns = clock_ns();

    if (now_ns - last_ns < NS_PER_S || !(always || isatty(STDERR_FILENO)))
        return;
    last_ns = now_ns;
    say(progress, preemptions, states, (double)(now_ns - progress->begin_ns));
}

void
progress_clear(void)
{
    if (shown)
        fprintf(stderr, "\r%*s\r", LINE, "");
    shown = false;
}
