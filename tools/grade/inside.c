/* The first process in bubblewrap's namespaces. It starts the command, waits
 * for it, and then kills the others: to them it is init, which their signals
 * cannot reach and which inherits every orphan. It reports through a file that
 * they cannot open. The namespaces, with /dev/shm, disappear when it ends. */

#include "cage.h"
#include "folder.h"
#include "told.h"
#include "weigh.h"

#include "kit/die.h"
#include "kit/fence.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { WEIGH_EACH_NS = 50000000 };

static double
cpu_seconds(const struct rusage *used)
{
    return (double)(used->ru_utime.tv_sec + used->ru_stime.tv_sec) +
           (double)(used->ru_utime.tv_usec + used->ru_stime.tv_usec) / 1e6;
}

/* ENOENT and the like go to grade through a pipe that exec closes. */
static _Noreturn void
become(char **command, long processes, bool traces, int trouble)
{
    struct rlimit limit = {(rlim_t)processes, (rlim_t)processes};
    sigset_t none;

    sigemptyset(&none);
    if (sigprocmask(SIG_SETMASK, &none, NULL) == 0 &&
        (processes == 0 || setrlimit(RLIMIT_NPROC, &limit) == 0) &&
        fence_calls(traces))
        execvp(command[0], command);
    int code = errno;
    if (write(trouble, &code, sizeof(code)) == -1)
        _exit(code);
    _exit(STATUS_CANNOT);
}

static int
start(char **command, long processes, bool traces, pid_t *id)
{
    int trouble[2], code = 0;

    if (pipe2(trouble, O_CLOEXEC) == -1)
        return errno;
    *id = fork();
    if (*id == 0)
        become(command, processes, traces, trouble[1]);
    if (*id == -1)
        code = errno;
    close(trouble[1]);
    if (read(trouble[0], &code, sizeof(code)) == -1)
        code = errno;
    close(trouble[0]);
    return code;
}

static void
attend(pid_t id, long most, struct told *told)
{
    const struct timespec tick = {.tv_nsec = WEIGH_EACH_NS};
    struct rusage used;
    sigset_t child;
    int status;

    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    while (wait4(id, &status, WNOHANG, &used) == 0)
        if (sigtimedwait(&child, NULL, most > 0 ? &tick : NULL) == -1 &&
            errno == EAGAIN && weigh(getuid(), ".") > most) {
            told->greedy = true;
            kill(-1, SIGKILL);
        }
    told->end = WIFEXITED(status) ? RUN_EXITED : RUN_KILLED;
    told->status = WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status);
    told->cpu_seconds = cpu_seconds(&used);
}

static void
end_others(struct told *told)
{
    struct rusage used;

    kill(-1, SIGKILL);
    while (wait4(-1, NULL, 0, &used) > 0) {
        told->left_processes++;
        told->cpu_seconds += cpu_seconds(&used);
        kill(-1, SIGKILL);
    }
}

/* How many there are is the command's choice. Our file may be as large as its
 * files may: what is beyond that, no report would show. */
static void
list_names(int file)
{
    DIR *folder = opendir("/dev/shm");
    struct dirent *entry;
    char line[sizeof(entry->d_name) + 1];
    ssize_t written = 0;

    if (folder == NULL)
        die(STATUS_CANNOT, "/dev/shm: %m: cannot see what a program leaves");
    if (lseek(file, sizeof(struct told), SEEK_SET) == -1)
        die(STATUS_CANNOT, "lseek: %m: cannot report what a program leaves");
    while (written != -1 && (entry = folder_next(folder, "/dev/shm")) != NULL)
        if (strcmp(entry->d_name, ".") != 0 &&
            strcmp(entry->d_name, "..") != 0) {
            int length = snprintf(line, sizeof(line), "%s\n", entry->d_name);
            written = write(file, line, (size_t)length);
        }
    if (written == -1 && errno != EFBIG)
        die(STATUS_CANNOT, "write: %m: cannot report what a program leaves");
}

/* All that is new; what was there before is mounted, and stays. */
static void
remove_files(void)
{
    DIR *folder = opendir(".");
    struct dirent *entry;

    while (folder != NULL && (entry = readdir(folder)) != NULL)
        unlink(entry->d_name);
}

/* FILE PROCESSES BYTES traces|'' COMMAND… */
int
cage_inside(char **arguments)
{
    static struct told told;
    int file = atoi(arguments[0]);
    sigset_t child;
    pid_t id = -1;

    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    if (getpid() != 1 || sigprocmask(SIG_BLOCK, &child, NULL) == -1 ||
        prctl(PR_SET_DUMPABLE, 0) == -1 ||
        fcntl(file, F_SETFD, FD_CLOEXEC) == -1)
        die(STATUS_CANNOT, "--inside is for bubblewrap alone: %m");
    int code = start(arguments + 4, atol(arguments[1]),
        strcmp(arguments[3], "traces") == 0, &id);
    if (code != 0) {
        told.end = RUN_NOT_BEGUN;
        told.status = code;
    } else {
        attend(id, atol(arguments[2]), &told);
        end_others(&told);
        list_names(file);
        if (told.greedy)
            remove_files();
    }
    told.complete = true;
    return pwrite(file, &told, sizeof(told), 0) == sizeof(told) ? STATUS_HELD
                                                                : STATUS_CANNOT;
}
