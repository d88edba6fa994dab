/* The small parts of the kit: messages, names, CPUs, the clock, memory, and
 * where the programs are. */

#include "../harness/program.h"

#include "kit/begin.h"
#include "kit/carried.h"
#include "kit/clock.h"
#include "kit/cpus.h"
#include "kit/home.h"
#include "kit/launch.h"
#include "kit/memory.h"
#include "kit/name.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

/* Are control characters in an argument kept from the terminal, and printable
 * UTF-8 not? */
TEST(controls_are_shown)
{
    const struct outcome *seen = IN_CHILD({
        die_name("prog");
        die(STATUS_USAGE, "'%s'",
            "\033[2Ja\nb\r\x7f\xc2\x9b"
            "1\xff\xc3\xa4");
    });
    CU_ASSERT_STRING_EQUAL(seen->err,
        "prog: '\\x1b[2Ja\\x0ab\\x0d\\x7f\\xc2\\x9b1\\xff\xc3\xa4'\n");
}

/* Is a message one line, with the program's name and errno's text, however long
 * it is? */
TEST(message_is_one_line)
{
    const struct outcome *seen = IN_CHILD({
        die_name("prog");
        errno = ENOENT;
        complain("file %d: %m", 3);
    });

    CU_ASSERT_STRING_EQUAL(
        seen->err, "prog: file 3: No such file or directory\n");
    CU_ASSERT_EQUAL(seen->status, STATUS_HELD);
    seen = IN_CHILD({
        char much[3000];

        memset(much, 'm', sizeof(much) - 1);
        much[sizeof(much) - 1] = '\0';
        die_name("prog");
        die(STATUS_STUCK, "%s", much);
    });
    CU_ASSERT(is_one_line(seen->err));
    CU_ASSERT(strncmp(seen->err, "prog: mmm", 9) == 0);
    CU_ASSERT_EQUAL(seen->status, STATUS_STUCK);
}

/* Does each name contain our process id, and is it unique? */
TEST(names_differ)
{
    char one[NAME_BYTES], other[NAME_BYTES], start[NAME_BYTES];

    snprintf(start, sizeof(start), "/twinlab.%d.", (int)getpid());
    name_fresh(one);
    name_fresh(other);
    CU_ASSERT(strncmp(one, start, strlen(start)) == 0);
    CU_ASSERT(strlen(one) > strlen(start));
    CU_ASSERT_PTR_NULL(strchr(one + 1, '/'));
    CU_ASSERT_STRING_NOT_EQUAL(one, other);
}

/* Are the usable CPUs counted cyclically, does a move leave the mask, and does
 * pinning narrow it? */
TEST(cpus_go_round)
{
    int usable = cpus_usable();

    CU_ASSERT(usable >= 1);
    for (int i = 0; i < usable; i++) {
        CU_ASSERT_EQUAL(cpus_nth(i), cpus_nth(i + usable));
        if (i > 0)
            CU_ASSERT(cpus_nth(i) > cpus_nth(i - 1));
    }
    cpus_move(usable - 1);
    CU_ASSERT_EQUAL(cpus_usable(), usable);
    const struct outcome *seen = IN_CHILD({
        int last = cpus_nth(cpus_usable() - 1);

        cpus_pin(last);
        bool good =
            cpus_usable() == 1 && cpus_nth(0) == last && cpus_nth(5) == last;
        _exit(good ? EXIT_SUCCESS : EXIT_FAILURE);
    });
    CU_ASSERT_EQUAL(seen->status, EXIT_SUCCESS);
}

/* Does the clock advance, and is a sleep as long as it should be? */
TEST(clock_goes_forwards)
{
    long begin_ns = clock_ns(), before_ns = begin_ns;

    for (int i = 0; i < 1000; i++) {
        long now_ns = clock_ns();
        CU_ASSERT(now_ns >= before_ns);
        before_ns = now_ns;
    }
    clock_sleep_ns(2000000);
    CU_ASSERT(clock_ns() - begin_ns >= 2000000);
}

/* Is more memory than there is refused, and a little not? */
TEST(memory_is_asked_for)
{
    memory_need(1, "--few", "");
    const struct outcome *seen =
        IN_CHILD(memory_need(1e18, "--many", "ask for less"));
    check_refused(seen, STATUS_CANNOT, "--many");
    CHECK_HAS(seen->err, "ask for less");
}

/* Do we find our own folder, and the models? */
TEST(home_is_found)
{
    char path[HOME_BYTES];

    home_path(path, "basics");
    CU_ASSERT_EQUAL(access(path, X_OK), 0);
    CU_ASSERT(home_has("basics"));
    CU_ASSERT_FALSE(home_has("no-such-program"));
    CU_ASSERT_PTR_NOT_NULL(home_models()[0]);
}

/* Is a program's output read while it runs, so that it does not wait for ever
 * for room in the pipe? It is more than a pipe holds, and then more than the
 * caller's buffer. */
TEST_IN_CHILD(programs_are_read_while_they_run)
{
    enum { BYTES = 588895, ROOM = BYTES + 100 };
    static const char *const words[] = {"1", "100000", NULL};
    static char out[ROOM];

    if (launch_run_on_path("seq", "", words, out, ROOM) != STATUS_HELD ||
        strlen(out) != BYTES ||
        launch_run_on_path("seq", "", words, out, 10) != STATUS_HELD ||
        strcmp(out, "1\n2\n3\n4\n5") != 0)
        _exit(EXIT_FAILURE);
}

/* Is a program started, and its output and status returned? Is a missing one
 * named? */
TEST(programs_are_launched)
{
    const struct outcome *seen = IN_CHILD({
        char program[64], out[1024];

        snprintf(program, sizeof(program), "../../%s/create", home_models()[0]);
        int status =
            launch_run(program, WORDS("--count=3", "--json"), out, sizeof(out));
        fputs(out, stdout);
        fflush(stdout);
        _exit(status);
    });

    CU_ASSERT_EQUAL(seen->status, STATUS_HELD);
    CU_ASSERT_EQUAL(long_at(seen->out, "reaped"), 3);
    seen = IN_CHILD(_exit(launch_run("no-such-program", WORDS(NULL), NULL, 0)));
    check_refused(seen, STATUS_CANNOT, "no-such-program");
}

/* If the state that a worker carries cannot be read, does the program end with
 * the reason? Two empty texts would be equal. */
TEST(unreadable_state_is_reported)
{
    char text[CARRIED_BYTES];
    const struct outcome *seen = IN_CHILD({
        carried_open();
        for (int file = STDERR_FILENO + 1; file < 64; file++)
            close(file);
        carried_look(CARRIED_FILE_OFFSET, text);
    });

    check_refused(seen, STATUS_CANNOT, "cannot see");
    if (UNDER_ASAN) /* LeakSanitizer needs a descriptor of its own at the end */
        return;
    seen = IN_CHILD({
        setrlimit(RLIMIT_NOFILE, &(struct rlimit){3, 3});
        carried_state(getpid(), getpid(), text);
    });
    check_refused(seen, STATUS_CANNOT, "cannot see");
}

/* Is a stack reported that is too small for a thread with its variables? */
TEST(small_stack_is_reported)
{
    const struct outcome *seen = IN_CHILD({
        setrlimit(RLIMIT_STACK, &(struct rlimit){64 << 10, 64 << 10});
        begin("prog");
    });
    check_refused(seen, STATUS_CANNOT, "ulimit -s");
}

static const struct outcome *
narrow_to(const char *list, int status)
{
    const struct outcome *seen = IN_CHILD({
        cpus_only(list);
        printf("{\"usable\": %d, \"first\": %d}", cpus_usable(), cpus_nth(0));
        fflush(stdout);
    });

    CU_ASSERT_EQUAL(seen->status, status);
    CU_ASSERT_EQUAL(is_one_line(seen->err), status != STATUS_HELD);
    return seen;
}

/* Are the usable CPUs narrowed to a list; does an invalid list give status 2,
 * and a CPU that we may not use 77? */
TEST(cpus_are_narrowed)
{
    static const char *const wrong[] = {
        "", "x", "1-", "-1", "0,", "0;1", "3-2", "0-99999999"};
    char last[16];

    snprintf(last, sizeof(last), "%d", cpus_nth(cpus_usable() - 1));
    check_json(
        narrow_to(last, STATUS_HELD)->out, "usable=1 first=%ld", atol(last));
    for (int i = 0; i < COUNT(wrong); i++)
        narrow_to(wrong[i], STATUS_USAGE);
    narrow_to("1023", STATUS_CANNOT);
}
