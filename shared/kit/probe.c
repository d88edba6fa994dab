#include "probe.h"

#include "begin.h"
#include "die.h"
#include "scenario.h"

#include <string.h>

int
probe_serve(void *options)
{
    char line[64], verb[8], rest;
    long count;

    while (fgets(line, sizeof(line), stdin) != NULL) {
        struct probe_answer answer = {0, 0};
        int words = sscanf(line, "%7s %ld %c", verb, &count, &rest);
        bool bare = strcmp(verb, "bare") == 0;

        if (words != 2 || count < 1 || count > 1000000000 ||
            (!bare && strcmp(verb, "batch") != 0)) {
            line[strcspn(line, "\n")] = '\0';
            complain("no request: '%s': send 'batch N' or 'bare N', with N "
                     "from 1 to 1000000000",
                line);
            return STATUS_USAGE;
        }
        int status = scenario.probe(options, count, bare, &answer);
        if (status != 0)
            return status;
        printf("%ld %ld\n", answer.elapsed_ns, answer.counted);
        finish();
    }
    return STATUS_HELD;
}
