/* How long a system call may last, as its arguments say. */
#pragma once

#include "calls.h"

#include <stdbool.h>
#include <sys/types.h>

/* No time is further away than a century. */
#define TIMED_MOST_NS (4000000000L * 1000000000L)

struct timed {
    long ns;   /* 0 if there is no limit */
    int clock; /* on which that is a point; -1: it is a while */
    bool is_invalid;
};

/* A task is about to make that call, or has made it. */
struct timed timed_by(pid_t task, const struct call *call);
