#include "submission.h"

#include "kit/die.h"

enum { FULL_POINTS = 100 };

static const char *
wanted_model(const struct lab *lab)
{
    bool has_threads = rubric_points(&lab->rubric, "thread") > 0;
    bool has_processes = rubric_points(&lab->rubric, "proc") > 0;

    return has_threads && has_processes ? NULL
           : has_threads                ? "thread"
                                        : "proc";
}

void
submission_open(struct submission *submission, const char *path,
    const struct wanted *wanted)
{
    char name[LAB_NAME_BYTES];
    const struct lab *lab = &submission->lab;

    if (wanted->lab == NULL && !lab_of(path, name))
        die(STATUS_USAGE,
            "%s: which lab is it? neither its folder's name nor a Makefile "
            "says so: give --lab NAME",
            path);
    lab_open(&submission->lab, wanted->lab != NULL ? wanted->lab : name);
    submission->sources = source_find(submission->source, path,
        wanted->model != NULL ? wanted->model : wanted_model(lab));
    for (int i = 0; i < submission->sources; i++) {
        const char *model = submission->source[i].model;
        long points = rubric_points(&lab->rubric, model);
        if (points != FULL_POINTS)
            die(STATUS_USAGE,
                "%s/rubric: the points for %s sum to %ld and not to %d",
                lab->folder, model, points, FULL_POINTS);
    }
}

void
submission_close(struct submission *submission)
{
    for (int i = 0; i < submission->sources; i++)
        source_free(&submission->source[i]);
    lab_close(&submission->lab);
}
