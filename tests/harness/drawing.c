#include "drawing.h"

#include "folder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

char drawing_picture[DRAWING_PATH], drawing_plot[DRAWING_PATH];
char drawing_script[DRAWING_PATH], drawing_result[DRAWING_PATH];
char drawing_folder[DRAWING_PATH];

static char pictures[DRAWING_PATH];

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
    snprintf(drawing_picture, DRAWING_PATH, "%.40s/p.%s", pictures, ending);
    snprintf(drawing_plot, DRAWING_PATH, "--plot=%.50s", drawing_picture);
}

void
drawing_gnuplot(const char *commands)
{
    char text[512];

    snprintf(text, sizeof(text),
        "PATH=/usr/bin:/bin\ncat >%s/part && mv %s/part %s\n%s\n",
        drawing_folder, drawing_folder, drawing_script, commands);
    unlink(drawing_script);
    folder_script(folder_path("programs/gnuplot"), text);
}

int
drawing_count(void)
{
    return folder_count(pictures);
}

static __attribute__((constructor)) void
make_folders(void)
{
    strcpy(drawing_folder, folder_path("programs"));
    strcpy(pictures, folder_path("pictures"));
    strcpy(drawing_script, folder_path("programs/script"));
    strcpy(drawing_result, folder_path("result.json"));
    drawing_ending("svg");
    mkdir(drawing_folder, 0755);
    mkdir(pictures, 0755);
    folder_write(drawing_result,
        "{\"machine\": {}, \"launches\": 3, \"seconds\": 1, "
        "\"warnings\": [], \"comparisons\": [], \"operations\": [{\"name\": "
        "\"it's an operation\", \"model\": \"thread\", \"way\": \"thread\", "
        "\"raw\": 5, \"raw_low\": 4, \"raw_high\": 6, \"raw_samples\": "
        "[[5, 4], [6, 5], [5, 5]], \"reason\": null}]}");
}
