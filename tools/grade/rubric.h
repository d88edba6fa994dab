/* A lab's rubric: one check a line,
 *
 *     POINTS NAME CHECK [key=value…]
 *
 * with comments after #, values with blanks in double quotes, in which \n is a
 * newline, and model=thread or model=proc for one model only. */
#pragma once

#include <stdbool.h>

struct check;

enum { ROW_SETTINGS = 16 };

struct row {
    long points;
    const char *name;
    const struct check *check;
    struct {
        const char *key, *value;
    } setting[ROW_SETTINGS];
    int settings;
};

struct rubric {
    struct row *row;
    int rows;
    char *text; /* names and values are parts of it */
};

/* Read it. A mistake in it ends the program with status 2 and one line that
 * names the file and the line. */
void rubric_read(struct rubric *rubric, const char *path);
void rubric_free(struct rubric *rubric);

/* A setting's value, or the default. */
const char *row_text(
    const struct row *row, const char *key, const char *standard);
long row_number(const struct row *row, const char *key, long standard);

/* Is the row for that model? */
bool row_is_for(const struct row *row, const char *model);

/* All points of that model. */
long rubric_points(const struct rubric *rubric, const char *model);
