/* Does an answer of the timing tool agree with itself? Every figure is made
 * again from the samples that it comes with. */
#pragma once

#include "program.h"

#include "kit/home.h"

#include <stdbool.h>

enum { MAX_ENTRIES = 128, MAX_SAMPLES = 1 << 17 };

/* The items of the answer's member `list`, each as a text that starts there;
 * how many. */
int timing_split(
    const char *out, const char *list, const char *entries[MAX_ENTRIES]);

/* The entry among "operations" with that name, model and way (NULL: any). A
 * failed assertion, and "{}", where there is none. */
const char *timing_entry(
    const char *out, const char *name, const char *model, const char *way);

/* Of at most MAX_SAMPLES. */
double timing_median(const double *values, long count);

/* Has it a figure? */
bool timing_has_figure(const char *entry);

/* Assert that medians, ratios and differences are those of the samples, each
 * within its interval; that every sample is there; that there is a verdict only
 * where the interval excludes 1; that the kernel's count bears out what is
 * shown; and that what is not shown has a reason. */
void timing_check_answer(const char *out);

/* Assert that no line is longer than 80, and that there is no figure that is
 * none. */
void timing_check_text(const char *out);

/* Run timing, by that function, with so many --max-seconds; while that is too
 * short for some figure, because the machine is slow or busy, again with three
 * times as many, up to 50. */
const struct outcome *timing_measure(
    const struct outcome *(*run_it)(const char *const *), double seconds,
    const char *const *words);

/* For a test program that compares models: nothing is tried with one alone. */
#define TIMING_NEEDS_TWO_MODELS                                                \
    const char *nothing_to_try(void)                                           \
    {                                                                          \
        return home_models()[1] == NULL ? "there is but one model" : NULL;     \
    }
