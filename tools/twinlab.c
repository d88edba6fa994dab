/* twinlab: the front door. It finds the program that is meant and becomes it,
 * as git does; the programs stand beside it and also run alone. */

#include "kit/begin.h"
#include "kit/die.h"
#include "kit/home.h"
#include "kit/version.h"

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PROGRAM_BYTES = 256 };

static const struct {
    const char *name, *help;
} commands[] = {
    {"demo", "the tour, in under 20 seconds"},
    {"timing", "what it costs to create a worker, and to switch"},
    {"step", "every interleaving of a program's steps"},
    {"machine", "what the figures are measured on"},
    {"list", "the scenarios and their models"},
};

static bool
is_plain(const char *word)
{
    return *word != '\0' && *word != '.' && *word != '-' &&
           strchr(word, '/') == NULL && strlen(word) < PROGRAM_BYTES / 2;
}

static bool
is_model(const char *word)
{
    for (const char *const *model = home_models(); *model != NULL; model++)
        if (strcmp(*model, word) == 0)
            return true;
    return false;
}

static bool
is_scenario(const char *word)
{
    char program[PROGRAM_BYTES];
    bool found = false;

    for (const char *const *model = home_models(); *model != NULL; model++) {
        snprintf(program, sizeof(program), "%s/%s", *model, word);
        found = found || (is_plain(word) && home_has(program));
    }
    return found;
}

static bool
is_command(const char *word)
{
    for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
        if (strcmp(commands[i].name, word) == 0)
            return true;
    return false;
}

static _Noreturn void
become(const char *program, char **argv)
{
    char path[HOME_BYTES];

    home_path(path, program);
    argv[0] = path;
    execv(path, argv);
    die(STATUS_CANNOT, "%s: %m: build it with make", path);
}

static int
by_name(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

/* Print each scenario once, with all models that have it. */
static int
list(void)
{
    char *names[PROGRAM_BYTES] = {0}, path[HOME_BYTES], program[PROGRAM_BYTES];
    int count = 0;

    for (const char *const *model = home_models(); *model != NULL; model++) {
        home_path(path, *model);
        DIR *folder = opendir(path);
        if (folder == NULL)
            die(STATUS_CANNOT, "%s: %m: build it with make", path);
        for (struct dirent *entry; (entry = readdir(folder)) != NULL;)
            if (is_scenario(entry->d_name) && count < PROGRAM_BYTES &&
                (names[count] = strdup(entry->d_name)) != NULL)
                count++;
        closedir(folder);
    }
    qsort(names, (size_t)count, sizeof(names[0]), by_name);
    for (int i = 0; i < count; i++) {
        if (i == 0 || strcmp(names[i - 1], names[i]) != 0) {
            printf("%-12s", names[i]);
            for (const char *const *model = home_models(); *model; model++) {
                snprintf(program, sizeof(program), "%s/%s", *model, names[i]);
                printf(" %s", home_has(program) ? *model : "");
            }
            putchar('\n');
        }
    }
    for (int i = 0; i < count; i++)
        free(names[i]);
    finish();
    return STATUS_HELD;
}

static int
print_help(void)
{
    printf("twinlab %s: the same experiment with processes and with threads\n\n"
           "  twinlab SCENARIO [options]         all its twins, side by side\n"
           "  twinlab MODEL SCENARIO [options]   one twin alone\n",
        TWINLAB_VERSION);
    for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
        printf("  twinlab %-26s %s\n", commands[i].name, commands[i].help);
    printf("\n--help after any of these tells its options. Scenarios:\n\n");
    return list();
}

int
main(int argc, char **argv)
{
    const char *word = argc > 1 ? argv[1] : "--help";
    char program[PROGRAM_BYTES];

    begin("twinlab");
    if (strcmp(word, "--help") == 0)
        return print_help();
    if (strcmp(word, "--version") == 0) {
        printf("twinlab %s\n", TWINLAB_VERSION);
        finish();
        return STATUS_HELD;
    }
    if (strcmp(word, "list") == 0 && argc == 2)
        return list();
    if (is_command(word) && strcmp(word, "list") != 0)
        become(word, argv + 1);
    if (is_scenario(word)) /* pair wants to know its name */
        become("pair", argv);
    if (is_model(word) && argc == 2)
        die(STATUS_USAGE, "%s what? Name a scenario: see twinlab list", word);
    if (is_model(word)) {
        snprintf(program, sizeof(program), "%s/%.100s", word, argv[2]);
        if (is_plain(argv[2]) && home_has(program))
            become(program, argv + 2);
        die(STATUS_USAGE, "%s has no scenario '%s': see twinlab list", word,
            argv[2]);
    }
    die(STATUS_USAGE, "'%s' will not do: see twinlab --help", word);
}
