#include "grading.h"

#include "check.h"
#include "progress.h"
#include "scratch.h"

#include "kit/clock.h"
#include "kit/die.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { HUNG_SECONDS = 2 };

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

double
grading_seconds(const struct grading *grading, double given)
{
    double less = given / 2 > HUNG_SECONDS ? given / 2 : HUNG_SECONDS;
    double most = grading->has_hung && given > less ? less : given;

    return most + 10 * grading->build_seconds;
}

bool
grading_run(struct grading *grading, struct run_job *job,
    struct run_result *result, struct verdict *verdict)
{
    double left_s = (double)(grading->until_ns - clock_ns()) / NS_PER_S;
    char directory[GRADING_PATH_BYTES];
    bool is_cut = left_s < job->limits.wall_seconds;

    grading_path(grading, directory, "run");
    job->empties = job->directory == NULL;
    if (job->empties)
        job->directory = directory;
    job->reads = grading->folder;
    job->tick = progress_tick;
    if (is_cut)
        job->limits.wall_seconds = left_s > 0.001 ? left_s : 0.001;
    run(job, result);
    grading->has_hung |= result->end == RUN_LATE || result->end == RUN_FLOOD ||
                         result->end == RUN_GREEDY;
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

void
grading_begin(struct grading *grading, const struct lab *lab,
    const struct source *source, long until_ns)
{
    *grading =
        (struct grading){.lab = lab, .source = source, .until_ns = until_ns};
    scratch_make(grading->folder, sizeof(grading->folder));
    make_folder(grading, "build");
    make_folder(grading, "run");
}

void
grading_end(struct grading *grading)
{
    scratch_remove();
    free(grading->messages);
}
