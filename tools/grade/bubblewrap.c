#include "cage.h"
#include "folder.h"
#include "inside.h"
#include "told.h"
#include "user.h"
#include "walls.h"

#include "kit/die.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST_WORDS = 1024, SHM_BYTES = 64 << 20 /* as in a container */ };

static int told = -1; /* a file that the first process writes */

static const char *words[MOST_WORDS + 1];
static int count;

static void
add(const char *word)
{
    if (count < MOST_WORDS)
        words[count++] = word;
}

static void
add_all(const char *const *list)
{
    for (; *list != NULL; list++)
        add(*list);
}

static char *
number(long value)
{
    static char texts[8][24];
    static int next;
    char *text = texts[next++ % 8];

    snprintf(text, sizeof(texts[0]), "%ld", value);
    return text;
}

static void
bind(const char *how, const char *path)
{
    add_all((const char *const[]){how, path, path, NULL});
}

/* /bin is a link on most systems, and stays one. */
static void
add_wall(const struct fence_path *wall)
{
    struct stat about;

    if (wall->may == FENCE_MAKE)
        bind("--bind", wall->path);
    else if (lstat(wall->path, &about) == 0 && S_ISLNK(about.st_mode) &&
             strncmp(wall->path, "/etc", 4) != 0) {
        char *target = realpath(wall->path, NULL);
        add_all((const char *const[]){
            "--symlink", target != NULL ? target : "/", wall->path, NULL});
    } else
        bind("--ro-bind-try", wall->path);
}

/* Existing files stay as they are. With a user of its own, the command owns
 * none of them anyway. */
static void
protect_files(const char *path)
{
    DIR *folder = opendir(path);
    struct dirent *entry;
    char *file;

    while (folder != NULL && (entry = folder_next(folder, path)) != NULL)
        if (strcmp(entry->d_name, ".") != 0 &&
            strcmp(entry->d_name, "..") != 0 &&
            asprintf(&file, "%s/%s", path, entry->d_name) != -1)
            bind("--ro-bind", file);
    if (folder != NULL)
        closedir(folder);
}

static void
add_namespaces(const struct run_job *job)
{
    long bytes = job->limits.total_bytes;

    add_all((const char *const[]){"bwrap", "--unshare-user", "--unshare-pid",
        "--unshare-ipc", "--unshare-net", "--unshare-uts",
        "--unshare-cgroup-try", "--disable-userns", "--die-with-parent",
        "--as-pid-1", "--cap-drop", "ALL", "--proc", "/proc", "--dev", "/dev",
        "--perms", "1777", "--size", number(bytes > 0 ? bytes : SHM_BYTES),
        "--tmpfs", "/dev/shm", NULL});
}

void
inside_open(void)
{
    told = memfd_create("told", MFD_CLOEXEC);
    if (told == -1)
        die(STATUS_CANNOT, "memfd_create: %m: cannot start a command");
}

void
inside_become(const struct run_job *job)
{
    static char self[PATH_MAX];

    count = 0;
    add_namespaces(job);
    for (const struct fence_path *wall = walls(job, true); wall->path != NULL;
         wall++)
        add_wall(wall);
    if (user_number() == 0)
        protect_files(job->directory);
    if (readlink("/proc/self/exe", self, sizeof(self) - 1) == -1)
        return;
    add_all((const char *const[]){"--chdir", job->directory, "--", self,
        "--inside", number(told), number(job->limits.processes),
        number(job->limits.total_bytes), job->traces ? "traces" : "", NULL});
    add_all(job->argv);
    words[count] = NULL;
    errno = E2BIG;
    if (count < MOST_WORDS && fcntl(told, F_SETFD, 0) == 0)
        execvp(words[0], (char *const *)words);
}

/* The names follow the report. */
static char *
read_names(void)
{
    const off_t start = sizeof(struct told);
    struct stat about;

    if (fstat(told, &about) == -1)
        die(STATUS_CANNOT, "fstat: %m: cannot see what a program leaves");
    size_t length = about.st_size > start ? (size_t)(about.st_size - start) : 0;
    char *names = calloc(1, length + 1);
    if (names == NULL || pread(told, names, length, start) != (ssize_t)length)
        die(STATUS_CANNOT, "%m: cannot see what a program leaves");
    return names;
}

bool
inside_close(struct run_result *result)
{
    struct told report;
    bool complete = pread(told, &report, sizeof(report), 0) == sizeof(report) &&
                    report.complete;
    bool has_ended = result->end == RUN_EXITED || result->end == RUN_KILLED;
    char *names = read_names();

    close(told);
    if (!complete &&
        has_ended) { /* not the command, but what was to start it */
        result->end = RUN_NOT_BEGUN;
        result->status = ECANCELED;
    }
    if (!complete) {
        free(names);
        return false;
    }
    if (has_ended) {
        result->end = report.end;
        result->status = report.status;
    }
    result->cpu_seconds = report.cpu_seconds;
    result->left_processes = report.left_processes;
    free(result->left_names);
    result->left_names = names;
    return report.greedy;
}
