#define _GNU_SOURCE /* memfd_create */

#include "plot.h"

#include "script.h"

#include "kit/die.h"
#include "kit/stop.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* The folder of the first gnuplot on the PATH, with its name. */
static bool
find_gnuplot(char found[PATH_MAX])
{
    const char *at = getenv("PATH");

    while (at != NULL && *at != '\0') {
        int length = (int)strcspn(at, ":");
        snprintf(found, PATH_MAX, "%.*s/gnuplot", length, at);
        if (length > 0 && access(found, X_OK) == 0)
            return true;
        at += length + (at[length] == ':');
    }
    return false;
}

/* A new file in the folder of `path`, for what shall become it; its descriptor,
 * or -1. */
static int
make_beside(const char *path, char name[PATH_MAX])
{
    if (snprintf(name, PATH_MAX, "%s.XXXXXX", path) >= PATH_MAX) {
        errno = ENAMETOOLONG;
        return -1;
    }
    return mkostemp(name, O_CLOEXEC);
}

void
plot_need(const char *path)
{
    char program[PATH_MAX], name[PATH_MAX];
    size_t length = strlen(path);
    struct stat about;

    if (length < 5 || strcmp(path + length - 4, ".svg") != 0)
        die(STATUS_USAGE,
            "--plot: '%s' will not do: give a file name that ends in .svg",
            path);
    if (!find_gnuplot(program))
        die(STATUS_CANNOT, "--plot needs gnuplot, which is not on the PATH: "
                           "install the package gnuplot-nox");
    if (stat(path, &about) == 0 && !S_ISREG(about.st_mode))
        die(STATUS_CANNOT,
            "--plot: %s is there and no regular file: give another name", path);
    stop_hold(); /* so that the file is removed, whatever happens */
    int file = make_beside(path, name);
    if (file == -1 || (access(path, F_OK) == 0 && access(path, W_OK) == -1)) {
        int saved = errno;
        if (file != -1)
            unlink(name);
        errno = saved;
        die(STATUS_CANNOT, "--plot: cannot write %s: %m: give another name",
            path);
    }
    unlink(name);
    close(file);
}

static _Noreturn void
become_gnuplot(const char *program, int script, int picture)
{
    int nowhere = open("/dev/null", O_WRONLY);

    if (nowhere == -1 || dup2(script, STDIN_FILENO) == -1 ||
        dup2(picture, STDOUT_FILENO) == -1 ||
        dup2(nowhere, STDERR_FILENO) == -1)
        _exit(STATUS_CANNOT);
    /* Not what the user's own settings would make of it. */
    execl(program, "gnuplot", "--default-settings", "-", (char *)NULL);
    _exit(STATUS_CANNOT);
}

/* Wait until it has ended; if we are asked to stop, ask no more and kill it. */
static int
await(pid_t id, struct timing *timing)
{
    int status;
    pid_t ended;

    while ((ended = waitpid(id, &status, WNOHANG)) != id) {
        if (ended == -1 && errno != EINTR)
            die(STATUS_BROKEN, "waitpid: %m: gnuplot is out of sight");
        int asked = ended == 0 ? stop_wait(-1) : 0;
        if (asked != 0) {
            timing->signal = asked;
            kill(id, SIGKILL);
        }
    }
    return status;
}

/* Have gnuplot read the script from one file and draw into another. False once
 * the reason was told, or when we are asked to stop. */
static bool
run_gnuplot(int script, int picture, struct timing *timing)
{
    char program[PATH_MAX];
    pid_t self = getpid();

    if (!find_gnuplot(program)) {
        complain("no picture: gnuplot is gone from the PATH");
        return false;
    }
    pid_t id = fork();
    if (id == -1) {
        complain("no picture: fork: %m: cannot start gnuplot");
        return false;
    }
    if (id == 0) {
        stop_orphan(self);
        become_gnuplot(program, script, picture);
    }
    int status = await(id, timing);
    if (timing->signal != 0)
        return false;
    if (WIFSIGNALED(status))
        complain("no picture: %s was killed by %s", program,
            stop_signal_name(WTERMSIG(status)));
    else if (WEXITSTATUS(status) != 0)
        complain("no picture: %s ended with status %d: try another version",
            program, WEXITSTATUS(status));
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* A file in memory: gnuplot's end of it can neither block nor fill a pipe, and
 * nothing lies about in a folder while it draws. */
static int
make_file(const char *name)
{
    int file = memfd_create(name, MFD_CLOEXEC);

    if (file == -1)
        complain("no picture: memfd_create: %m");
    return file;
}

/* Is it a whole SVG file? */
static bool
is_picture(const char *text, size_t length)
{
    static const char begin[] = "<?xml", end[] = "</svg>";

    while (length > 0 && text[length - 1] == '\n')
        length--;
    return length > strlen(begin) + strlen(end) &&
           memcmp(text, begin, strlen(begin)) == 0 &&
           memcmp(text + length - strlen(end), end, strlen(end)) == 0;
}

/* Write all of it under another name, and rename that. */
static bool
put_in_place(const char *path, const char *text, size_t length)
{
    char name[PATH_MAX];
    int file = make_beside(path, name);
    mode_t mask = umask(0);

    umask(mask);
    FILE *out = file != -1 ? fdopen(file, "w") : NULL;
    bool good = out != NULL && fchmod(file, 0666 & ~mask) == 0 &&
                fwrite(text, 1, length, out) == length;
    if (out != NULL && fclose(out) == EOF)
        good = false;
    good = good && rename(name, path) == 0;
    if (!good) {
        complain("no picture: cannot write %s: %m", path);
        if (file != -1)
            unlink(name);
    }
    return good;
}

static bool
take_picture(const char *path, int picture)
{
    struct stat about = {.st_size = 0};
    bool good = false;

    char *text = MAP_FAILED;
    if (fstat(picture, &about) == 0 && about.st_size > 0)
        text = mmap(
            NULL, (size_t)about.st_size, PROT_READ, MAP_PRIVATE, picture, 0);
    if (text == MAP_FAILED || !is_picture(text, (size_t)about.st_size))
        complain("no picture: what gnuplot made is no SVG file: try another "
                 "version");
    else
        good = put_in_place(path, text, (size_t)about.st_size);
    if (text != MAP_FAILED)
        munmap(text, (size_t)about.st_size);
    return good;
}

bool
plot_write(const char *path, struct timing *timing)
{
    int script = make_file("script"), picture = make_file("picture");
    FILE *out = script != -1 ? fdopen(script, "w") : NULL;
    bool good = out != NULL && picture != -1;

    if (good) {
        plot_script(out, timing);
        if (fflush(out) == EOF || lseek(script, 0, SEEK_SET) == -1) {
            complain("no picture: %m: no memory for gnuplot's script");
            good = false;
        }
    }
    good = good && run_gnuplot(script, picture, timing) &&
           take_picture(path, picture);
    if (out != NULL)
        fclose(out);
    if (picture != -1)
        close(picture);
    return good;
}
