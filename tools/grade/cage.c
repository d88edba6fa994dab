#include "cage.h"

#include "folder.h"
#include "inside.h"
#include "keeper.h"
#include "left.h"
#include "user.h"
#include "walls.h"

#include "kit/die.h"
#include "kit/memstream.h"
#include "kit/stop.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum {
    MOST_OPEN = 256,   /* files, of one process */
    OF_BUBBLEWRAP = 4, /* processes of its own */
    AT_EXEC = 4        /* CLOSE_RANGE_CLOEXEC */
};

static enum cage cage;
static struct left *before; /* without a cage: what was in /dev/shm */

static bool
has_user(void)
{
    return cage != CAGE_NONE && user_number() != 0;
}

/* Only root can raise it, and a user may have less already. */
bool
cage_limit(int resource, long most)
{
    struct rlimit limit;

    if (getrlimit(resource, &limit) == -1)
        return false;
    if (limit.rlim_max > (rlim_t)most)
        limit.rlim_max = (rlim_t)most;
    limit.rlim_cur = limit.rlim_max;
    return setrlimit(resource, &limit) == 0;
}

/* If we cannot look for a message queue's name, none may be created. */
static bool
limit_queues(void)
{
    return access("/dev/mqueue/.", X_OK) == 0 || cage_limit(RLIMIT_MSGQUEUE, 0);
}

static bool
limit_processes(const struct run_job *job)
{
    long most = job->limits.processes;

    if (cage == CAGE_BUBBLEWRAP)
        most += OF_BUBBLEWRAP;
    return job->limits.processes == 0 || !has_user() ||
           cage_limit(RLIMIT_NPROC, most);
}

/* Our environment may hold secrets. */
static bool
set_environment(const char *directory)
{
    return clearenv() == 0 &&
           setenv("PATH", "/usr/local/bin:/usr/bin:/bin", 1) == 0 &&
           setenv("LC_ALL", "C", 1) == 0 && setenv("HOME", directory, 1) == 0 &&
           setenv("TMPDIR", directory, 1) == 0;
}

void
cage_take(enum cage kind)
{
    cage = kind;
}

const char *
cage_name(void)
{
    static char name[128];
    const char *whose = has_user() ? ", as a user of its own" : "";

    if (cage == CAGE_BUBBLEWRAP)
        snprintf(name, sizeof(name),
            "bubblewrap (user, pid, mount, ipc, net), seccomp%s", whose);
    else if (cage == CAGE_FENCES)
        snprintf(name, sizeof(name), "Landlock version %d, seccomp%s",
            fence_files_version(), whose);
    return cage == CAGE_NONE ? "none" : name;
}

int
cage_open(const struct run_job *job)
{
    if (has_user()) {
        if ((job->reads != NULL && !user_lend(job->reads, false)) ||
            !user_lend(job->directory, true))
            return errno;
        if (!keeper_start(
                user_number(), job->limits.total_bytes, job->directory))
            die(STATUS_CANNOT,
                "the user %u cannot be taken, or somebody else runs programs "
                "as that user: grade again",
                (unsigned)user_number());
    }
    if (cage == CAGE_BUBBLEWRAP)
        inside_open();
    if (cage == CAGE_NONE)
        before = left_look();
    return 0;
}

/* A change of user cancels the signal that we asked for on our parent's death
 * (prctl(2), PR_SET_PDEATHSIG). */
void
cage_become(const struct run_job *job)
{
    if (cage != CAGE_NONE &&
        (syscall(SYS_close_range, 3, ~0U, AT_EXEC) == -1 ||
            !cage_limit(RLIMIT_NOFILE, MOST_OPEN) || !limit_queues() ||
            !limit_processes(job) || !set_environment(job->directory) ||
            (has_user() && !user_become()) ||
            prctl(PR_SET_PDEATHSIG, SIGKILL) == -1))
        return;
    if (cage == CAGE_BUBBLEWRAP)
        inside_become(job);
    else if (cage == CAGE_NONE ||
             (fence_files(walls(job, false)) && fence_calls(job->traces)))
        execvp(job->argv[0], (char *const *)job->argv);
}

/* The user's names; what it has elsewhere does not matter. */
static char *
names_of_user(void)
{
    char *names = NULL;
    size_t length;
    FILE *out = memstream_open(&names, &length, "names");

    folder_clear("/dev/shm", user_number(), out);
    folder_clear("/dev/mqueue", user_number(), NULL);
    memstream_close(out, "names");
    return names;
}

static void
note_greed(struct run_result *result)
{
    if (result->end == RUN_EXITED || result->end == RUN_KILLED)
        result->end = RUN_GREEDY;
}

void
cage_close(const struct run_job *job, struct run_result *result)
{
    if (cage == CAGE_NONE) {
        result->left_names = left_names(before);
        return;
    }
    if (has_user()) {
        bool greedy = keeper_finish();
        result->left_names = names_of_user();
        user_take_back(job->directory, greedy);
        if (greedy)
            note_greed(result);
    } else
        result->left_names = strdup("");
    if (cage == CAGE_BUBBLEWRAP && inside_close(result))
        note_greed(result);
}
