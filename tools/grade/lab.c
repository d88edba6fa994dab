#include "lab.h"

#include "check.h"
#include "hash.h"
#include "source.h"

#include "kit/closest.h"
#include "kit/die.h"
#include "kit/home.h"

#include <ctype.h>
#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    MAX_LABS = 256, /* whose names are compared */
    MAX_DRIVERS = 4
};

/* The folder of all labs; "" if there is none. */
static const char *
labs_folder(void)
{
    static const char *const places[] = {
        "../../share/twinlab/labs", "../labs", "../../labs"};
    static char folder[LAB_PATH_BYTES];
    char path[LAB_PATH_BYTES];
    const char *given = getenv("TWINLAB_LABS");

    if (given != NULL)
        return given;
    for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
        home_path(path, places[i]);
        if (access(path, X_OK) == 0 && realpath(path, folder) != NULL)
            return folder;
    }
    return "";
}

static bool
is_name(const char *name)
{
    size_t length = strlen(name);

    for (size_t i = 0; i < length; i++)
        if (!isalnum((unsigned char)name[i]) && strchr("-_", name[i]) == NULL)
            return false;
    return length > 0 && length < LAB_NAME_BYTES;
}

bool
lab_exists(const char *name)
{
    char path[LAB_PATH_BYTES];

    snprintf(path, sizeof(path), "%s/%s/rubric", labs_folder(), name);
    return is_name(name) && access(path, R_OK) == 0;
}

static _Noreturn void
refuse(const char *name)
{
    struct closest closest = {.word = name, .length = strlen(name)};
    DIR *folder = opendir(labs_folder());
    static char names[MAX_LABS][LAB_NAME_BYTES];
    int count = 0;

    if (folder == NULL)
        die(STATUS_USAGE,
            "there are no labs in '%s': TWINLAB_LABS names their folder",
            labs_folder());
    for (struct dirent *entry;
         count < MAX_LABS && (entry = readdir(folder)) != NULL;)
        if (lab_exists(entry->d_name)) {
            snprintf(names[count], LAB_NAME_BYTES, "%.63s", entry->d_name);
            closest_try(&closest, names[count++]);
        }
    die(STATUS_USAGE, "there is no lab '%s' in %s%s: see its folders", name,
        labs_folder(), closest_hint(&closest, ""));
}

void
lab_open(struct lab *lab, const char *name)
{
    char path[LAB_PATH_BYTES];

    if (!lab_exists(name))
        refuse(name);
    snprintf(lab->name, sizeof(lab->name), "%s", name);
    if (realpath(labs_folder(), path) == NULL ||
        snprintf(lab->folder, sizeof(lab->folder), "%s/%s", path, name) >=
            (int)sizeof(lab->folder))
        die(STATUS_CANNOT, "%s: %m: cannot read the labs", labs_folder());
    lab_file(lab, "rubric", path);
    rubric_read(&lab->rubric, path);
}

void
lab_close(struct lab *lab)
{
    rubric_free(&lab->rubric);
}

void
lab_file(const struct lab *lab, const char *file, char path[LAB_PATH_BYTES])
{
    if (snprintf(path, LAB_PATH_BYTES, "%s/%s", lab->folder, file) >=
        LAB_PATH_BYTES)
        die(STATUS_CANNOT, "the path %s is too long", lab->folder);
}

/* Is it the first row for that model that names its driver? */
static bool
names_driver(const struct rubric *rubric, int index, const char *model)
{
    const char *name = row_text(&rubric->row[index], "driver", NULL);

    if (name == NULL ||
        (model != NULL && !row_is_for(&rubric->row[index], model)))
        return false;
    for (int i = 0; i < index; i++)
        if (strcmp(row_text(&rubric->row[i], "driver", ""), name) == 0 &&
            (model == NULL || row_is_for(&rubric->row[i], model)))
            return false;
    return true;
}

/* Does a row for that model (NULL: any) compare with the lab's own program of
 * this name? */
static bool
compares_with(
    const struct rubric *rubric, const char *model, const char *program)
{
    if (model != NULL && strcmp(model, program) != 0)
        return false;
    for (int i = 0; i < rubric->rows; i++)
        if (strcmp(rubric->row[i].check->name, "handed-out") == 0 &&
            row_is_for(&rubric->row[i], program))
            return true;
    return false;
}

/* The paths of the programs with which a row compares. */
static int
compared(const struct lab *lab, const char *model,
    char path[MOST_SOURCES][LAB_PATH_BYTES])
{
    static const char *const programs[MOST_SOURCES] = {"thread", "proc"};
    char name[32];
    int count = 0;

    for (int i = 0; i < MOST_SOURCES; i++) {
        snprintf(name, sizeof(name), "%s.c", programs[i]);
        if (!compares_with(&lab->rubric, model, programs[i]))
            continue;
        lab_file(lab, name, path[count]);
        count += access(path[count], R_OK) == 0;
    }
    return count;
}

void
lab_hash(
    const struct lab *lab, const char *model, const char *file, char hash[65])
{
    char rubric[LAB_PATH_BYTES], driver[MAX_DRIVERS][LAB_PATH_BYTES];
    char program[MOST_SOURCES][LAB_PATH_BYTES];
    const char *files[MAX_DRIVERS + MOST_SOURCES + 3] = {file};
    int count = file != NULL, drivers = 0;

    lab_file(lab, "rubric", rubric);
    files[count++] = rubric;
    for (int i = 0; i < lab->rubric.rows; i++) {
        if (!names_driver(&lab->rubric, i, model))
            continue;
        if (drivers == MAX_DRIVERS)
            die(STATUS_USAGE, "%s: it names over %d drivers", rubric, drivers);
        lab_file(lab, row_text(&lab->rubric.row[i], "driver", NULL),
            driver[drivers]);
        if (access(driver[drivers], R_OK) == -1)
            die(STATUS_USAGE, "%s: %m: the rubric names it as a driver",
                driver[drivers]);
        files[count++] = driver[drivers++];
    }
    int programs = compared(lab, model, program);
    for (int i = 0; i < programs; i++)
        files[count++] = program[i];
    hash_files(files, hash);
}

/* The word after --lab in the Makefile that make starter has written. It is
 * read as a source is: it may be a pipe, or a link to what never ends. */
static bool
told_by_makefile(const char *folder, char name[LAB_NAME_BYTES])
{
    char path[LAB_PATH_BYTES + 16];
    struct source makefile = {.path = NULL};
    bool found = false;

    snprintf(path, sizeof(path), "%s/Makefile", folder);
    source_read(&makefile, path);
    for (const char *at = makefile.text;
         !found && at != NULL && (at = strstr(at, "--lab")) != NULL; at++)
        found = sscanf(at, "--lab%*[ =]%63[A-Za-z0-9_-]", name) == 1;
    source_free(&makefile);
    return found && lab_exists(name);
}

bool
lab_of(const char *submission, char name[LAB_NAME_BYTES])
{
    char folder[PATH_MAX];
    struct stat about;

    if (realpath(submission, folder) == NULL || stat(folder, &about) == -1)
        return false;
    if (!S_ISDIR(about.st_mode))
        *strrchr(folder, '/') = '\0';
    if (told_by_makefile(folder, name))
        return true;
    const char *last = strrchr(folder, '/');
    snprintf(name, LAB_NAME_BYTES, "%.63s", last == NULL ? "" : last + 1);
    return lab_exists(name);
}
