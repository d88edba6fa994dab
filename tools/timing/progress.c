#include "progress.h"

#include "kit/clock.h"

#include <math.h>
#include <stdio.h>
#include <unistd.h>

enum { LINE = 79, NS_PER_S = 1000000000 };

static bool shown;

bool
progress_is_on(const struct timing *timing)
{
    return clock_ns() - timing->begin_ns > NS_PER_S && isatty(STDERR_FILENO);
}

void
progress_show(const struct timing *timing)
{
    static long last_ns;
    char line[LINE + 1];
    long now_ns = clock_ns();

    if (!progress_is_on(timing) || now_ns - last_ns < NS_PER_S / 10)
        return;
    int length = snprintf(line, sizeof(line),
        "timing: launch %zu, %.0f s left at most", timing->launches + 1,
        fmax(0, (double)(timing->end_ns - now_ns) / NS_PER_S));
    if (isfinite(timing->widest))
        snprintf(line + length, sizeof(line) - (size_t)length,
            "; widest ratio +-%.1f %%", timing->widest);
    fprintf(stderr, "\r%-*s", LINE, line);
    last_ns = now_ns;
    shown = true;
}

void
progress_clear(void)
{
    if (shown)
        fprintf(stderr, "\r%*s\r", LINE, "");
    shown = false;
}
