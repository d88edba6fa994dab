/* How the kernel is set, as far as figures depend on it. */
#ifndef KIT_TUNING_H
#define KIT_TUNING_H

#include <stdbool.h>
#include <stdio.h>

enum { TUNING_TEXT = 512 };

/* What chooses the first CPU's frequency: "performance", "powersave". False
 * where nobody does, as in a virtual machine. */
bool tuning_governor(char text[TUNING_TEXT]);

/* What the kernel reads the time from: "tsc" is fast, "hpet" is not. */
bool tuning_clocksource(char text[TUNING_TEXT]);

/* When memory comes in huge pages unasked: "always", "madvise", "never". */
bool tuning_huge_pages(char text[TUNING_TEXT]);

/* The CPU's weaknesses that cost time, since something is done about them
 * ("Mitigation: …"), or that nothing is done about ("Vulnerable…"): one JSON
 * object, from name to text; null if the kernel tells none. Returns how many;
 * `out` may be NULL. */
int tuning_mitigations(FILE *out);

#endif
