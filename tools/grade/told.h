/* What the first process in bubblewrap's namespaces reports to grade. The names
 * left in /dev/shm follow, one a line. */
#pragma once

#include "run.h"

#include <stdbool.h>

struct told {
    bool complete; /* written after the names */
    enum run_end end;
    int status;
    double cpu_seconds;
    int left_processes;
    bool greedy; /* it took more than it may, and was killed */
};
