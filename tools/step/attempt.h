/* Calls about a task's CPUs, policy and limits. They name it by its id, and
 * workers see the ids of the first start (ids.h). */
#pragma once

#include "ahead.h"

/* The call as it must be made in this start. False if it is the same. */
bool attempt_translates(
    const struct ahead *ahead, const struct call *call, struct call *real);

/* Does its caller do as well without it? perror duplicates stderr; if it
 * cannot, it prints there. */
bool attempt_is_idle(const struct ahead *ahead, const struct call *call);

/* What a call returns that asks for other CPUs or another policy. No order of
 * steps depends on these: all is as it was. */
long attempt_make(const struct ahead *ahead, const struct call *call);
