#include "crew.h"

#include "must.h"
#include "room.h"
#include "start.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

void
crew_init(struct crew *crew, int workers)
{
    *crew = (struct crew){
        .parent = getpid(), .ids = calloc((size_t)workers, sizeof(pid_t))};
    if (crew->ids == NULL)
        die(STATUS_CANNOT, "calloc: %m: no memory for the workers' ids");
    stop_hold();
    die_once();
    stop_nameless(); /* the last step of setup: all names are gone */
}

void
crew_end(struct crew *crew)
{
    free(crew->ids);
    stop_release(0);
}

void
crew_started(struct crew *crew, pid_t id)
{
    crew_placed(crew, crew->started, id);
}

void
crew_placed(struct crew *crew, int worker, pid_t id)
{
    crew->ids[worker] = id;
    crew->alive++;
    if (worker == crew->started)
        crew->started++;
}

void
crew_kill(const struct crew *crew, int signal)
{
    for (int i = 0; i < crew->started; i++)
        if (crew->ids[i] != 0)
            MUST_ERRNO(kill(crew->ids[i], signal));
}

static void
kill_and_reap(const struct crew *crew)
{
    crew_kill(crew, SIGKILL);
    for (int i = 0; i < crew->started; i++)
        while (crew->ids[i] != 0 && waitpid(crew->ids[i], NULL, 0) == -1 &&
               errno == EINTR)
            ;
}

void
crew_give_up(struct crew *crew, int status)
{
    kill_and_reap(crew);
    exit(status);
}

void
crew_refused(struct crew *crew)
{
    if (crew->killed == 0)
        crew_give_up(crew, start_failed("fork", errno, crew->started));
    complain(
        "fork: %m: a dead worker cannot be replaced: %s", room_advice(errno));
    crew_give_up(crew, STATUS_CANNOT);
}

void
crew_stop(struct crew *crew, int signal)
{
    if (signal == 0)
        return;
    kill_and_reap(crew);
    stop_release(signal); /* does not return */
}

/* Take it off the list. Returns which worker it was; -1 for a child that is not
 * in the crew. */
static int
remove_worker(struct crew *crew, pid_t id)
{
    int worker = 0;

    while (worker < crew->started && crew->ids[worker] != id)
        worker++;
    if (worker == crew->started)
        return -1;
    crew->ids[worker] = 0;
    crew->alive--;
    return worker;
}

void
crew_reaped(struct crew *crew, pid_t id, int wait_status)
{
    if (id == -1 && errno != EINTR) {
        complain("waitpid: %m: cannot reap the workers: the run is over");
        crew_give_up(crew, STATUS_BROKEN);
    }
    if (id == 0)
        crew_stop(crew, stop_wait(-1));
    if (id <= 0)
        return;
    int worker = remove_worker(crew, id);
    if (worker < 0 || wait_status == 0)
        return;
    /* Ctrl-C reaches the workers as well, and they may die of it before we
     * accept it: that is not a failure. */
    crew_stop(crew, stop_wait(0));
    if (!WIFSIGNALED(wait_status))
        crew_give_up(crew, WEXITSTATUS(wait_status)); /* it has said why */
    complain("worker %d (process %d) was killed by %s: the run is over", worker,
        (int)id, stop_signal_name(WTERMSIG(wait_status)));
    crew_give_up(crew, STATUS_BROKEN);
}

int
crew_killed(struct crew *crew, pid_t id, int wait_status)
{
    if (id <= 0 || !WIFSIGNALED(wait_status))
        return -1;
    int worker = remove_worker(crew, id);
    crew->killed += worker >= 0;
    crew_stop(crew, stop_wait(0));
    return worker;
}
