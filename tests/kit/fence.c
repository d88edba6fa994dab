/* Does a fence keep in whoever is behind it? */

#include "kit/fence.h"

#include "../harness/program.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

static long secret = 41;

/* What a child of ours that runs the function, perhaps behind the fence from
 * its tracer, exits with: 0 for true. */
static int
in_child(bool fenced, bool (*function)(void))
{
    int status = -1;
    pid_t child = fork();

    if (child == 0)
        _exit((!fenced || fence_from_tracer()) && function() ? 0
              : errno == 0                                   ? 1
                                                             : errno);
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

static bool
opens(const char *path, int how)
{
    int file = open(path, how | O_CLOEXEC);

    if (file != -1)
        close(file);
    return file != -1;
}

static bool
reads_its_parent(void)
{
    long copy = 0;
    struct iovec mine = {&copy, sizeof(copy)}, theirs = {&secret, sizeof(copy)};

    return process_vm_readv(getppid(), &mine, 1, &theirs, 1, 0) > 0;
}

static bool
writes_its_parent(void)
{
    char path[64];

    snprintf(path, sizeof(path), "/proc/%d/mem", (int)getppid());
    return opens(path, O_RDWR);
}

static bool
traces_its_parent(void)
{
    return ptrace(PTRACE_ATTACH, getppid(), NULL, NULL) == 0;
}

static bool
signals_its_parent(void)
{
    return kill(getppid(), 0) == 0;
}

/* Can a traced process get at its tracer? Without the fence it could; root may
 * write to any memory, were it not for the fence. */
TEST(a_tracer_is_out_of_reach)
{
    CU_ASSERT_EQUAL(in_child(false, signals_its_parent), 0);
    CU_ASSERT_NOT_EQUAL(in_child(true, reads_its_parent), 0);
    CU_ASSERT_NOT_EQUAL(in_child(true, traces_its_parent), 0);
    if (!is_skipped(fence_files_version() < 1, "no Landlock here"))
        CU_ASSERT_NOT_EQUAL(in_child(true, writes_its_parent), 0);
    if (!is_skipped(fence_files_version() < 6, "no Landlock for signals here"))
        CU_ASSERT_EQUAL(in_child(true, signals_its_parent), EPERM);
}

static bool
opens_a_socket(void)
{
    return fence_calls(false) && socket(AF_INET, SOCK_STREAM, 0) != -1;
}

static bool
makes_a_folder(void)
{
    return fence_calls(false) && mkdir("/tmp/fence", 0700) == 0;
}

static bool
hides(void)
{
    return fence_calls(false) && prctl(PR_SET_DUMPABLE, 0) == 0;
}

static bool
traces_anybody(void)
{
    return fence_calls(false) && ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0;
}

static bool
is_a_tracer(void)
{
    return fence_calls(true) && ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0;
}

/* Which calls are refused? And may a tracer trace? */
TEST(calls_are_refused)
{
    CU_ASSERT_EQUAL(in_child(false, opens_a_socket), EPERM);
    CU_ASSERT_EQUAL(in_child(false, makes_a_folder), EPERM);
    CU_ASSERT_EQUAL(in_child(false, hides), EPERM);
    CU_ASSERT_EQUAL(in_child(false, traces_anybody), EPERM);
    CU_ASSERT_EQUAL(in_child(false, is_a_tracer), 0);
}

static const struct fence_path some[] = {{"/dev/null", FENCE_USE},
    {"/etc", FENCE_LOOK}, {"/tmp", FENCE_LOOK}, {"/there is none", FENCE_LOOK},
    {0}};

static bool
opens_what_it_may(void)
{
    return fence_files(some) && opens("/dev/null", O_RDWR) &&
           opens("/etc/passwd", O_RDONLY);
}

static bool
opens_another(void)
{
    return fence_files(some) && opens("/dev/zero", O_RDONLY);
}

static bool
makes_a_file(void)
{
    return fence_files(some) && opens("/tmp/fence", O_WRONLY | O_CREAT);
}

static bool
executes(void)
{
    return fence_files(some) && execl("/bin/true", "true", NULL) == 0;
}

/* Can a file be opened that no rule names, or in a way that it does not name?
 */
TEST(files_are_refused)
{
    if (is_skipped(fence_files_version() < 1, "no Landlock here"))
        return;
    CU_ASSERT_EQUAL(in_child(false, opens_what_it_may), 0);
    CU_ASSERT_EQUAL(in_child(false, opens_another), EACCES);
    CU_ASSERT_EQUAL(in_child(false, makes_a_file), EACCES);
    CU_ASSERT_EQUAL(in_child(false, executes), EACCES);
}
