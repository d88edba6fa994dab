#define _GNU_SOURCE /* nftw, mkdtemp */

#include "grading.h"

#include "check.h"

#include "kit/clock.h"
#include "kit/die.h"

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NS_PER_S 1e9

void
grading_path(const struct grading *grading, char path[GRADING_PATH_BYTES],
    const char *name)
{
    if (snprintf(path, GRADING_PATH_BYTES, "%s/%s", grading->folder, name) >=
        GRADING_PATH_BYTES)
        die(STATUS_CANNOT, "%s is too long: set TMPDIR to a shorter path",
            grading->folder);
}

static void
make_folder(const struct grading *grading, const char *name)
{
    char path[GRADING_PATH_BYTES];

    grading_path(grading, path, name);
    if (mkdir(path, 0700) == -1)
        die(STATUS_CANNOT, "%s: %m: cannot make the folder", path);
}

static int
take_away(const char *path, const struct stat *about, int type, struct FTW *at)
{
    (void)about;
    (void)at;
    if (type == FTW_DNR) /* it is our own again, whatever its mode was */
        chmod(path, 0700);
    return remove(path) == -1 && errno != ENOENT;
}

bool
grading_run(struct grading *grading, struct run_job *job,
    struct run_result *result, struct verdict *verdict)
{
    double left_s = (double)(grading->until_ns - clock_ns()) / NS_PER_S;
    char directory[GRADING_PATH_BYTES];
    bool is_cut = left_s < job->limits.wall_seconds;

    grading_path(grading, directory, "run");
    if (job->directory == NULL)
        job->directory = directory;
    job->reads = grading->folder;
    if (is_cut)
        job->limits.wall_seconds = left_s > 0.001 ? left_s : 0.001;
    run(job, result);
    if (result->end != RUN_STOPPED && !(is_cut && result->end == RUN_LATE))
        return true;
    grading->is_late = true;
    if (verdict != NULL) {
        verdict->status = VERDICT_NOT_JUDGED;
        verdict->points = 0;
        fputs(result->end == RUN_STOPPED
                  ? "the grader was stopped\n"
                  : "the grader's own time (--max-seconds) was up\n",
            verdict->out);
    }
    return false;
}

/* The folder that there is, or "": removed also where a message is the end. */
static char to_remove[GRADING_PATH_BYTES];

static void
clean_up(void)
{
    if (*to_remove != '\0')
        nftw(to_remove, take_away, 16, FTW_DEPTH | FTW_PHYS);
    *to_remove = '\0';
}

void
grading_begin(struct grading *grading, const struct lab *lab,
    const struct source *source, long until_ns)
{
    const char *temporary = getenv("TMPDIR");

    *grading =
        (struct grading){.lab = lab, .source = source, .until_ns = until_ns};
    int length = snprintf(grading->folder, sizeof(grading->folder),
        "%s/twinlab.grade.XXXXXX", temporary != NULL ? temporary : "/tmp");
    if (length >= (int)sizeof(grading->folder) - 64)
        die(STATUS_CANNOT, "%s is too long: set TMPDIR to a shorter path",
            grading->folder);
    if (mkdtemp(grading->folder) == NULL)
        die(STATUS_CANNOT, "%s: %m: cannot make a folder", grading->folder);
    static bool is_registered;
    if (!is_registered && atexit(clean_up) != 0)
        die(STATUS_CANNOT, "atexit: %m: cannot remove a folder later");
    is_registered = true;
    memcpy(to_remove, grading->folder, sizeof(to_remove));
    make_folder(grading, "build");
    make_folder(grading, "run");
}

void
grading_end(struct grading *grading)
{
    clean_up();
    free(grading->messages);
}
