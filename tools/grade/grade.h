/* Grade one program. */
#pragma once

#include <stdbool.h>

struct lab;
struct report;
struct source;

/* Begin the report, judge each line of the rubric, and call `changed` before
 * the first and after each. When time is up (until_ns, of clock_ns), what has
 * been judged stays, and the rest is not judged. False: the rubric asks for
 * something that step does not understand. */
bool grade(struct report *report, const struct lab *lab,
    const struct source *source, long until_ns, void (*changed)(void));
