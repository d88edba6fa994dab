/* The N-th worker as a picture: a panel for each metric, over the number of
 * workers. */

#include "../plot/curves.h"
#include "scale.h"

static void
add_curves(struct panels *panels, const struct scale *scale, enum metric metric)
{
    struct panel *panel = &panels->panels[panels->count++];

    *panel = (struct panel){.title = scale_meanings[metric],
        .unit = metric == CREATE || metric == SWITCH ? PLOT_TIME : PLOT_BYTES,
        .count = SCALE_MODELS};
    for (size_t model = 0; model < SCALE_MODELS; model++)
        for (size_t size = 0; size < scale->count; size++)
            curve_add(&panel->curves[model], scale->sizes[size],
                &scale->cells[size][model].figures[metric]);
}

void
scale_plot(FILE *out, const void *what)
{
    const struct scale *scale = what;
    struct panels panels = {
        .title = "What the N-th worker costs: medians with their 95 % "
                 "intervals",
        .size_title = "workers at once",
        .size_unit = PLOT_NUMBER};
    struct plot_key keys[SCALE_MODELS + 2] = {{.text = NULL}};
    char of[64];

    for (enum metric metric = 0; metric < METRICS; metric++)
        add_curves(&panels, scale, metric);
    for (size_t model = 0; model < SCALE_MODELS; model++) {
        keys[model] = (struct plot_key){
            scale_models[model], curve_colours[model], PLOT_DOT, 1};
        for (size_t size = 0; size < scale->count; size++) {
            const char *reason = scale->cells[size][model].reason;
            snprintf(of, sizeof(of), "%s, %ld workers", scale_models[model],
                scale->sizes[size]);
            if (reason[0] != '\0')
                panels_note(&panels, of, reason);
        }
    }
    keys[SCALE_MODELS] =
        (struct plot_key){"at or below 0", PLOT_BASE, PLOT_BELOW, 0};
    panels_plot(out, &panels, keys);
}
