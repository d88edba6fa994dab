/* The kernel's settings that affect the figures. */
#pragma once

#include <stdbool.h>
#include <stdio.h>

enum { TUNING_TEXT = 512 };

/* The first CPU's frequency governor: "performance", "powersave". False if
 * there is none, as in a virtual machine. */
bool tuning_governor(char text[TUNING_TEXT]);

/* The kernel's clock source: "tsc" is fast, "hpet" is not. */
bool tuning_clocksource(char text[TUNING_TEXT]);

/* When the kernel uses transparent huge pages: "always", "madvise", "never". */
bool tuning_huge_pages(char text[TUNING_TEXT]);

/* The CPU's vulnerabilities that are mitigated, which costs time ("Mitigation:
 * …"), or are not ("Vulnerable…"): one JSON object, from name to text; null if
 * the kernel reports none. Returns how many; `out` may be NULL. */
int tuning_mitigations(FILE *out);
