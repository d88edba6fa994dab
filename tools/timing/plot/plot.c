#include "plot.h"

#include "kit/die.h"
#include "kit/room.h"
#include "kit/stop.h"
#include "kit/watch.h"
#include "kit/whole_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* What a file is called, how gnuplot calls it, and how it begins and ends. */
static const struct format {
    const char *ending, *terminal, *begin, *end;
} formats[] = {
    {".svg", "svg", "<?xml", "</svg>"},
    {".png", "pngcairo", "\x89PNG\r\n\x1a\n", "IEND\xae\x42\x60\x82"},
};

/* NULL where there is none of that name. */
static const struct format *
find_format(const char *path)
{
    size_t length = strlen(path);

    for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++)
        if (length > 4 && strcmp(path + length - 4, formats[i].ending) == 0)
            return &formats[i];
    return NULL;
}

static char program[PATH_MAX]; /* the first gnuplot on the PATH */

/* False where there is none. */
static bool
find_gnuplot(void)
{
    const char *at = getenv("PATH");

    while (at != NULL && *at != '\0') {
        int length = (int)strcspn(at, ":");
        snprintf(program, PATH_MAX, "%.*s/gnuplot", length, at);
        if (length > 0 && access(program, X_OK) == 0)
            return true;
        at += length + (at[length] == ':');
    }
    return false;
}

/* What prevents it goes into the pipe `news`, which exec closes. */
static _Noreturn void
become_gnuplot(int script, int picture, int news)
{
    int nowhere = open("/dev/null", O_WRONLY);

    if (nowhere != -1 && dup2(script, STDIN_FILENO) != -1 &&
        dup2(picture, STDOUT_FILENO) != -1 &&
        dup2(nowhere, STDERR_FILENO) != -1)
        /* The user's own settings are left out. */
        execl(program, "gnuplot", "--default-settings", "-", (char *)NULL);
    int code = errno;
    if (write(news, &code, sizeof(code)) == -1)
        _exit(STATUS_CANNOT); /* then its status is all that is known */
    _exit(STATUS_CANNOT);
}

/* Have it read the script from one file and draw into another. False once one
 * line has given the reason. Dies of a signal that asks us to stop (held back
 * by stop_hold), with gnuplot reaped. */
static bool
run_gnuplot(int script, int picture)
{
    pid_t self = getpid(), id = -1;
    int news[2], code;

    if (pipe2(news, O_CLOEXEC) == 0)
        id = fork();
    if (id == -1) {
        complain(
            "no picture: cannot start %s: %m: %s", program, room_advice(errno));
        return false;
    }
    if (id == 0) {
        stop_orphan(self);
        become_gnuplot(script, picture, news[1]);
    }
    close(news[1]);
    int status = watch_await(id, "gnuplot");
    if (read(news[0], &code, sizeof(code)) == sizeof(code))
        complain("no picture: cannot start %s: %s", program, strerror(code));
    else if (WIFSIGNALED(status))
        complain("no picture: %s was killed by %s", program,
            stop_signal_name(WTERMSIG(status)));
    else if (WEXITSTATUS(status) != 0)
        complain("no picture: %s ended with status %d: try the other format, "
                 "or another version of gnuplot",
            program, WEXITSTATUS(status));
    close(news[0]);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

void
plot_need(const char *path)
{
    if (path == NULL)
        return;
    if (find_format(path) == NULL)
        die(STATUS_USAGE,
            "--plot: invalid file name '%s': expected one that ends in .svg or "
            ".png",
            path);
    if (!find_gnuplot())
        die(STATUS_CANNOT, "--plot needs gnuplot, which is not on the PATH: "
                           "install the package gnuplot-nox");
    whole_file_need("--plot", path);
}

/* A file in memory: gnuplot can neither block on it nor fill it, as it could a
 * pipe, and there is no file in a folder while it draws. */
static int
make_file(const char *name)
{
    int file = memfd_create(name, MFD_CLOEXEC);

    if (file == -1)
        die(STATUS_CANNOT, "no picture: memfd_create: %m");
    return file;
}

static bool
is_whole(const char *bytes, size_t length, const struct format *format)
{
    size_t begin = strlen(format->begin), end = strlen(format->end);

    while (length > 0 && bytes[length - 1] == '\n')
        length--;
    return length > begin + end && memcmp(bytes, format->begin, begin) == 0 &&
           memcmp(bytes + length - end, format->end, end) == 0;
}

static bool
take_picture(const char *path, int picture)
{
    const struct format *format = find_format(path);
    struct stat about = {.st_size = 0};
    bool good = false;

    char *bytes = MAP_FAILED;
    if (fstat(picture, &about) == 0 && about.st_size > 0)
        bytes = mmap(
            NULL, (size_t)about.st_size, PROT_READ, MAP_PRIVATE, picture, 0);
    if (bytes == MAP_FAILED || !is_whole(bytes, (size_t)about.st_size, format))
        complain("no picture: what gnuplot drew is no whole %s file: try "
                 "another version of gnuplot",
            format->ending);
    else
        good = whole_file_put("--plot", path, bytes, (size_t)about.st_size);
    if (bytes != MAP_FAILED)
        munmap(bytes, (size_t)about.st_size);
    return good;
}

bool
plot_file(const char *path, void (*print)(FILE *script, const void *what),
    const void *what)
{
    if (path == NULL)
        return true;
    stop_hold();
    int picture = make_file("picture");
    FILE *script = fdopen(make_file("script"), "w");
    if (script == NULL)
        die(STATUS_CANNOT, "no picture: fdopen: %m");
    fprintf(script, "terminal = '%s'\n", find_format(path)->terminal);
    print(script, what);
    bool good =
        fflush(script) != EOF && lseek(fileno(script), 0, SEEK_SET) != -1;
    if (!good)
        complain("no picture: cannot write gnuplot's script: %m");
    good = good && run_gnuplot(fileno(script), picture) &&
           take_picture(path, picture);
    fclose(script);
    close(picture);
    stop_release(0);
    return good;
}
