#include "waiting.h"

#include "kit/die.h"
#include "kit/stop.h"
#include "kit/sysfile.h"

#include <dirent.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { PATH_BYTES = 64, DEEPEST = 8, LEAST_SHARE = 16 };

struct sight {
    int busy;       /* threads that use a CPU, or wait for one, or for a disk */
    long used_ns;   /* CPU time of all, and of the children they have reaped */
    long queued_ns; /* time of all threads in the scheduler's queue */
};

static void
add_used(pid_t id, struct sight *sight)
{
    char text[SYSFILE_STAT];
    long ticks[4];

    const char *fields = sysfile_stat(text, "/proc/%d/stat", (int)id);
    if (fields != NULL &&
        sscanf(fields,
            "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %ld %ld %ld %ld",
            &ticks[0], &ticks[1], &ticks[2], &ticks[3]) == 4)
        sight->used_ns += (ticks[0] + ticks[1] + ticks[2] + ticks[3]) *
                          (1000000000 / sysconf(_SC_CLK_TCK));
}

/* The second field: nanoseconds on a run queue (sched-stats.rst). */
static void
add_queued(pid_t id, const char *thread, struct sight *sight)
{
    char text[64];
    long queued_ns;

    if (sysfile_line(text, sizeof(text), "", "/proc/%d/task/%s/schedstat",
            (int)id, thread) &&
        sscanf(text, "%*d %ld", &queued_ns) == 1)
        sight->queued_ns += queued_ns;
}

static void look_at(pid_t id, int depth, struct sight *sight);

static void
look_at_thread(pid_t id, const char *thread, int depth, struct sight *sight)
{
    char path[2 * PATH_BYTES], text[SYSFILE_STAT];
    int child;

    const char *state =
        sysfile_stat(text, "/proc/%d/task/%s/stat", (int)id, thread);
    sight->busy += state != NULL && strchr("RD", *state) != NULL;
    add_queued(id, thread, sight);
    snprintf(
        path, sizeof(path), "/proc/%d/task/%.20s/children", (int)id, thread);
    FILE *children = fopen(path, "re");
    while (children != NULL && fscanf(children, "%d", &child) == 1)
        look_at(child, depth + 1, sight);
    if (children != NULL)
        fclose(children);
}

static void
look_at(pid_t id, int depth, struct sight *sight)
{
    char path[PATH_BYTES];

    snprintf(path, sizeof(path), "/proc/%d/task", (int)id);
    DIR *threads = depth < DEEPEST ? opendir(path) : NULL;
    if (threads == NULL)
        return;
    add_used(id, sight);
    for (struct dirent *entry; (entry = readdir(threads)) != NULL;)
        if (entry->d_name[0] != '.')
            look_at_thread(id, entry->d_name, depth, sight);
    closedir(threads);
}

struct waiting
waiting_begin(long patience_ns)
{
    return (struct waiting){patience_ns, -1, 0};
}

long
waiting_sleep_ns(const struct waiting *waiting)
{
    return waiting->left_ns < WAITING_LOOK_NS ? waiting->left_ns
                                              : WAITING_LOOK_NS;
}

/* Since the last look; less than then: one of them has ended. */
static long
grown(long now_ns, long before_ns)
{
    return now_ns > before_ns ? now_ns - before_ns : 0;
}

/* What counts of the time used: where two want a CPU, one may have looped
 * because the other had none. */
static long
own_ns(const struct sight *sight, long used_ns, long queued_ns)
{
    long rest_ns = used_ns - queued_ns, least_ns = used_ns / LEAST_SHARE;

    if (sight->busy < 2)
        return used_ns;
    return rest_ns > least_ns ? rest_ns : least_ns;
}

void
waiting_spend(
    struct waiting *waiting, const pid_t *ids, size_t count, long slept_ns)
{
    struct sight sight = {.busy = 0};

    for (size_t i = 0; i < count; i++)
        if (ids[i] != 0)
            look_at(ids[i], 0, &sight);
    bool first = waiting->used_ns == -1;
    long used_ns = first ? 0 : grown(sight.used_ns, waiting->used_ns);
    long queued_ns = first ? 0 : grown(sight.queued_ns, waiting->queued_ns);
    waiting->used_ns = sight.used_ns;
    waiting->queued_ns = sight.queued_ns;
    waiting->left_ns -= sight.busy > 0 || used_ns > 0
                            ? own_ns(&sight, used_ns, queued_ns)
                            : slept_ns;
}

bool
waiting_for_bytes(struct waiting *waiting, pid_t id, int from, int *signal)
{
    struct pollfd sources[] = {{.fd = from, .events = POLLIN},
        {.fd = stop_descriptor(), .events = POLLIN}};

    *signal = 0;
    while (waiting->left_ns > 0) {
        long sleep_ns = waiting_sleep_ns(waiting);
        int ready = ppoll(sources, 2, &(struct timespec){0, sleep_ns}, NULL);
        if (ready == -1 && errno != EINTR)
            die(STATUS_CANNOT, "ppoll: %m: cannot wait for a probe");
        if (ready == 0)
            waiting_spend(waiting, &id, 1, sleep_ns);
        if (ready > 0 && sources[1].revents != 0)
            *signal = stop_wait(0); /* 0 if it was only SIGCHLD */
        if (*signal != 0 || (ready > 0 && sources[0].revents != 0))
            break;
    }
    return *signal == 0 && waiting->left_ns > 0;
}
