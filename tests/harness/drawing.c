#include "drawing.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

char drawing_picture[DRAWING_PATH], drawing_plot[DRAWING_PATH];
char drawing_script[DRAWING_PATH], drawing_result[DRAWING_PATH];
char drawing_folder[DRAWING_PATH];

static char top[] = "/tmp/plot-XXXXXX";
static char pictures[32], program[DRAWING_PATH];

bool
prepare_our_gnuplot(void)
{
    return setenv("PATH", drawing_folder, 1) == 0;
}

bool
prepare_no_gnuplot(void)
{
    return setenv("PATH", pictures, 1) == 0;
}

void
drawing_ending(const char *ending)
{
    snprintf(drawing_picture, DRAWING_PATH, "%s/p.%s", pictures, ending);
    snprintf(drawing_plot, DRAWING_PATH, "--plot=%.50s", drawing_picture);
}

void
drawing_write(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");

    if (file == NULL || fputs(text, file) == EOF || fclose(file) == EOF)
        abort();
}

const char *
drawing_read(const char *path)
{
    static char text[1 << 20];
    FILE *file = fopen(path, "r");
    size_t length = 0;

    if (file != NULL) {
        length = fread(text, 1, sizeof(text) - 1, file);
        fclose(file);
    }
    text[length] = '\0';
    return text;
}

void
drawing_gnuplot(const char *commands)
{
    char text[512];

    snprintf(text, sizeof(text),
        "#!/bin/sh\nPATH=/usr/bin:/bin\ncat >%s/part && mv %s/part %s\n%s\n",
        drawing_folder, drawing_folder, drawing_script, commands);
    unlink(drawing_script);
    drawing_write(program, text);
    chmod(program, 0755);
}

int
drawing_count(void)
{
    DIR *folder = opendir(pictures);
    int count = 0;

    if (folder == NULL)
        abort();
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;)
        count += entry->d_name[0] != '.';
    closedir(folder);
    return count;
}

static void
clean_up(void)
{
    const char *const left[] = {drawing_picture, drawing_script, program,
        drawing_result, drawing_folder, pictures, top};

    for (size_t i = 0; i < sizeof(left) / sizeof(left[0]); i++)
        remove(left[i]);
}

void
drawing_begin(void)
{
    if (mkdtemp(top) == NULL)
        abort();
    snprintf(drawing_folder, DRAWING_PATH, "%s/programs", top);
    snprintf(pictures, sizeof(pictures), "%s/pictures", top);
    snprintf(program, DRAWING_PATH, "%s/programs/gnuplot", top);
    snprintf(drawing_script, DRAWING_PATH, "%s/programs/script", top);
    snprintf(drawing_result, DRAWING_PATH, "%s/result.json", top);
    drawing_ending("svg");
    mkdir(drawing_folder, 0755);
    mkdir(pictures, 0755);
    drawing_write(drawing_result,
        "{\"machine\": {}, \"launches\": 3, \"seconds\": 1, "
        "\"warnings\": [], \"comparisons\": [], \"operations\": [{\"name\": "
        "\"it's an operation\", \"model\": \"thread\", \"way\": \"thread\", "
        "\"raw\": 5, \"raw_low\": 4, \"raw_high\": 6, \"raw_samples\": "
        "[[5, 4], [6, 5], [5, 5]], \"reason\": null}]}");
    /* The first failure may be the end: see harness/check.h. */
    atexit(clean_up);
}
