/* timing scale: what does the N-th worker cost? The scale twins are run with 1,
 * 2, 4, … workers, again and again, in a random order of the numbers, the
 * models there and back (ABBA). Each run is a launch of its own. */
#pragma once

#include "../timing.h"

#include "kit/options.h"

/* So that a run is short also on a busy machine. */
#define SCALE_MAX "--max-ms=100"

enum { MOST_SCALE_SIZES = 20, MOST_SCALE_RUNS = 512, SCALE_MODELS = 3 };

/* What is looked at; all are members of the twins' JSON. */
enum metric { CREATE, SWITCH, KERNEL, USER, METRICS };
extern const char *const scale_metrics[METRICS];

/* The same in words: "to create one more". */
extern const char *const scale_meanings[METRICS];

/* One number of workers in one model. */
struct cell {
    double values[METRICS][MOST_SCALE_RUNS]; /* NaN: the run had none */
    size_t runs;
    struct figure figures[METRICS];
    char reason[REASON_BYTES]; /* why it is run no more, or "" */
    bool broken;
};

struct scale {
    struct scale_options {
        long max;
        const char *cpus;
        double max_seconds;
        long seed;
        const char *plot, *csv; /* the files to write, or NULL */
        bool json;
    } options;
    long sizes[MOST_SCALE_SIZES];
    size_t count;
    struct cell cells[MOST_SCALE_SIZES][SCALE_MODELS];
    size_t launches; /* whole ones */
    long begin_ns, end_ns;
};

extern const struct option_page scale_page;
extern const char *const scale_models[SCALE_MODELS]; /* "proc", "thread", … */

int scale_main(const struct subcommand *self, int argc, char **argv);

/* Run the twin once and keep what it says. Dies of a signal that asks us to
 * stop, with the twin reaped. */
void scale_run(struct scale *scale, size_t size, size_t model);

void scale_text(FILE *out, const struct scale *scale);
void scale_json(
    FILE *out, const struct scale *scale, const struct option_row *table);

/* A struct scale as gnuplot's script, and as rows: for plot_file, csv_file. */
void scale_plot(FILE *out, const void *what);
void scale_csv(FILE *out, const void *what);

/* The median of the runs that have the metric, with its interval. */
struct figure scale_figure(const struct cell *cell, enum metric metric);

/* How a metric grows, last number of workers to first (that has it): the ratio
 * and its interval, launch by launch; NaN where it is not known. `first` and
 * `last` receive the numbers of workers. */
struct figure scale_growth(const struct scale *scale, size_t model,
    enum metric metric, long *first, long *last);
