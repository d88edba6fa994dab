#include "stage.h"

#include "folder.h"

#include "kit/home.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_ROOM = HOME_BYTES + 128 };

static char folder[64]; /* from the test program's */
static char tool[64];   /* from build/ */

static void
must(bool good, const char *what)
{
    if (good)
        return;
    printf("\n%s: %s\n0 passed, 1 failed\n", what, strerror(errno));
    exit(EXIT_FAILURE);
}

static void
find_path(char path[PATH_ROOM], const char *name)
{
    char home[HOME_BYTES];

    home_path(home, folder);
    snprintf(path, PATH_ROOM, "%s/%s", home, name);
}

static void
stage_close(void)
{
    char path[HOME_BYTES];

    home_path(path, folder);
    folder_remove(path);
}

static __attribute__((constructor)) void
stage_open(void)
{
    char from[HOME_BYTES], to[PATH_ROOM];

    snprintf(folder, sizeof(folder), "../../stage.%d", (int)getpid());
    snprintf(tool, sizeof(tool), "stage.%d/timing", (int)getpid());
    home_path(from, "../../timing");
    find_path(to, "");
    must(mkdir(to, 0755) == 0 && atexit(stage_close) == 0, to);
    for (const char *const *model = home_models(); *model != NULL; model++) {
        find_path(to, *model);
        must(mkdir(to, 0755) == 0, to);
    }
    find_path(to, "timing");
    must(link(from, to) == 0, to);
}

void
stage_actor(const char *program, const char *script)
{
    char path[PATH_ROOM], home[HOME_BYTES];

    home_path(home, folder);
    find_path(path, program);
    if (script == NULL) {
        must(unlink(path) == 0, path);
        return;
    }
    FILE *file = fopen(path, "we");
    must(file != NULL, path);
    must(fprintf(file, "#!/bin/sh\nstage='%s'\n%s", home, script) > 0, path);
    must(fclose(file) == 0, path);
    must(chmod(path, 0755) == 0, path);
}

void
stage_permit(const char *program, bool run)
{
    char path[PATH_ROOM];

    find_path(path, program);
    must(chmod(path, run ? 0755 : 0644) == 0, path);
}

void
stage_start(const char *const *arguments)
{
    program_start(tool, arguments, NULL);
}

const struct outcome *
stage_run(const char *const *arguments)
{
    stage_start(arguments);
    return program_finish();
}

bool
stage_await(const char *file)
{
    char path[PATH_ROOM];
    bool made = false;

    find_path(path, file);
    AWAIT((made = unlink(path) == 0));
    return made;
}
