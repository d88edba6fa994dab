#include "apart.h"
#include "cage.h"
#include "scratch.h"
#include "user.h"

#include "kit/die.h"
#include "kit/fence.h"
#include "kit/stop.h"

#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>

/* Run `true` in it. */
static bool
works(char *why, size_t size)
{
    char folder[PATH_MAX];
    const struct run_job trial = {.argv = (const char *const[]){"true", NULL},
        .directory = folder,
        .limits = {.wall_seconds = 10, .output_bytes = 4096}};
    struct run_result result;

    scratch_make(folder, sizeof(folder));
    run(&trial, &result);
    scratch_remove();
    if (result.end == RUN_STOPPED)
        stop_release(result.status);
    bool worked = result.end == RUN_EXITED && result.status == 0;
    snprintf(why, size, "%.*s", (int)strcspn(result.err, "\n"), result.err);
    if (!worked && *why == '\0')
        snprintf(why, size, "%s",
            result.end == RUN_NOT_BEGUN ? strerror(result.status)
                                        : "a trial has failed");
    run_free(&result);
    return worked;
}

bool
cage_try(enum cage kind, const char **why)
{
    static char text[256];
    bool has_user = user_take();

    *why = text;
    snprintf(text, sizeof(text), "%s",
        !has_user ? "it needs root, with other users' numbers to give"
                  : "the kernel has no Landlock");
    if (kind == CAGE_FENCES && (!has_user || fence_files_version() == 0))
        return false;
    cage_take(kind);
    if (works(text, sizeof(text)))
        return true;
    cage_take(CAGE_NONE);
    return false;
}

/* Take the best kind that this machine has. */
static void
choose(void)
{
    const char *why;
    char first[256];

    if (cage_try(CAGE_BUBBLEWRAP, &why))
        return;
    snprintf(first, sizeof(first), "%s", why);
    if (!cage_try(CAGE_FENCES, &why))
        die(STATUS_CANNOT,
            "no sandbox here (bubblewrap: %s; Landlock: %s): install "
            "bubblewrap, "
            "or accept with --no-sandbox that the programs run as yourself",
            first, why);
}

void
run_begin(bool sandbox)
{
    signal(SIGPIPE, SIG_IGN); /* it need not read its stdin */
    if (prctl(PR_SET_CHILD_SUBREAPER, 1) == -1)
        die(STATUS_CANNOT, "prctl: %m: could not end what a program leaves");
    if (sandbox)
        choose();
    else
        apart_shm();
}
