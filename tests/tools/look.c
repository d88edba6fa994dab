/* Does step tell a task that is gone from one at which it cannot look? */

#include "../../tools/step/look.h"

#include "../../tools/step/limit.h"
#include "../harness/program.h"

#include "kit/must.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* There is no search here that could end by it. Nor can LeakSanitizer look at
 * us, without a descriptor. */
void
limit_refuse(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    _exit(STATUS_CANNOT);
}

static void
look_at_gone(void)
{
    pid_t gone = fork();

    if (gone == 0)
        _exit(0);
    MUST_ERRNO(waitpid(gone, NULL, 0));
    if (look_file(gone, "status") != NULL || look_folder(gone, "fd") != NULL)
        _exit(STATUS_BROKEN);
}

/* Is one that is there seen, and one that is gone not taken for a failure? */
TEST(gone_task_tells_nothing)
{
    FILE *file = look_file(getpid(), "status");
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    fclose(file);
    DIR *folder = look_folder(getpid(), "fd");
    CU_ASSERT_PTR_NOT_NULL_FATAL(folder);
    closedir(folder);
    check_held(IN_CHILD(look_at_gone()));
}

/* Is a field read alone, and a field that is not there empty? */
TEST(line_is_read_by_its_field)
{
    char line[LOOK_LINE];

    CU_ASSERT_TRUE(look_line(getpid(), "status", "PPid:", line));
    CU_ASSERT_EQUAL(atoi(line + strlen("PPid:")), getppid());
    CU_ASSERT_FALSE(look_line(getpid(), "status", "None:", line));
    CU_ASSERT_STRING_EQUAL(line, "");
}

static void
leave_no_descriptor(void)
{
    const struct rlimit none = {0, 0};

    MUST_ERRNO(setrlimit(RLIMIT_NOFILE, &none));
}

static void
look_at_file(void)
{
    leave_no_descriptor();
    look_file(getppid(), "fdinfo/0");
}

static void
look_at_folder(void)
{
    leave_no_descriptor();
    look_folder(getppid(), "fd");
}

/* Where no descriptor is left, does the search end, and say why? */
TEST(failed_look_is_told)
{
    check_refused(IN_CHILD(look_at_file()), STATUS_CANNOT,
        "/fdinfo/0: Too many open files: ");
    check_refused(IN_CHILD(look_at_folder()), STATUS_CANNOT,
        "/fd: Too many open files: ");
}
