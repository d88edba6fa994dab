/* machine: what the figures are measured on. */

#include "kit/machine.h"
#include "kit/die.h"

#include <string.h>

int
main(int argc, char **argv)
{
    die_name("machine");
    if (argc > 2 || (argc == 2 && strcmp(argv[1], "--json") != 0))
        die(STATUS_USAGE, "what is '%s'? Only --json is taken", argv[1]);
    if (argc == 2) {
        machine_json(stdout);
        putchar('\n');
    } else {
        machine_print(stdout);
    }
    if (fflush(stdout) == EOF)
        die(STATUS_CANNOT, "cannot write: %m");
    return STATUS_HELD;
}
