/* A result that `timing --json` wrote, read back from its file. */
#pragma once

#include "../timing.h"

#include "kit/json.h"

/* One of its "operations": slices of the file's text, with their quotes. */
struct entry {
    struct json_slice name, model, way;
    struct json_slice reason; /* why it has no figure, or "null" */
    struct figure raw_ns;
    struct samples samples; /* of the raw costs; no launches: refused */
};

/* One of its "comparisons". */
struct link {
    struct json_slice name, of, to, of_model, to_model;
    struct figure ratio;
};

struct result {
    const char *path;
    char *text;
    struct entry *entries;
    size_t count;
    struct link *links;
    size_t link_count;
    size_t warnings; /* how many it carries */
};

/* Read it. A file that cannot be read ends the program with status 77, one
 * that is no whole result with status 2; one line says why, and what to do. */
struct result result_read(const char *path);

void result_free(struct result *result);

/* The entry of that name and way (and model, unless NULL), or NULL. */
const struct entry *result_find(const struct result *result,
    struct json_slice name, const struct json_slice *model,
    struct json_slice way);

/* The comparison of the same two, or NULL. */
const struct link *result_link(
    const struct result *result, const struct link *like);

bool slices_equal(struct json_slice a, struct json_slice b);
