/* The timing tool: what creation and hand-over cost in each model, how the
 * models compare, and how sure we are.
 *
 *     main        options, and the exit status
 *     operations  what can be measured
 *     conductor   launches, and when it is enough
 *     rounds      who is asked when
 *     asking      a probe that does not answer is blamed
 *     probes      one probe, started and ended
 *     counting    does the kernel's count bear it out?
 *     estimate    from samples to figures, by statistics
 *     report      the table; report_json: every sample */

#include "conductor.h"
#include "operations.h"
#include "report.h"

#include "kit/begin.h"
#include "kit/clock.h"
#include "kit/die.h"
#include "kit/options.h"
#include "kit/stop.h"

#include <stdio.h>

#define AT(member) offsetof(struct timing_options, member)
static const struct option_row options_table[] = {
    {"how", OPTION_WORD, AT(how), "all", .words = operations_hows,
        .help = "switch: by what they hand over"},
    {"precision", OPTION_REAL, AT(precision), "2", 0, 100,
        .help = "stop when each ratio is known to within X %"},
    {"max-seconds", OPTION_REAL, AT(max_seconds), "10", 0, 86400,
        .help = "or when the command has taken so long"},
    {"seed", OPTION_NUMBER, AT(seed), "1", 0, 1000000000,
        .help = "of the random order of asking"},
    {"json", OPTION_FLAG, AT(json), .silent = true,
        .help = "print one JSON object, with every sample"},
    {.name = NULL}};
#undef AT

static const struct option_page page = {
    .usage = "[options] [create] [switch]",
    .question = "What does it cost to create a process or a thread, and to "
                "switch between two?",
    .table = options_table,
    .footer = "Without an operand both are measured.",
};

/* A broken probe is worst; having no figure at all is bad. */
static int
judge(const struct timing *timing)
{
    int status = STATUS_CANNOT;

    for (size_t i = 0; i < timing->count; i++)
        for (size_t j = 0; j < timing->operations[i].count; j++) {
            const struct series *series = &timing->operations[i].series[j];
            if (series->broken)
                return STATUS_BROKEN;
            if (is_live(series))
                status = STATUS_HELD;
        }
    return status;
}

int
main(int argc, char **argv)
{
    static struct timing timing;

    timing.begin_ns = clock_ns();
    begin("timing");
    int operand = options_parse(&page, &timing.options, argc, argv);
    timing.end_ns = timing.begin_ns + (long)(timing.options.max_seconds * 1e9);
    operations_list(&timing, argv + operand);
    stop_hold();
    conduct(&timing);
    if (timing.signal == 0) {
        if (timing.options.json)
            report_json(stdout, &timing, options_table);
        else
            report_text(stdout, &timing);
    }
    stop_release(timing.signal);
    operations_free(&timing);
    finish();
    return judge(&timing);
}
