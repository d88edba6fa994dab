/* machine: describes the machine on which the figures are measured. */

#include "kit/machine.h"
#include "kit/begin.h"
#include "kit/die.h"
#include "kit/options.h"

struct machine_options {
    bool json;
};

static const struct option_row options_table[] = {
    OPTIONS_END(struct machine_options)};

static const struct option_page page = {
    .usage = "[options]",
    .question = "On which machine are the figures measured?",
    .table = options_table,
};

int
main(int argc, char **argv)
{
    struct machine_options options;

    begin("machine");
    options_only(&page, &options, argc, argv);
    if (options.json) {
        machine_json(stdout);
        putchar('\n');
    } else {
        machine_print(stdout);
    }
    finish();
    return STATUS_HELD;
}
