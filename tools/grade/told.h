/* What the first process in bubblewrap's namespaces reports to grade. */
#pragma once

#include "run.h"

#include <stdbool.h>

struct told {
    enum run_end end;
    int status;
    double cpu_seconds;
    int left_processes;
    bool greedy;      /* it took more than it may, and was killed */
    char names[4096]; /* left in /dev/shm, one a line; cut if there are more
                       */
};
