/* Figures as text. A figure and its interval share one unit, and have as many
 * digits as make sense. */
#pragma once

#include "../timing.h"

enum { FORMAT_BYTES = 64 };

/* "131 us"; with plus, "+131 us". */
void format_ns(char text[FORMAT_BYTES], double ns, bool plus);

/* "131 us (128..138)"; "131 us" where there is no interval. */
void format_figure(
    char text[FORMAT_BYTES], const struct figure *figure, bool plus);

/* "128..138 us", or "none". */
void format_interval(char text[FORMAT_BYTES], const struct figure *figure);

/* "1.256 (1.160..1.317)"; a small one as "1/63.5 (1/64.2..1/62.7)". */
void format_ratio(char text[FORMAT_BYTES], const struct figure *ratio);

/* "proc fork"; "proc", "thread", "coro" where the way is the model's own. */
void format_name(char text[FORMAT_BYTES], const char *model, const char *way);
void format_series(char text[FORMAT_BYTES], const struct series *series);

/* As members of a JSON object, with a comma behind each: "raw", "raw_low",
 * "raw_high"; what is not known is null. `before` is "raw_" there, or "". */
void format_members(FILE *out, const char *name, const char *before,
    const struct figure *figure);
