#include "saved.h"

#include "layout.h"
#include "schedule.h"

#include "kit/die.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_LINE "step 1\n"

enum { MOST_ARGUMENTS = 4 * MAX_ARGUMENTS };

/* ---- Writing. ---- */

/* Of the saved run, not of the schedule. */
static bool
is_of_run(const char *word)
{
    static const char *const names[] = {"--save", "--json", "--max-seconds"};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        size_t length = strlen(names[i]);
        if (strncmp(word, names[i], length) == 0 &&
            (word[length] == '\0' || word[length] == '='))
            return true;
    }
    return false;
}

static void
write_word(FILE *file, const char *key, const char *word)
{
    if (strchr(word, '\n') != NULL)
        die(STATUS_CANNOT,
            "--save: an argument has two lines, which cannot be saved");
    fprintf(file, "%s %s\n", key, word);
}

static void
write_call(FILE *file, const struct call *call)
{
    fprintf(file, " %ld", call->number);
    for (int i = 0; i < CALL_ARGUMENTS; i++)
        fprintf(file, " %lu", (unsigned long)call->arguments[i]);
}

static void
write_basis(FILE *file, const struct study *study)
{
    const struct program *program = &study->program;

    for (int i = 0; i < study->contended.count; i++)
        fprintf(
            file, "contended %lu\n", (unsigned long)study->contended.key[i]);
    fprintf(file, "births %d\n", program->most_births);
    for (int i = 0; i < program->spare; i++)
        fprintf(file, "spare %d %d %d\n", program->spare_of[i].worker,
            program->spare_of[i].n, program->spare_of[i].forks);
    for (size_t i = 0; i < program->maps.count; i++) {
        const struct map *map = &program->maps.map[i];
        fprintf(file, "map %d %d %d %d %lu %ld", map->asker.space,
            map->asker.worker, map->asker.number, map->is_kept,
            (unsigned long)map->instruction, map->result);
        write_call(file, &map->asked);
        write_call(file, &map->call);
        putc('\n', file);
    }
    if (program->has_descriptors)
        fprintf(file, "descriptors\n");
    if (layout_is_random())
        fprintf(file, "moved\n");
}

void
saved_write(const struct command *command, const struct study *study)
{
    const struct found *found = &study->search.found;
    const char *path = command->options.save;
    char build[BUILD_BYTES];

    symbols_build(study->program.argv[0], build);
    FILE *file = fopen(path, "we");
    if (file == NULL)
        die(STATUS_CANNOT, "--save: %s: %m", path);
    fprintf(file, FIRST_LINE "build %s\n", build);
    for (int i = 0; command->own[i] != NULL; i++)
        if (!is_of_run(command->own[i]))
            write_word(file, "option", command->own[i]);
        else if (strchr(command->own[i], '=') == NULL &&
                 strcmp(command->own[i], "--json") != 0)
            i++; /* its value */
    fprintf(file, "option --schedule=%s\n",
        schedule_text(found->schedule, found->steps));
    for (char *const *word = study->program.argv; *word != NULL; word++)
        write_word(file, "argument", *word);
    write_basis(file, study);
    if (fclose(file) == EOF)
        die(STATUS_CANNOT, "--save: %s: %m", path);
}

/* ---- Reading. ---- */

static _Noreturn void
refuse(const char *path)
{
    die(STATUS_USAGE, "--replay: %s is no file that --save has written", path);
}

static FILE *
open_saved(const char *path)
{
    char line[sizeof(FIRST_LINE)];
    FILE *file = fopen(path, "re");

    if (file == NULL)
        die(STATUS_USAGE, "--replay: %s: %m", path);
    if (fgets(line, sizeof(line), file) == NULL ||
        strcmp(line, FIRST_LINE) != 0)
        refuse(path);
    return file;
}

/* The next line without its end, to be freed; and what follows its first word.
 * False at the end. */
static bool
next_line(FILE *file, char **line, const char **rest)
{
    size_t size = 0;

    *line = NULL;
    ssize_t length = getline(line, &size, file);
    if (length <= 0) {
        free(*line);
        return false;
    }
    (*line)[strcspn(*line, "\n")] = '\0';
    char *space = strchr(*line, ' ');
    *rest = space != NULL ? space + 1 : "";
    if (space != NULL)
        *space = '\0';
    return true;
}

static bool
read_call(const char **text, struct call *call)
{
    char *end;

    call->number = strtol(*text, &end, 10);
    for (int i = 0; i < CALL_ARGUMENTS; i++)
        call->arguments[i] = strtoul(end, &end, 10);
    bool good = end != *text;
    *text = end;
    return good;
}

static bool
read_map(const char *text, struct maps *maps)
{
    struct map map;
    int length = 0, kept;

    if (sscanf(text, "%d %d %d %d %lu %ld%n", &map.asker.space,
            &map.asker.worker, &map.asker.number, &kept, &map.instruction,
            &map.result, &length) < 6)
        return false;
    map.is_kept = kept != 0;
    text += length;
    if (!read_call(&text, &map.asked) || !read_call(&text, &map.call))
        return false;
    maps->map = store_grow(maps->map, maps->count, sizeof(map));
    maps->map[maps->count++] = map;
    return true;
}

static bool
read_spare(const char *text, struct basis *basis)
{
    int worker, n, forks;

    if (basis->spare == MAX_WORKERS ||
        sscanf(text, "%d %d %d", &worker, &n, &forks) != 3)
        return false;
    basis->spare_of[basis->spare++] = (struct spare){worker, n, forks != 0};
    return true;
}

static void
add_key(struct contended *contended, const char *text)
{
    contended->key = store_grow(
        contended->key, (size_t)contended->count, sizeof(*contended->key));
    contended->key[contended->count++] = strtoul(text, NULL, 10);
}

static void
check_build(const char *path, const char *program, const char *saved)
{
    char build[BUILD_BYTES];

    symbols_build(program, build);
    if (strcmp(build, saved) != 0)
        die(STATUS_USAGE,
            "--replay: %s is of another build of %s: its letters mean nothing "
            "in this one",
            path, program);
}

void
saved_read(const char *path, const char *program, struct basis *basis)
{
    FILE *file = open_saved(path);
    const char *rest;
    char *line;
    bool good = true, was_moved = false;

    *basis = (struct basis){.spare = 0};
    while (good && next_line(file, &line, &rest)) {
        if (strcmp(line, "build") == 0)
            check_build(path, program, rest);
        else if (strcmp(line, "contended") == 0)
            add_key(&basis->contended, rest);
        else if (strcmp(line, "births") == 0)
            good = sscanf(rest, "%d", &basis->births) == 1;
        else if (strcmp(line, "spare") == 0)
            good = read_spare(rest, basis);
        else if (strcmp(line, "map") == 0)
            good = read_map(rest, &basis->maps);
        basis->has_descriptors |= strcmp(line, "descriptors") == 0;
        was_moved |= strcmp(line, "moved") == 0;
        free(line);
    }
    fclose(file);
    if (!good)
        refuse(path);
    if (was_moved)
        layout_move();
    else if (layout_is_random())
        die(STATUS_CANNOT,
            "--replay: %s was saved where personality(2) is allowed, and here "
            "it "
            "is refused: the addresses are others",
            path);
}

/* ---- The command line. ---- */

struct command_line {
    int count;
    char *word[MOST_ARGUMENTS];
};

static void
add_word(struct command_line *words, const char *word)
{
    if (words->count == MOST_ARGUMENTS - 1 ||
        (words->word[words->count++] = strdup(word)) == NULL)
        die(STATUS_USAGE, "more than %d arguments", MOST_ARGUMENTS - 2);
}

static void
add_saved(struct command_line *words, const char *path, const char *key)
{
    FILE *file = open_saved(path);
    const char *rest;
    char *line;

    while (next_line(file, &line, &rest)) {
        if (strcmp(line, key) == 0)
            add_word(words, rest);
        free(line);
    }
    fclose(file);
}

void
saved_arguments(int *argc, char ***argv)
{
    static struct command_line words;
    const char *path = NULL;
    bool has_program = false;

    for (int i = 0; i < *argc; i++) {
        const char *word = (*argv)[i];
        has_program |= strcmp(word, "--") == 0;
        if (!has_program && strncmp(word, "--replay=", 9) == 0)
            path = word + 9;
        else if (!has_program && strcmp(word, "--replay") == 0 && i + 1 < *argc)
            path = (*argv)[i + 1];
    }
    if (path == NULL)
        return;
    add_word(&words, (*argv)[0]);
    add_saved(&words, path, "option");
    for (int i = 1; i < *argc; i++)
        add_word(&words, (*argv)[i]);
    if (!has_program) {
        add_word(&words, "--");
        add_saved(&words, path, "argument");
    }
    *argc = words.count;
    *argv = words.word;
}
