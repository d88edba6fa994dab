/* A result that `timing --json` wrote, read back from its file. */
#pragma once

#include "../timing.h"

#include "kit/json.h"

/* What it holds: its "operations", which have a cost, and its "comparisons",
 * which have a ratio. */
enum kind { COST, RATIO, KINDS };

/* One of them: slices of the file's text, with their quotes. */
struct entry {
    struct json_slice name, model, way; /* of a ratio: its first side's */
    struct json_slice to_model, to;     /* and its second's; empty in a cost */
    struct json_slice reason;           /* why there is no cost, or "null" */
    struct figure figure;
    bool switches;          /* counted are switches, and not creations */
    struct samples samples; /* of raw costs, or of ratios' logarithms; no
                               launches: refused, or not measured together */
};

struct result {
    const char *path;
    char *text;
    struct entries {
        struct entry *list;
        size_t count;
    } entries[KINDS];
    size_t warnings; /* how many it carries */
};

/* Read it. A file that cannot be read ends the program with status 77, one
 * that is no whole result with status 2; one line says why, and what to do. */
struct result result_read(const char *path);

void result_free(struct result *result);

/* The entry that is named alike, or NULL. A model that either does not tell may
 * be any. */
const struct entry *result_find(
    const struct entries *entries, const struct entry *like);

bool slices_equal(struct json_slice a, struct json_slice b);
