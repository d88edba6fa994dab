#include "help.h"

#include "kit/begin.h"
#include "kit/die.h"
#include "kit/home.h"
#include "kit/launch.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_TWINS = 8, MAX_ROWS = 32, PROGRAM_BYTES = 256, TEXT_BYTES = 8192 };

/* A twin, and its answer to --options: one line for each option. */
struct twin {
    const char *model;
    char program[PROGRAM_BYTES], list[TEXT_BYTES];
    char *rest; /* of the list */
};

static int
ask_twins(const char *scenario, struct twin twins[MAX_TWINS])
{
    static const char *const question[] = {"--options", NULL};
    int count = 0;

    for (const char *const *model = home_models(); *model != NULL; model++) {
        struct twin *twin = &twins[count];
        snprintf(twin->program, PROGRAM_BYTES, "%s/%s", *model, scenario);
        if (count == MAX_TWINS || !home_has(twin->program))
            continue;
        int status =
            launch_run(twin->program, question, twin->list, TEXT_BYTES);
        if (status != STATUS_HELD)
            exit(status); /* it has said why */
        twin->model = *model;
        twin->rest = twin->list;
        count++;
    }
    return count;
}

/* Read the next line of a twin's list: the option's name and default. */
static bool
next_option(struct twin *twin, const char **name, const char **standard)
{
    char *line = strsep(&twin->rest, "\n");

    if (line == NULL || strncmp(line, "--", 2) != 0)
        return false;
    line += 2;
    *name = strsep(&line, "\t");
    strsep(&line, "\t"); /* the kind of value */
    *standard = line != NULL ? strsep(&line, "\t") : "";
    return true;
}

int
help_list(const char *scenario)
{
    static struct twin twins[MAX_TWINS];

    ask_twins(scenario, twins);
    fputs(twins[0].list, stdout);
    finish();
    return STATUS_HELD;
}

int
help_print(const char *scenario)
{
    static struct twin twins[MAX_TWINS];
    static char texts[MAX_ROWS][PROGRAM_BYTES];
    const char *words[2 * MAX_ROWS + 2] = {"--page"}, *name, *first, *standard;
    int count = ask_twins(scenario, twins), n = 1;

    for (int row = 0; row < MAX_ROWS && next_option(&twins[0], &name, &first);
         row++) {
        bool differ = false;
        size_t length = (size_t)snprintf(
            texts[row], PROGRAM_BYTES, "%s: %s", twins[0].model, first);
        for (int i = 1; i < count && length < PROGRAM_BYTES; i++)
            if (next_option(&twins[i], &(const char *){NULL}, &standard)) {
                differ = differ || strcmp(first, standard) != 0;
                length += (size_t)snprintf(texts[row] + length,
                    PROGRAM_BYTES - length, ", %s: %s", twins[i].model,
                    standard);
            }
        if (differ) {
            words[n++] = name;
            words[n++] = texts[row];
        }
    }
    words[n] = NULL;
    return launch_run(twins[0].program, words, NULL, 0);
}
