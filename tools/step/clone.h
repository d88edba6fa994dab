/* A call that makes a task: clone(2), fork and the like. */
#pragma once

#include "ahead.h"

#include <linux/sched.h>

/* What that call asks for. False if it cannot be read. */
bool clone_arguments(const struct ahead *ahead, const struct call *call,
    struct clone_args *arguments);

/* Its task is not followed: limit_refuse. */
_Noreturn void clone_refuse(const struct ahead *ahead, bool is_thread);
