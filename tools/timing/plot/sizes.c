/* Cost over size: as the memory of the creating process grows, or the memory
 * that the workers walk through. */

#include "../report/format.h"
#include "curves.h"
#include "pictures.h"

#include "kit/options.h"

#include <string.h>

/* The size at the end of an operation's name. */
static long
size_of(const struct operation *operation)
{
    const char *rest;

    return options_bytes(strrchr(operation->name, '/') + 1, &rest);
}

/* Add a curve for each series of the operations whose names begin so. */
static void
add_curves(struct panels *panels, struct panel *panel,
    const struct timing *timing, const char *name, bool net)
{
    struct curve *curves = &panel->curves[panel->count];
    size_t count = 0;

    for (size_t i = 0; i < timing->count; i++) {
        const struct operation *operation = &timing->operations[i];
        if (strncmp(operation->name, name, strlen(name)) != 0)
            continue;
        count = operation->count;
        for (size_t j = 0; j < count; j++) {
            const struct series *series = &operation->series[j];
            const struct figure *figure =
                net ? &series->net_ns : &series->raw_ns;
            curve_add(&curves[j], size_of(operation),
                has_samples(series) ? figure : &no_figure);
            if (!is_live(series))
                panels_note(panels, operation->name, series->reason);
        }
    }
    for (size_t i = 0; i < count; i++)
        curves[i].open = panel->count > 0;
    panel->count += count;
}

/* The key: a name for each series of the operation, and what `more` has. */
static void
print(FILE *out, const struct panels *panels, const struct operation *operation,
    const struct plot_key *more)
{
    char names[MAX_CURVES][FORMAT_BYTES];
    struct plot_key keys[2 * MAX_CURVES];
    size_t count = operation->count;

    for (size_t i = 0; i < count; i++) {
        format_series(names[i], &operation->series[i]);
        keys[i] = (struct plot_key){names[i], curve_colours[i], PLOT_DOT, 1};
    }
    do
        keys[count++] = *more;
    while (more++->text != NULL);
    panels_plot(out, panels, keys);
}

void
plot_memory(FILE *out, const struct timing *timing)
{
    static const struct plot_key more[] = {
        {"small pages", PLOT_BASE, PLOT_DOT, 1},
        {"huge pages", PLOT_BASE, PLOT_RING, 2}, {.text = NULL}};
    struct panels panels = {
        .title = "Creation as the parent's memory grows: medians with their "
                 "95 % intervals",
        .size_title = "resident memory of the parent",
        .size_unit = PLOT_BYTES,
        .panels = {{.title = "time for each creation (logarithmic)",
            .unit = PLOT_TIME}},
        .count = 1};

    add_curves(&panels, &panels.panels[0], timing, "memory/small/", false);
    add_curves(&panels, &panels.panels[0], timing, "memory/huge/", false);
    print(out, &panels, &timing->operations[0], more);
}

void
plot_working_set(FILE *out, const struct timing *timing)
{
    static const struct plot_key more[] = {
        {"at or below 0", PLOT_BASE, PLOT_BELOW, 0}, {.text = NULL}};
    static const char *const names[] = {"working-set/private/line/",
        "working-set/private/page/", "working-set/common/line/",
        "working-set/common/page/"};
    struct panels panels = {
        .title = "A hand-over, less the same walk without it: medians with "
                 "their 95 % intervals",
        .size_title = "working set",
        .size_unit = PLOT_BYTES,
        .same_scale = true,
        .panels = {{.title = "private/line: memory of its own, every line",
                       .unit = PLOT_TIME},
            {.title = "private/page: memory of its own, a line a page",
                .unit = PLOT_TIME},
            {.title = "common/line: memory in common, every line",
                .unit = PLOT_TIME},
            {.title = "common/page: memory in common, a line a page",
                .unit = PLOT_TIME}},
        .count = 4};

    for (size_t i = 0; i < panels.count; i++)
        add_curves(&panels, &panels.panels[i], timing, names[i], true);
    print(out, &panels, &timing->operations[0], more);
}
