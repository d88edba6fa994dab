/* machine: what the figures are measured on. */

#include "kit/machine.h"
#include "kit/begin.h"
#include "kit/die.h"

#include <string.h>

int
main(int argc, char **argv)
{
    begin("machine");
    if (argc > 2 || (argc == 2 && strcmp(argv[1], "--json") != 0))
        die(STATUS_USAGE, "what is '%s'? Only --json is taken", argv[1]);
    if (argc == 2) {
        machine_json(stdout);
        putchar('\n');
    } else {
        machine_print(stdout);
    }
    finish();
    return STATUS_HELD;
}
