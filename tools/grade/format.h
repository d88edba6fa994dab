/* The report in the formats that people and course platforms read, one file in
 * formats/ each. */
#pragma once

#include <stdbool.h>
#include <stdio.h>

struct reports;
struct result;

enum {
    FORMAT_JUNIT,
    FORMAT_GRADESCOPE,
    FORMAT_PRAIRIELEARN,
    FORMAT_CLASSROOM,
    FORMAT_CSV,
    FORMATS
};

/* File formats: rewritten after every check, so that the scores earned before a
 * hang are kept. */
struct format {
    const char *option; /* "--junit" */
    void (*write)(FILE *out, const struct reports *reports);
    bool is_appended; /* what the file held before comes first */
};

extern const struct format formats[FORMATS];

/* Printed formats. */
void write_text(FILE *out, const struct reports *reports);
void write_json(FILE *out, const struct reports *reports);
void write_vpl(FILE *out, const struct reports *reports);

void write_junit(FILE *out, const struct reports *reports);
void write_gradescope(FILE *out, const struct reports *reports);
void write_prairielearn(FILE *out, const struct reports *reports);
void write_classroom(FILE *out, const struct reports *reports);
void write_csv(FILE *out, const struct reports *reports);

/* A result's output, or a note that there is none yet. */
const char *format_output(const struct result *result);

/* `"name": "text", ` of a JSON object. */
void format_member(FILE *out, const char *name, const char *text);

/* A name or a path, which may contain anything, as a field of RFC 4180: always
 * in quotes. Before what a spreadsheet would take for a formula stands a '. */
void format_csv_text(FILE *out, const char *text);

/* For platforms with one flat list of checks: a check's name there is "build",
 * or with several programs "thread build". */
void format_check_name(char *name, size_t size, const struct reports *reports,
    int report, int result);
