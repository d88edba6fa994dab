#include "compare.h"

#include "../plot/plot.h"
#include "../report/csv.h"

#include "kit/begin.h"
#include "kit/die.h"

#define AT(member) offsetof(struct comparing, member)
static const struct option_row options_table[] = {
    {"seed", OPTION_NUMBER, AT(seed), "1", 0, 1000000000,
        .help = "of the intervals' bootstrap"},
    {"plot", OPTION_FILE, AT(plot), .silent = true, .help = PLOT_HELP},
    {"csv", OPTION_FILE, AT(csv), .silent = true, .help = CSV_HELP},
    {"json", OPTION_FLAG, AT(json), .silent = true,
        .help = "print one JSON object"},
    {.name = NULL}};
#undef AT

const struct option_page compare_page = {
    .usage = "[options] A.json B.json",
    .question = "What does each operation cost in B, relative to A?",
    .table = options_table,
    .footer = "A and B are files that 'timing create' or 'timing switch' wrote "
              "with --json.\nWhere one carries a warning there are no "
              "verdicts, and the exit status is 77.",
};

int
compare_main(const struct subcommand *self, int argc, char **argv)
{
    struct comparing comparing;
    int operand = options_parse(self->page, &comparing, argc, argv);

    if (argc - operand != 2)
        die(STATUS_USAGE,
            "compare takes two files, not %d: 'timing compare A.json B.json'",
            argc - operand);
    plot_need(comparing.plot);
    comparing.a = result_read(argv[operand]);
    comparing.b = result_read(argv[operand + 1]);
    if (!compare_next(&comparing, COST, &(struct change){0}))
        die(STATUS_USAGE,
            "%s and %s have no operation in common: measure the same in both",
            comparing.a.path, comparing.b.path);
    csv_need(comparing.csv);
    if (comparing.json)
        compare_json(stdout, &comparing);
    else
        compare_text(stdout, &comparing);
    finish();
    bool written = csv_file(comparing.csv, compare_csv, &comparing);
    bool drawn = plot_file(comparing.plot, compare_plot, &comparing);
    size_t in_a = comparing.a.warnings, in_b = comparing.b.warnings;
    if (in_a + in_b > 0)
        complain("no verdicts: %s carries %zu warning%s, %s %zu: measure again "
                 "on an idle machine",
            comparing.a.path, in_a, in_a == 1 ? "" : "s", comparing.b.path,
            in_b);
    result_free(&comparing.a);
    result_free(&comparing.b);
    return in_a + in_b > 0 || !written || !drawn ? STATUS_CANNOT : STATUS_HELD;
}
