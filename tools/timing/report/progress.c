#include "progress.h"

#include "kit/clock.h"

#include <math.h>
#include <stdio.h>
#include <unistd.h>

enum { LINE = 79 };

static bool shown;

bool
progress_is_on(long begin_ns)
{
    return clock_ns() - begin_ns > NS_PER_S && isatty(STDERR_FILENO);
}

void
progress_tell(long begin_ns, long end_ns, const char *what)
{
    static long last_ns;
    char line[LINE + 1];
    long now_ns = clock_ns();

    if (!progress_is_on(begin_ns) || now_ns - last_ns < NS_PER_S / 10)
        return;
    double left_s = fmax(0, (double)(end_ns - now_ns) / NS_PER_S);
    if (end_ns > 0)
        snprintf(line, sizeof(line), "timing: %s; %.0f s left at most", what,
            left_s);
    else
        snprintf(line, sizeof(line), "timing: %s", what);
    /* Back to its beginning, so that a message of a probe covers it. */
    fprintf(stderr, "\r%-*s\r", LINE, line);
    last_ns = now_ns;
    shown = true;
}

void
progress_show(const struct timing *timing)
{
    char what[LINE + 1];
    int length =
        snprintf(what, sizeof(what), "launch %zu", timing->launches + 1);

    if (isfinite(timing->widest))
        snprintf(what + length, sizeof(what) - (size_t)length,
            "; widest ratio +-%.1f %%", timing->widest);
    progress_tell(timing->begin_ns, timing->end_ns, what);
}

void
progress_clear(void)
{
    if (shown)
        fprintf(stderr, "\r%*s\r", LINE, "");
    shown = false;
}
