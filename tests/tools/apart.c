/* A program that had a child before it began: whose is that? */

#include "../harness/check.h"
#include "../harness/program.h"

#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

static pid_t *child;

/* Outside the group of the program, as the shell is that reads its output. */
static bool
beget(void)
{
    pid_t id = fork();

    if (id == 0) {
        setpgid(0, 0);
        alarm((unsigned)(2 * patience_s()));
        for (;;)
            pause();
    }
    *child = id;
    return id != -1;
}

/* Does a program that adopts orphans end as it would alone, although that child
 * lives on, and does it leave it alone? */
TEST(child_is_left_alone)
{
    static const struct {
        const char *program, *arguments[6];
    } rows[] = {
        {"step", {"deadlock", "--fix", "--preemptions=0"}},
        /* Coroutines have a figure, however busy the machine is. */
        {"timing", {"switch", "--how=sem", "--cores=1", "--precision=100",
                       "--max-seconds=20"}},
        {"proc/lifecycle", {"--workers=1"}},
    };

    child = mmap(NULL, sizeof(*child), PROT_READ | PROT_WRITE,
        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    CU_ASSERT_PTR_NOT_EQUAL_FATAL(child, MAP_FAILED);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        int alone =
            program_run(rows[i].program, rows[i].arguments, NULL)->status;
        program_start(rows[i].program, rows[i].arguments, PREPARED(beget));
        const struct outcome *outcome = program_finish();
        CU_ASSERT(outcome->prepared);
        CU_ASSERT_EQUAL(outcome->status, alone);
        CU_ASSERT(*child > 0 && kill(*child, SIGKILL) == 0);
    }
    munmap(child, sizeof(*child));
}
