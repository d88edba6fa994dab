/* What a program may find itself under: see program.h. Called in the child,
 * between fork and exec. */

#include "program.h"

#include "folder.h"

#include "kit/cpus.h"
#include "kit/room.h"

#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <unistd.h>

enum { ORDINARY_USERS = 60000, MANY = 5000, ROOM_FOR = 20 };

/* A user of this process alone: the limit of processes counts what the tests
 * run at the same time, too. */
static uid_t
ordinary_user(void)
{
    return ORDINARY_USERS + (uid_t)getpid() % MANY;
}

bool
prepare_ordinary_user(void)
{
    uid_t user = ordinary_user();

    return geteuid() != 0 ||
           (setgroups(0, NULL) == 0 && setresgid(user, user, user) == 0 &&
               setresuid(user, user, user) == 0);
}

bool
prepare_full_disk(void)
{
    int full = open("/dev/full", O_WRONLY | O_CLOEXEC);

    return full != -1 && dup2(full, STDOUT_FILENO) != -1;
}

bool
prepare_no_stdout(void)
{
    return close(STDOUT_FILENO) == 0;
}

bool
prepare_no_reader(void)
{
    int ends[2];

    return pipe2(ends, O_CLOEXEC) == 0 && close(ends[0]) == 0 &&
           dup2(ends[1], STDOUT_FILENO) != -1;
}

/* Nobody reads it: its reader is the program itself, who knows nothing of it.
 */
bool
prepare_full_pipe(void)
{
    char page[4096] = {0};
    int ends[2];

    if (pipe(ends) == -1 || fcntl(ends[1], F_SETFL, O_NONBLOCK) == -1)
        return false;
    while (write(ends[1], page, sizeof(page)) > 0)
        ;
    return fcntl(ends[1], F_SETFL, 0) == 0 &&
           dup2(ends[1], STDOUT_FILENO) != -1;
}

/* RLIMIT_NPROC counts all tasks of the user, not only ours. */
static bool
limit_processes(rlim_t room)
{
    uid_t user = geteuid() == 0 ? ordinary_user() : geteuid();
    rlim_t limit = room == 0 ? 0 : (rlim_t)room_tasks_of(user) + room;

    /* After the change of user: an exec is refused where that went over. */
    return prepare_ordinary_user() &&
           setrlimit(RLIMIT_NPROC, &(struct rlimit){limit, limit}) == 0;
}

bool
prepare_few_processes(void)
{
    return limit_processes(ROOM_FOR);
}

bool
prepare_no_processes(void)
{
    return limit_processes(0);
}

bool
prepare_no_file_growth(void)
{
    return setrlimit(RLIMIT_FSIZE, &(struct rlimit){0, 0}) == 0;
}

/* An ordinary user may mount in a user namespace of its own, in which it is
 * still itself: without the map it could make no file. */
static bool
enter_user_namespace(void)
{
    char users[32], groups[32];

    snprintf(users, sizeof(users), "%d %d 1", (int)geteuid(), (int)geteuid());
    snprintf(groups, sizeof(groups), "%d %d 1", (int)getegid(), (int)getegid());
    return unshare(CLONE_NEWUSER) == 0 &&
           folder_try_write("/proc/self/setgroups", "deny") &&
           folder_try_write("/proc/self/uid_map", users) &&
           folder_try_write("/proc/self/gid_map", groups);
}

bool
hide_folder(const char *path, const char *options)
{
    return unshare(CLONE_NEWNS) == 0 &&
           mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
           mount("tmpfs", path, "tmpfs", 0, options) == 0;
}

bool
prepare_small_shm(void)
{
    return (geteuid() == 0 || enter_user_namespace()) &&
           hide_folder("/dev/shm", "size=4k");
}

bool
prepare_one_cpu(void)
{
    cpus_pin(cpus_nth(0));
    return true;
}
