/* Does the text of a measurement say what its intervals allow for, and count in
 * good English? It is made from figures of our own. */

#include "../harness/check.h"

#include "../../tools/timing/report/report.h"

#include "kit/memstream.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Without its line breaks, until the next call. */
static const char *
text_of(const struct timing *timing)
{
    static char *text;
    const struct warnings none = {.count = 0};
    size_t length;

    free(text);
    FILE *out = memstream_open(&text, &length, "a report");
    report_text(out, timing, &none);
    memstream_close(out, "a report");
    char *to = text;
    for (const char *from = text; *from != '\0'; from++) {
        bool breaks = *from == '\n';
        *to++ = breaks ? ' ' : *from;
        from += breaks ? strspn(from + 1, " ") : 0;
    }
    *to = '\0';
    return text;
}

/* A process's cost to a thread's: the same but for what is asked. */
static struct timing *
measured(bool switches, bool phases)
{
    static const struct experiment experiment = {.name = "create"};
    static struct host host = {.program = "task"};
    static struct timing timing;
    struct operation *operation = &timing.operations[0];

    timing = (struct timing){.experiments = {&experiment},
        .count = 1,
        .launches = 12,
        .rounds = 8,
        .reached = true,
        .comparison_count = 1};
    *operation = (struct operation){
        .name = "it", .switches = switches, .cores = 1, .count = 2};
    for (int i = 0; i < 2; i++)
        operation->series[i] = (struct series){.operation = operation,
            .model = i == 0 ? "thread" : "proc",
            .label = "it",
            .host = &host,
            .launches = 12,
            .raw_ns = {20, 19, 21},
            .net_ns = {20, 19, 21}};
    timing.comparisons[0] = (struct comparison){.operation = operation,
        .of = &operation->series[1],
        .to = &operation->series[0],
        .ratio = {1, 0.9, 1.1},
        .phases = phases};
    return &timing;
}

/* Is the allowance for drift told of creations, which have it, with phases and
 * without; and not of hand-overs? */
TEST(drift_is_told)
{
    for (int switches = 0; switches < 2; switches++)
        for (int phases = 0; phases < 2; phases++) {
            const char *text = text_of(measured(switches, phases));
            CU_ASSERT_EQUAL(
                strstr(text, "creations' ratios allow for a drift of 1.2 %") !=
                    NULL,
                !switches);
            CU_ASSERT_EQUAL(
                strstr(text, "Phases were seen in 1 of 1 ratio: ") != NULL,
                phases);
            CU_ASSERT_EQUAL(strstr(text, "One phase of the machine") != NULL,
                !switches && !phases);
        }
}

/* Is one launch no launches, and one round no rounds? */
TEST(one_is_singular)
{
    struct timing *timing = measured(true, false);

    CU_ASSERT_PTR_NOT_NULL(
        strstr(text_of(timing), "timing: 12 launches x 8 rounds, "));
    timing->launches = timing->rounds = 1;
    CU_ASSERT_PTR_NOT_NULL(
        strstr(text_of(timing), "timing: 1 launch x 1 round, "));
}
