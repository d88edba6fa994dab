/* Are the signals held and reported, and does the program die of them? */

#include "kit/stop.h"

#include "../harness/program.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static const int stops[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
enum { STOPS = COUNT(stops) };

/* Is each of the signals reported first, and do we then die of it? */
TEST(each_is_reported_and_fatal)
{
    for (int i = 0; i < STOPS; i++) {
        int asked = stops[i];
        const struct outcome *seen = IN_CHILD({
            if (!stop_hold() || stop_hold())
                _exit(EXIT_FAILURE);
            raise(asked);
            int told = stop_wait(-1);
            if (told != asked || stop_wait(0) != 0)
                _exit(EXIT_FAILURE);
            puts("cleaned up");
            stop_release(told);
            _exit(EXIT_FAILURE);
        });
        CU_ASSERT_EQUAL(seen->signal, asked);
        CU_ASSERT_STRING_EQUAL(seen->out, "cleaned up\n");
    }
}

/* Do we die of a signal that came after the last check? */
TEST(late_signal_is_fatal)
{
    const struct outcome *seen = IN_CHILD({
        stop_hold();
        raise(SIGTERM);
        stop_release(0);
        _exit(EXIT_FAILURE);
    });
    CU_ASSERT_EQUAL(seen->signal, SIGTERM);
}

/* Is there a last check at exit, for a held and for a noted signal? */
TEST(last_check_is_at_exit)
{
    const struct outcome *seen = IN_CHILD({
        stop_hold();
        raise(SIGTERM);
        exit(EXIT_SUCCESS);
    });
    CU_ASSERT_EQUAL(seen->signal, SIGTERM);
    seen = IN_CHILD({
        stop_note();
        raise(SIGTERM);
        stop_release(0);
    });
    CU_ASSERT_EQUAL(seen->signal, SIGTERM);
    seen = IN_CHILD({
        stop_note();
        stop_release(0);
        raise(SIGTERM);
    });
    CU_ASSERT_EQUAL(seen->signal, SIGTERM);
}

/* Can we die of a held signal even if nobody reads the message? */
TEST(unread_message_does_not_block)
{
    const struct outcome *seen = IN_CHILD({
        /* A full pipe that nobody reads is its stderr. */
        int ends[2];

        if (pipe(ends) == -1 || fcntl(ends[1], F_SETFL, O_NONBLOCK) == -1)
            _exit(EXIT_FAILURE);
        while (write(ends[1], "x", 1) == 1)
            ;
        if (fcntl(ends[1], F_SETFL, 0) == -1 ||
            dup2(ends[1], STDERR_FILENO) == -1)
            _exit(EXIT_FAILURE);
        stop_hold();
        raise(SIGTERM);
        complain("nobody reads this");
        stop_release(0);
        _exit(EXIT_SUCCESS);
    });
    CU_ASSERT_EQUAL(seen->signal, SIGTERM);
}

/* Does one that was ignored, as under nohup, stay ignored? */
TEST_IN_CHILD(ignored_stays_ignored)
{
    signal(SIGHUP, SIG_IGN);
    stop_hold();
    raise(SIGHUP);
    if (stop_wait(0) != 0)
        _exit(EXIT_FAILURE);
    stop_release(0);
    _exit(EXIT_SUCCESS);
}

/* Is a child waited for also where the parent's parent ignored SIGCHLD? */
TEST_IN_CHILD(child_is_waited_for)
{
    int wait_status;

    signal(SIGCHLD, SIG_IGN);
    stop_hold();
    pid_t id = fork();
    if (id == 0) {
        stop_orphan(getppid());
        _exit(7);
    }
    while (waitpid(id, &wait_status, WNOHANG) == 0)
        if (stop_wait(-1) != 0)
            _exit(EXIT_FAILURE);
    _exit(WEXITSTATUS(wait_status) == 7 ? EXIT_SUCCESS : EXIT_FAILURE);
}

/* Does a child end when its parent is killed? The harness checks. */
TEST(orphan_is_killed)
{
    const struct outcome *seen = IN_CHILD({
        /* The parent is killed when its child is in place: a byte says so. */
        int ends[2];
        char byte = 0;
        pid_t self = getpid();

        stop_hold();
        if (pipe(ends) == -1)
            _exit(EXIT_FAILURE);
        if (fork() == 0) {
            stop_orphan(self);
            if (write(ends[1], &byte, 1) == 1)
                for (;;)
                    pause();
        }
        if (read(ends[0], &byte, 1) == 1)
            raise(SIGKILL);
    });
    CU_ASSERT_EQUAL(seen->signal, SIGKILL);
}

/* Has each signal its name? */
TEST(signals_have_names)
{
    CU_ASSERT_STRING_EQUAL(stop_signal_name(SIGKILL), "SIGKILL");
    CU_ASSERT_STRING_EQUAL(stop_signal_name(SIGSEGV), "SIGSEGV");
    CU_ASSERT_STRING_EQUAL(stop_signal_name(SIGINT), "SIGINT");
    CU_ASSERT_STRING_EQUAL(stop_signal_name(SIGBUS), "SIGBUS");
    CU_ASSERT_STRING_EQUAL(stop_signal_name(63), "signal 63");
}

/* While a name is there, does a signal that is not held otherwise wait, too,
 * and end us just after? */
TEST(no_signal_comes_beside_a_name)
{
    const struct outcome *seen = IN_CHILD({
        stop_hold();
        stop_hold_all();
        raise(SIGPIPE);
        raise(SIGINT);
        puts("the name is gone");
        fflush(stdout);
        stop_hold_usual();
        puts("and we are not");
    });

    CU_ASSERT_EQUAL(seen->signal, SIGPIPE);
    CU_ASSERT_STRING_EQUAL(seen->out, "the name is gone\n");
}
