#include "target.h"

#include "arch.h"
#include "limit.h"
#include "tasks.h"

#include "kit/clock.h"
#include "kit/die.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define NAP_NS      (NS_PER_MS / 20)
#define MOST_OUTPUT (4 << 20)

/* ---- All that run. ---- */

/* However we end, the programs end as well. */
enum { MAX_LIVE = 8 };
static struct target *live[MAX_LIVE];

void
target_kill_all(void)
{
    int status;
    pid_t id;

    for (int i = 0; i < MAX_LIVE; i++)
        if (live[i] != NULL)
            target_kill(live[i]);
    /* Those whose parent was gone before we could reap them; and those created
     * at the last moment: stopped, not killed yet. */
    while ((id = waitpid(-1, &status, __WALL)) > 0 || errno == EINTR)
        if (id > 0 && WIFSTOPPED(status))
            kill(id, SIGKILL);
}

static void
enlist(struct target *target)
{
    static bool is_registered;
    int i = 0;

    if (!is_registered && atexit(target_kill_all) != 0)
        die(STATUS_CANNOT, "atexit: no memory");
    is_registered = true;
    while (i < MAX_LIVE - 1 && live[i] != NULL)
        i++;
    live[i] = target;
}

static void
strike_off(const struct target *target)
{
    for (int i = 0; i < MAX_LIVE; i++)
        if (live[i] == target)
            live[i] = NULL;
        else if (live[i] != NULL)
            remains_put_back(&live[i]->left);
}

/* Another start must not find what the stopped ones have created. */
static void
put_others_aside(const struct target *target, const struct program *program)
{
    for (int i = 0; i < MAX_LIVE; i++)
        if (live[i] != NULL && live[i] != target &&
            !remains_park(&live[i]->left))
            limit_refuse(
                "%s: it makes semaphores or queues of System V with a key, and "
                "each start would find those of another: take IPC_PRIVATE",
                program->argv[0]);
}

void
target_enlist(struct target *target, const struct program *program)
{
    enlist(target);
    put_others_aside(target, program);
}

/* waitpid reports all that we trace. Reports about another target go to that
 * one; its task stays stopped, if it is. NULL also if it is gone. */
struct task *
target_news(struct target *target, pid_t id, int status)
{
    for (int i = 0; i < MAX_LIVE; i++)
        if (live[i] != NULL && live[i] != target &&
            tasks_find(live[i], id) != NULL) {
            tasks_take(live[i], id, status);
            return NULL;
        }
    return tasks_take(target, id, status);
}

/* ---- While it runs. ---- */

void
target_list_workers(struct target *target)
{
    for (int i = 0; i < target->tasks; i++) {
        const struct task *task = &target->task[i];
        if (!task->arrived)
            continue;
        if (target->workers == MAX_WORKERS) {
            target_kill(target);
            die(STATUS_CANNOT, "more than %d workers: ask for fewer",
                MAX_WORKERS);
        }
        target->worker[target->workers++] = (struct worker){.task = task->id,
            .process = task->process,
            .parent = tasks_parent(task->id)};
    }
}

/* A program that prints for ever must not fill the memory: the part that we do
 * not look at is freed. */
void
target_bound_output(const struct target *target)
{
    const int files[] = {target->output, target->errors};
    struct stat about;

    for (int i = 0; i < 2; i++)
        if (fstat(files[i], &about) == 0 && about.st_blocks * 512 > MOST_OUTPUT)
            fallocate(files[i], FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
                OUTPUT_BYTES, about.st_size - OUTPUT_BYTES);
}

/* ---- The end. ---- */

bool
target_output(const struct target *target, char out[OUTPUT_BYTES])
{
    ssize_t length = pread(target->output, out, OUTPUT_BYTES - 1, 0);

    out[length > 0 ? length : 0] = '\0';
    return length == OUTPUT_BYTES - 1;
}

void
target_close(struct target *target)
{
    target_kill(target);
    close(target->output);
    close(target->errors);
}

/* A thread that has become another program has that one's id; its own end is
 * not reported (ptrace(2)). */
static void
kill_or_forget(struct target *target)
{
    for (int i = target->tasks - 1; i >= 0; i--)
        if (kill(target->task[i].id, SIGKILL) == -1 && errno == ESRCH)
            tasks_take(target, target->task[i].id, 0);
}

void
target_kill(struct target *target)
{
    int status;

    remains_look(&target->left);
    while (target->tasks > 0) {
        pid_t id = waitpid(-1, &status, __WALL | WNOHANG);
        if (id > 0) {
            target_news(target, id, status);
            continue;
        }
        kill_or_forget(target);
        nanosleep(&(struct timespec){.tv_nsec = NAP_NS}, NULL);
    }
    remains_remove(&target->left);
    strike_off(target);
}

static void
obey(struct target *target, long wait_ns)
{
    if (!limit_reached(wait_ns))
        return;
    target_kill(target);
    target_kill_all();
    limit_leave();
}

void
target_obey(struct target *target)
{
    obey(target, 0);
}

void
target_nap(struct target *target)
{
    obey(target, NAP_NS);
}

void
target_rest(struct target *target, long wait_ns)
{
    obey(target, wait_ns);
}

bool
target_wait(struct target *target, pid_t id, int *status)
{
    pid_t seen;

    while ((seen = waitpid(id, status, __WALL | WNOHANG)) == 0)
        target_nap(target);
    return seen == id;
}
