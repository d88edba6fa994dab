#include "class.h"

#include "kit/clock.h"

#include <unistd.h>

enum { LINE = 79, BAR = 30 };

static bool shown;

/* Estimated from the time that this run's gradings took. */
static void
tell_left(char *out, size_t size, long left_s)
{
    if (left_s < 100)
        snprintf(out, size, "%ld s left", left_s);
    else
        snprintf(out, size, "%ld min left", (left_s + 30) / 60);
}

void
class_progress(int done, int all, int graded, long begin_ns)
{
    long taken_ns = clock_ns() - begin_ns;
    char bar[BAR + 1], left[32] = "", line[LINE + 1];

    if (taken_ns < NS_PER_S || !isatty(STDERR_FILENO))
        return;
    for (int i = 0; i < BAR; i++)
        bar[i] = i < BAR * done / all ? '#' : '.';
    bar[BAR] = '\0';
    if (graded > 0)
        tell_left(
            left, sizeof(left), taken_ns / graded * (all - done) / NS_PER_S);
    snprintf(
        line, sizeof(line), "grade: [%s] %d of %d  %s", bar, done, all, left);
    fprintf(stderr, "\r%-*s\r", LINE, line);
    shown = true;
}

void
class_progress_clear(void)
{
    if (shown)
        fprintf(stderr, "\r%*s\r", LINE, "");
    shown = false;
}
