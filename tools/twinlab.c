/* twinlab: the common entry point. It finds the right program and executes it,
 * as git does; the programs are beside it and also run alone. */

#include "kit/begin.h"
#include "kit/closest.h"
#include "kit/die.h"
#include "kit/home.h"
#include "kit/json.h"
#include "kit/options.h"
#include "kit/version.h"

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PROGRAM_BYTES = 256, MAX_SCENARIOS = 256 };

static const struct {
    const char *name, *help;
} commands[] = {
    {"demo", "the tour, of ten commands"},
    {"timing", "what it costs to create a worker, and to switch"},
    {"step", "every interleaving of a program's steps"},
    {"grade", "a student's program, graded by its lab's rubric"},
    {"task", "every way in which Linux creates a task"},
    {"machine", "the machine on which the figures are measured"},
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

/* Execute the program. Its argv[0] is what was typed: see typed_name. */
static _Noreturn void
become(const char *program, const char *typed, char **argv)
{
    char path[HOME_BYTES], name[PROGRAM_BYTES];

    home_path(path, program);
    snprintf(name, sizeof(name), "twinlab %s", typed);
    argv[0] = name;
    execv(path, argv);
    die(STATUS_CANNOT, "%s: %m: %s", path, home_advice(errno));
}

static int
by_name(const void *left, const void *right)
{
    return strcmp(*(char *const *)left, *(char *const *)right);
}

/* The names of all scenarios, sorted, each once. */
static int
gather(char *names[MAX_SCENARIOS])
{
    char path[HOME_BYTES];
    int count = 0, kept = 0;

    for (const char *const *model = home_models(); *model != NULL; model++) {
        home_path(path, *model);
        DIR *folder = opendir(path);
        if (folder == NULL)
            die(STATUS_CANNOT, "%s: %m: %s", path, home_advice(errno));
        for (struct dirent *entry; errno = 0, (entry = readdir(folder));) {
            if (!is_scenario(entry->d_name) || count == MAX_SCENARIOS)
                continue;
            names[count] = strdup(entry->d_name);
            if (names[count++] == NULL)
                die(STATUS_CANNOT, "strdup: %m: no memory for the scenarios");
        }
        if (errno != 0)
            die(STATUS_CANNOT, "readdir: %m: cannot read %s", path);
        closedir(folder);
    }
    qsort(names, (size_t)count, sizeof(names[0]), by_name);
    for (int i = 0; i < count; i++)
        if (kept > 0 && strcmp(names[kept - 1], names[i]) == 0)
            free(names[i]);
        else
            names[kept++] = names[i];
    return kept;
}

/* Print each scenario with all models that have it. */
static void
print_scenarios(bool json)
{
    char *names[MAX_SCENARIOS] = {NULL}, program[PROGRAM_BYTES];
    int count = gather(names);

    fputs(json ? "{\"scenarios\": [" : "", stdout);
    for (int i = 0; i < count; i++) {
        const char *before = "";
        if (json) {
            fputs(i == 0 ? "{\"name\": " : ", {\"name\": ", stdout);
            json_string(stdout, names[i]);
            fputs(", \"models\": [", stdout);
        } else
            printf("%-12s", names[i]);
        for (const char *const *model = home_models(); *model; model++) {
            snprintf(program, sizeof(program), "%s/%s", *model, names[i]);
            if (json && home_has(program)) {
                fputs(before, stdout);
                json_string(stdout, *model);
                before = ", ";
            } else if (!json)
                printf(" %s", home_has(program) ? *model : "");
        }
        fputs(json ? "]}" : "\n", stdout);
        free(names[i]);
    }
    fputs(json ? "]}\n" : "", stdout);
}

struct list_options {
    bool json;
};

static const struct option_row list_table[] = {
    OPTIONS_END(struct list_options)};

static int
list(int argc, char **argv)
{
    struct list_options options;
    static const struct option_page page = {
        .usage = "[options]",
        .question = "Which scenarios are there, and in which models?",
        .table = list_table,
    };
    static char typed[] = "twinlab list";

    argv[0] = typed;
    options_only(&page, &options, argc, argv);
    print_scenarios(options.json);
    finish();
    return STATUS_HELD;
}

static int
print_help(void)
{
    printf("twinlab %s: the same experiment with processes, threads and "
           "coroutines\n\n"
           "  twinlab SCENARIO [options]     all its twins, side by side\n"
           "  twinlab MODEL SCENARIO [options]\n"
           "                                 one twin alone\n",
        TWINLAB_VERSION);
    for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
        printf("  twinlab %-22s %s\n", commands[i].name, commands[i].help);
    printf("\n--help (or -h, or help) after any of these shows its options, "
           "--version the\nlab's version. Scenarios and their models:\n\n");
    print_scenarios(false);
    finish();
    return STATUS_HELD;
}

static _Noreturn void
refuse(const char *word)
{
    struct closest closest = {.word = word, .length = strlen(word)};
    char *names[MAX_SCENARIOS] = {NULL};
    int count = gather(names);

    for (int i = 0; i < count; i++)
        closest_try(&closest, names[i]);
    for (size_t i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
        closest_try(&closest, commands[i].name);
    for (const char *const *model = home_models(); *model != NULL; model++)
        closest_try(&closest, *model);
    die(STATUS_USAGE, "unknown command or scenario '%s'%s: see twinlab --help",
        word, closest_hint(&closest, ""));
}

/* One twin alone: a model, a scenario, its options. */
static _Noreturn void
become_twin(char **argv)
{
    struct closest closest = {.word = argv[2], .length = strlen(argv[2])};
    char program[PROGRAM_BYTES], typed[PROGRAM_BYTES], *names[MAX_SCENARIOS];

    snprintf(program, sizeof(program), "%s/%.100s", argv[1], argv[2]);
    snprintf(typed, sizeof(typed), "%s %.100s", argv[1], argv[2]);
    if (is_plain(argv[2]) && home_has(program))
        become(program, typed, argv + 2);
    for (int i = gather(names); i > 0; i--)
        closest_try(&closest, names[i - 1]);
    die(STATUS_USAGE, "%s has no scenario '%s'%s: see twinlab list", argv[1],
        argv[2], closest_hint(&closest, ""));
}

int
main(int argc, char **argv)
{
    static char help[] = "--help";
    char *word = argc > 1 ? argv[1] : help;

    begin("twinlab");
    if (strcmp(word, "help") == 0 && argc == 3) { /* help X is X --help */
        word = argv[1] = argv[2];
        argv[2] = help;
    }
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 ||
        strcmp(word, "help") == 0)
        return print_help();
    if (strcmp(word, "--version") == 0) {
        printf("twinlab %s\n", TWINLAB_VERSION);
        finish();
        return STATUS_HELD;
    }
    if (strcmp(word, "list") == 0)
        return list(argc - 1, argv + 1);
    if (is_command(word))
        become(word, word, argv + 1);
    if (is_scenario(word)) /* pair wants to know its name */
        become("pair", word, argv);
    if (is_model(word) && argc == 2)
        die(STATUS_USAGE, "%s: a scenario is missing: see twinlab list", word);
    if (is_model(word))
        become_twin(argv);
    refuse(word);
}
