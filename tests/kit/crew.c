/* Is a dead worker named, and do the others not wait for it? */

#include "kit/crew.h"

#include "../harness/program.h"

#include "kit/stop.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WORKERS = 3 };

static void (*first)(void); /* what the first worker does */

/* Start WORKERS, of whom the others wait for ever. Then reap them as a twin
 * does. */
static void
run(void)
{
    struct crew crew;
    int wait_status;

    stop_hold();
    crew_init(&crew, WORKERS);
    for (int i = 0; i < WORKERS; i++) {
        pid_t id = fork();
        if (id == 0) {
            stop_orphan(crew.parent);
            if (i == 0)
                first();
            for (;;)
                pause();
        }
        crew_started(&crew, id);
    }
    while (crew.alive > 0) {
        pid_t id = waitpid(-1, &wait_status, WNOHANG);
        if (id == 0)
            crew_stop(&crew, stop_wait(-1));
        else
            crew_reaped(&crew, id, wait_status);
    }
    crew_end(&crew);
    exit(STATUS_HELD);
}

static void
fall(void)
{
    raise(SIGKILL);
}

static void
give_up(void)
{
    die(STATUS_CANNOT, "worker 0 cannot go on");
}

static void
stop_the_starter(void)
{
    kill(getppid(), SIGTERM);
}

static const struct outcome *
run_with(void (*its_work)(void))
{
    first = its_work;
    return IN_CHILD(run());
}

/* Is one that was killed named, with its signal, and are the others ended? */
TEST(killed_worker_is_named)
{
    const struct outcome *seen = run_with(fall);

    check_refused(seen, STATUS_BROKEN, "worker 0 ");
    CHECK_HAS(seen->err, "SIGKILL");
}

/* Is the status kept of a worker that has reported its own failure? */
TEST(failed_worker_keeps_its_status)
{
    check_refused(run_with(give_up), STATUS_CANNOT, "cannot go on");
}

/* Does a stop request end all workers, silently, and then the parent? */
TEST(stop_ends_all)
{
    const struct outcome *seen = run_with(stop_the_starter);

    CU_ASSERT_EQUAL(seen->signal, SIGTERM);
    CU_ASSERT_STRING_EQUAL(seen->err, "");
}

/* Is there no result if workers were killed during their work? */
TEST(stop_leaves_no_result)
{
    const struct outcome *seen = IN_CHILD({
        struct crew crew;

        crew_init(&crew, 1);
        crew_stop(&crew, 0);
        complain("the result");
        crew_stop(&crew, SIGTERM);
        complain("half a result");
    });

    CU_ASSERT_EQUAL(seen->signal, SIGTERM);
    CU_ASSERT_STRING_EQUAL(seen->err, "twinlab: the result\n");
}

static pid_t
start_one(struct crew *crew, void (*its_work)(void))
{
    crew_init(crew, 1);
    pid_t id = fork();
    if (id == 0) {
        stop_orphan(crew->parent);
        its_work();
    }
    crew_placed(crew, 0, id);
    return id;
}

/* If fork fails for the replacement of a killed worker, does the message say
 * so? */
TEST(failed_replacement_is_reported)
{
    const struct outcome *seen = IN_CHILD({
        struct crew crew;
        int wait_status;
        pid_t id = start_one(&crew, fall);

        waitpid(id, &wait_status, 0);
        if (crew_killed(&crew, id, wait_status) == 0) {
            errno = EAGAIN;
            crew_refused(&crew);
        }
    });
    check_refused(
        seen, STATUS_CANNOT, "a dead worker cannot be replaced: the limit is");
}

/* If a worker is killed and the parent asked to stop, does it stop silently,
 * and not kill once more who is reaped and whose id another may have? */
TEST(stop_spares_the_reaped)
{
    const struct outcome *seen = IN_CHILD({
        struct crew crew;
        int wait_status;
        pid_t id = start_one(&crew, fall);

        raise(SIGTERM);
        waitpid(id, &wait_status, 0);
        crew_killed(&crew, id, wait_status);
        complain("the run goes on");
    });

    CU_ASSERT_EQUAL(seen->signal, SIGTERM);
    CU_ASSERT_STRING_EQUAL(seen->err, "");
}

static void
wait_for_ever(void)
{
    for (;;)
        pause();
}

/* If the workers cannot be waited for, are they ended all the same? */
TEST(failed_wait_ends_all)
{
    const struct outcome *seen = IN_CHILD({
        struct crew crew;

        start_one(&crew, wait_for_ever);
        errno = ENOMEM;
        crew_reaped(&crew, -1, 0);
    });
    check_refused(seen, STATUS_BROKEN, "cannot reap");
}

/* Is a child that is not in the crew ignored? */
TEST(stranger_is_ignored)
{
    const struct outcome *seen = IN_CHILD({
        struct crew crew;

        crew_init(&crew, 1);
        crew_started(&crew, getppid());
        crew_reaped(&crew, getpid(), SIGKILL);
        exit(crew.alive == 1 ? EXIT_SUCCESS : EXIT_FAILURE);
    });

    CU_ASSERT_EQUAL(seen->status, EXIT_SUCCESS);
    CU_ASSERT_STRING_EQUAL(seen->err, "");
}

/* Is a reason common to all workers printed once, and can the parent still
 * print? */
TEST(one_reason_is_said_once)
{
    const struct outcome *seen = IN_CHILD({
        struct crew crew;
        int wait_status;

        crew_init(&crew, 8);
        for (int i = 0; i < 8; i++)
            if (fork() == 0)
                die(STATUS_CANNOT, "prctl: a worker might outlive its parent");
        while (wait(&wait_status) > 0)
            if (WEXITSTATUS(wait_status) != STATUS_CANNOT)
                _exit(EXIT_FAILURE);
        die(STATUS_STUCK, "that is all");
    });
    const char *end = strchr(seen->err, '\n');

    CU_ASSERT_EQUAL(seen->status, STATUS_STUCK);
    CU_ASSERT_PTR_NOT_NULL_FATAL(end);
    CHECK_HAS(seen->err, "prctl");
    CU_ASSERT_STRING_EQUAL(end, "\ntwinlab: that is all\n");
}
