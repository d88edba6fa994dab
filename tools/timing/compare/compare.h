/* timing compare A.json B.json: two results side by side, of another machine,
 * of another kernel, or of before and after. */
#pragma once

#include "changes.h"

#include "kit/options.h"

extern const struct option_page compare_page;

int compare_main(const struct subcommand *self, int argc, char **argv);

void compare_text(FILE *out, const struct comparing *comparing);
void compare_json(FILE *out, const struct comparing *comparing);

/* As gnuplot's script, and as rows: for plot_file, csv_file. */
void compare_plot(FILE *out, const void *what);
void compare_csv(FILE *out, const void *what);
