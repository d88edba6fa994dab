/* The timing tool: what creation and hand-over cost in each model, how the
 * models compare, and how sure we are.
 *
 *     main          the table of subcommands
 *     experiments/  what is measured, and what it says: create switch anatomy
 *                   memory explain working_set; inject: with a known addition;
 *                   pages: their options; measured: the exit status
 *     measure/      operations: the list of what is measured; conductor:
 *                   launches, and when it is enough; rounds: who is asked when;
 *                   asking, probes: one probe, started, asked and ended;
 *                   waiting: has it hung?; counting: does the kernel's count
 *                   agree?; estimate, statistics: from samples to figures;
 *                   warnings: what else went on meanwhile
 *     report/       the table; chart: bars made of characters; json: every
 *                   sample; csv, rows; format: figures as text; progress
 *     plot/         pictures by gnuplot: plot: the file, and the process;
 *                   script, rows, curves: what pictures are made of; costs,
 *                   steps, sizes: the pictures
 *     claims/       the claims of a note: texts, facts, ratios, verdicts, and
 *                   their report
 *     scale/        many workers at once
 *     compare/      two results side by side; result: read back from a file;
 *                   changes: their ratios; unpaired: the ratio of what was not
 *                   measured together */

#include "compare/compare.h"
#include "experiments/pages.h"
#include "scale/scale.h"

#include "kit/apart.h"
#include "kit/begin.h"

#include <stdio.h>
#include <string.h>

static const struct subcommand subcommands[] = {
    {"create", "what it costs to create a worker", &create_page, measured_main},
    {"switch", "what it costs to switch to another", &switch_page,
        measured_main},
    {"scale", "what the N-th worker costs", &scale_page, scale_main},
    {"claims", "which claims of a study note hold here", &claims_page,
        measured_main},
    {"compare", "two results side by side: A.json B.json", &compare_page,
        compare_main},
};

enum { SUBCOMMANDS = sizeof(subcommands) / sizeof(subcommands[0]) };

/* Without a subcommand: create and switch, and the list of all. */
static int
run_usual(int argc, char **argv)
{
    char list[512] = "Without a subcommand create and switch are measured, in "
                     "the usual ways.\nEach has a --help of its own:";
    struct option_page page = measured_page;
    const struct subcommand usual = {.page = &page};

    for (size_t i = 0; i < SUBCOMMANDS; i++) {
        size_t length = strlen(list);
        snprintf(list + length, sizeof(list) - length, "\n%s %s: %s",
            typed_name(argv, "timing"), subcommands[i].name,
            subcommands[i].help);
    }
    page.footer = list;
    return measured_main(&usual, argc, argv);
}

int
main(int argc, char **argv)
{
    static char name[64]; /* as it was called, for its --help */

    begin("timing");
    apart();
    for (size_t i = 0; i < SUBCOMMANDS && argc > 1; i++) {
        const struct subcommand *self = &subcommands[i];
        if (strcmp(argv[1], self->name) != 0)
            continue;
        snprintf(name, sizeof(name), "%s %s", typed_name(argv, "timing"),
            self->name);
        argv[1] = name;
        return self->run(self, argc - 1, argv + 1);
    }
    return run_usual(argc, argv);
}
