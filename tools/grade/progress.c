#include "progress.h"

#include "kit/clock.h"

#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

enum { LINE = 79 };

static long begin_ns; /* 0: not begun */
static bool shown;
static char line[LINE + 1];

void
progress_begin(void)
{
    begin_ns = isatty(STDERR_FILENO) ? clock_ns() : 0;
}

void
progress_check(const char *model, const char *name, int number, int all)
{
    snprintf(line, sizeof(line), "grade: %s, %s (%d of %d)", model, name,
        number, all);
    progress_tick();
}

void
progress_tick(void)
{
    long taken_ns = clock_ns() - begin_ns;

    if (begin_ns == 0 || taken_ns < NS_PER_S)
        return;
    fprintf(stderr, "\r%-*s %4ld s\r", LINE - 7, line, taken_ns / NS_PER_S);
    shown = true;
}

void
progress_clear(void)
{
    if (shown)
        fprintf(stderr, "\r%*s\r", LINE, "");
    shown = false;
}
