/* A scenario as a program: its options, its run, its result.
 *
 * Each scenario defines a struct scenario named `scenario`; the kit's main
 * parses the options, runs the twin that it is linked with, lets the scenario
 * judge the result, and prints it: a table, or with --json one object. */
#pragma once

#include "model.h"
#include "options.h"

enum field_type {
    FIELD_INTEGER, /* a long */
    FIELD_REAL,    /* a double */
    FIELD_BOOL,    /* a bool */
    FIELD_ADDRESS, /* a pointer to const void, printed in hexadecimal */
    FIELD_TEXT,    /* a char array */
    FIELD_LINES,   /* a const char *const *: up to a NULL; or NULL */
    FIELD_OBJECT   /* a pointer to a struct, described by `fields`, or NULL */
};

/* One member of a result. The name contains the unit: elapsed_ns. */
struct field {
    const char *name;
    enum field_type type;
    size_t offset;
    const struct field *fields;
};

/* A row of a table, for a member of what the file calls OBJECT there: #define
 * OBJECT struct counter_result. Its name and its type are derived from the
 * member. FIELD_AS gives it another name; FIELD_IN is for a pointer to a struct
 * that has a table of its own. */
/* clang-format off */
#define FIELD(member) FIELD_AS(#member, member)
#define FIELD_AS(name, member)                                                 \
    {name, FIELD_TYPE(((OBJECT *)0)->member), offsetof(OBJECT, member), NULL}
#define FIELD_TYPE(value)                                                      \
    _Generic((value), long: FIELD_INTEGER, double: FIELD_REAL,                 \
        bool: FIELD_BOOL, const void *: FIELD_ADDRESS,                         \
        const volatile void *: FIELD_ADDRESS, char *: FIELD_TEXT,              \
        const char *const *: FIELD_LINES)
#define FIELD_IN(member, fields)                                               \
    {#member, FIELD_OBJECT, offsetof(OBJECT, member), fields}
#define FIELDS_END {.name = NULL}
/* clang-format on */

/* --expect, of scenarios whose lesson is a loss: with "exact" any loss is a
 * failure. */
enum { SCENARIO_LESSON, SCENARIO_EXACT };
extern const char *const scenario_expectations[];
#define OPTION_EXPECT(object, ...)                                             \
    OPTION("expect", object, expect, "lesson", .words = scenario_expectations, \
        .silent = true, __VA_ARGS__)

/* --probe, of scenarios that the timing tool asks. */
#define OPTION_PROBE(object)                                                   \
    OPTION("probe", object, probe, .silent = true,                             \
        .help = "answer 'batch N' and 'bare N' on stdin")

/* For tools/step, which runs a twin under all interleavings. */
struct stepping {
    const char *options[8]; /* small enough for that: up to a NULL */
    const char *figure;     /* the member of the result to watch, or NULL */
    const char *broken;     /* what bad schedules do: "lose an update" */
    const char *breaks;     /* and what one does: "loses an update" */
};

struct scenario {
    const char *name;
    const char *question;
    const struct option_row *options; /* has a row "json" */
    const struct field *fields;       /* has a bool "ok" and a text "note" */
    size_t options_bytes, result_bytes;

    /* The variants that tools/pair runs by default, up to a NULL; an option
     * that the user gives overrides them. */
    const char *variants[4];

    struct stepping stepping; /* no options: there is nothing to step through */

    /* After the options are read: fill in those that depend on others, and end
     * the program with status 2 if some contradict each other. NULL: nothing to
     * do. */
    void (*settle)(void *options);

    /* Run the twin. 0, or the status to exit with after a message on stderr. */
    int (*run)(const void *options, void *result);

    /* Fill in what follows from the rest (ok, note). Returns the status to exit
     * with. */
    int (*judge)(const void *options, void *result);

    /* With --probe, instead of run and judge: serve requests (probe.h). NULL if
     * the scenario is not a probe. Returns the status to exit with. */
    int (*probe)(void *options);
};

/* The members that follow from a file's options_table and result_fields, and
 * from the structs that these describe. */
#define SCENARIO_OF(options_struct, result_struct)                             \
    .options = options_table, .fields = result_fields,                         \
    .options_bytes = sizeof(options_struct),                                   \
    .result_bytes = sizeof(result_struct)

extern const struct scenario scenario;

/* Print the result as one JSON object and a newline. */
void scenario_json(FILE *out, const void *options, const void *result);
