/* Asking a series' probe, and blaming it where it does not answer. */
#pragma once

#include "../timing.h"

/* Ask for `count` units. True: the reply is an answer. False: the probe is
 * gone and the series refused, or timing->signal says that we are to stop. */
bool ask(struct timing *timing, struct series *series, bool bare, long count,
    struct reply *reply);

/* Neither asked to stop nor out of time. */
bool may_go_on(const struct timing *timing);

/* End the probes of all series. Those that fail at their end are blamed. */
void dismiss_all(struct timing *timing);
