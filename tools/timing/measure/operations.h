/* Building the list of what is measured. */
#pragma once

#include "../timing.h"

/* A further operation. The name is made as by printf. */
struct operation *operation_add(struct timing *timing, int cores, bool switches,
    const char *format, ...) __attribute__((format(printf, 4, 5)));

/* A program with its arguments (words separated by blanks, made as by printf).
 */
struct host *host_add(struct timing *timing, const char *program,
    const char *format, ...) __attribute__((format(printf, 3, 4)));

/* A further series of the operation; `model`, `label` and `way` must last.
 * Refused at once where there are too few CPUs, or the program is missing. */
struct series *series_add(struct operation *operation, struct host *host,
    const char *model, const char *label, const char *way);

/* Compare two series; with `targets`, until the ratio is precise enough. */
void comparison_add(struct timing *timing, const struct operation *operation,
    const struct series *of, const struct series *to, bool targets);

/* Compare each series of the operation with its base, which must be of
 * TIMING_BASE_MODEL. */
void comparisons_to_base(struct timing *timing, struct operation *operation);

/* The operation's series with that label, or NULL. */
struct series *series_find(struct operation *operation, const char *label);

/* Is the word in the list "a,b,c"? */
bool list_has(const char *list, const char *word);

/* Does --how ask for that way, by its name or by "all"? `usual` is the list
 * where it is not given. */
bool how_asks(const struct timing *timing, const char *usual, const char *way);

/* End the program with status 2 where --how names another way than those (up to
 * a NULL), and not "all". */
void how_check(const struct timing *timing, const char *const *ways);

/* Read "0,16K,1M" into at most `most` sizes; how many. A word that is no size
 * from 0 to the limit ends the program with status 2. */
size_t list_sizes(const char *option, const char *list, long limit_bytes,
    long *sizes, size_t most);

/* "16K" for 16384. */
void size_text(char *text, size_t size, long bytes);

void operations_free(struct timing *timing);
