/* Does a run that takes longer than a second say on the terminal what it does
 * and how long that may take, and is the line gone in the end? */

#include "../harness/program.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int terminal;

static bool
prepare_terminal(void)
{
    int end = open(ptsname(terminal), O_RDWR | O_NOCTTY | O_CLOEXEC);

    return end != -1 && dup2(end, STDERR_FILENO) != -1;
}

/* What it writes in some seconds has room in the terminal until we read it. */
static void
check_told(const char *const *arguments, const char *what)
{
    static char text[8192];
    size_t length = 0;
    ssize_t got;

    terminal = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    CU_ASSERT_FATAL(
        terminal != -1 && grantpt(terminal) == 0 && unlockpt(terminal) == 0);
    const struct outcome *seen =
        program_run("timing", arguments, PREPARED(prepare_terminal));
    /* On a busy machine the time may be too short for any figure. */
    CU_ASSERT(seen->status == STATUS_HELD || seen->status == STATUS_CANNOT);
    while (length < sizeof(text) - 1 &&
           (got = read(terminal, text + length, sizeof(text) - 1 - length)) > 0)
        length += (size_t)got;
    text[length] = '\0';
    close(terminal);
    CHECK_HAS(text, what);
    const char *last = strrchr(text, 's'); /* of any of its words */
    CU_ASSERT_PTR_NOT_NULL_FATAL(last);
    CU_ASSERT(strspn(strchr(last, '\r'), " \r") == strlen(strchr(last, '\r')));
}

TEST(launches_are_told)
{
    check_told(
        WORDS("create", "--how=fork", "--precision=0.001", "--max-seconds=3"),
        " s left at most");
}

TEST(scale_is_told)
{
    check_told(WORDS("scale", "--max=8", "--max-seconds=3"), " workers");
}

TEST(facts_are_told)
{
    check_told(WORDS("claims", "--max-seconds=5"), "how much memory");
}
