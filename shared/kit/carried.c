#include "carried.h"

#include "die.h"
#include "room.h"

#include <errno.h>
#include <fcntl.h>
#include <fenv.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { OFFSET = 100 };

/* Two descriptors of one file: the first may be closed. */
static int opened, kept;

static int
open_ourselves(void)
{
    int file = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);

    if (file == -1)
        die(STATUS_CANNOT,
            "/proc/self/exe: %m: cannot open a file to share: %s",
            errno == ENOENT ? "is /proc mounted?" : room_advice(errno));
    return file;
}

void
carried_open(void)
{
    kept = open_ourselves();
    opened = open_ourselves();
}

/* What cannot be seen or changed proves nothing: there is no result. */
static _Noreturn void
fail(const char *call, const char *what)
{
    die(STATUS_CANNOT, "%s: %m: cannot %s that a worker carries", call, what);
}

static void
look_pid(char text[CARRIED_BYTES])
{
    snprintf(text, CARRIED_BYTES, "%d", (int)getpid());
}

static void
look_tid(char text[CARRIED_BYTES])
{
    snprintf(text, CARRIED_BYTES, "%d", (int)carried_tid());
}

static void
look_name(char text[CARRIED_BYTES])
{
    if (prctl(PR_GET_NAME, text) == -1)
        fail("prctl", "see the name");
}

static void
change_name(void)
{
    char now[CARRIED_BYTES];

    look_name(now);
    if (prctl(PR_SET_NAME,
            strcmp(now, "worker") == 0 ? "another worker" : "worker") == -1)
        fail("prctl", "change the name");
}

static void
look_registers(char text[CARRIED_BYTES])
{
    strcpy(text, fegetround() == FE_TONEAREST ? "round nearest" : "up");
}

static void
change_registers(void)
{
    fesetround(fegetround() == FE_TONEAREST ? FE_UPWARD : FE_TONEAREST);
}

static void
look_errno(char text[CARRIED_BYTES])
{
    if (errno == ERANGE || errno == EDOM)
        strcpy(text, errno == ERANGE ? "ERANGE" : "EDOM");
    else
        snprintf(text, CARRIED_BYTES, "%d", errno);
}

static void
change_errno(void)
{
    errno = errno == EDOM ? ERANGE : EDOM;
}

static bool
is_blocked(void)
{
    sigset_t mask;

    sigemptyset(&mask);
    pthread_sigmask(SIG_SETMASK, NULL, &mask);
    return sigismember(&mask, SIGUSR1) == 1;
}

static void
look_signal_mask(char text[CARRIED_BYTES])
{
    strcpy(text, is_blocked() ? "USR1 blocked" : "USR1 open");
}

static void
change_signal_mask(void)
{
    sigset_t mask;

    sigemptyset(&mask);
    sigaddset(&mask, SIGUSR1);
    pthread_sigmask(is_blocked() ? SIG_UNBLOCK : SIG_BLOCK, &mask, NULL);
}

static bool
is_ignored(void)
{
    struct sigaction action;

    if (sigaction(SIGUSR2, NULL, &action) == -1)
        fail("sigaction", "see the signal handler");
    return action.sa_handler == SIG_IGN;
}

static void
look_signal_handler(char text[CARRIED_BYTES])
{
    strcpy(text, is_ignored() ? "USR2 ignored" : "USR2 default");
}

static void
change_signal_handler(void)
{
    if (signal(SIGUSR2, is_ignored() ? SIG_DFL : SIG_IGN) == SIG_ERR)
        fail("signal", "change the signal handler");
}

static bool
is_open(int file)
{
    bool open = fcntl(file, F_GETFD) != -1;

    if (!open && errno != EBADF)
        fail("fcntl", "see the open files");
    return open;
}

static void
look_open_files(char text[CARRIED_BYTES])
{
    snprintf(text, CARRIED_BYTES, "%d %s", opened,
        is_open(opened) ? "open" : "closed");
}

static void
change_open_files(void)
{
    if ((is_open(opened) ? close(opened) : dup2(kept, opened)) == -1)
        fail("dup2", "change the table of open files");
}

static void
look_file_offset(char text[CARRIED_BYTES])
{
    off_t offset = lseek(kept, 0, SEEK_CUR);

    if (offset == -1)
        fail("lseek", "see the file offset");
    snprintf(text, CARRIED_BYTES, "%ld", (long)offset);
}

static void
change_file_offset(void)
{
    if (lseek(kept, OFFSET, SEEK_CUR) == -1)
        fail("lseek", "change the file offset");
}

/* The end of a long path is enough, with a blank to the next column of the
 * table; a removed directory has none. */
static void
look_directory(char text[CARRIED_BYTES])
{
    char *path = getcwd(NULL, 0);

    if (path == NULL && errno != ENOENT)
        fail("getcwd", "see the working directory");
    const char *name = path != NULL ? path : "gone";
    size_t length = strlen(name), most = CARRIED_BYTES - 2;

    if (length <= most)
        strcpy(text, name);
    else
        snprintf(text, CARRIED_BYTES, "...%s", name + length - (most - 3));
    free(path);
}

static void
change_directory(void)
{
    char now[CARRIED_BYTES];

    look_directory(now);
    if (chdir(strcmp(now, "/") == 0 ? "/dev" : "/") == -1)
        fail("chdir", "change the working directory");
}

static mode_t
umask_now(void)
{
    mode_t mask = umask(077);

    umask(mask);
    return mask;
}

static void
look_umask(char text[CARRIED_BYTES])
{
    snprintf(text, CARRIED_BYTES, "%03o", (unsigned)umask_now());
}

static void
change_umask(void)
{
    umask(umask_now() ^ 077);
}

static const struct {
    void (*look)(char text[CARRIED_BYTES]); /* NULL: carried_state */
    void (*change)(void);                   /* NULL: it cannot be changed */
} things[CARRIED_THINGS] = {
    [CARRIED_PID] = {look_pid, NULL},
    [CARRIED_TID] = {look_tid, NULL},
    [CARRIED_NAME] = {look_name, change_name},
    [CARRIED_REGISTERS] = {look_registers, change_registers},
    [CARRIED_ERRNO] = {look_errno, change_errno},
    [CARRIED_SIGNAL_MASK] = {look_signal_mask, change_signal_mask},
    [CARRIED_SIGNAL_HANDLER] = {look_signal_handler, change_signal_handler},
    [CARRIED_OPEN_FILES] = {look_open_files, change_open_files},
    [CARRIED_FILE_OFFSET] = {look_file_offset, change_file_offset},
    [CARRIED_DIRECTORY] = {look_directory, change_directory},
    [CARRIED_UMASK] = {look_umask, change_umask},
};

void
carried_look(enum carried thing, char text[CARRIED_BYTES])
{
    int before = errno;

    *text = '\0';
    if (things[thing].look != NULL)
        things[thing].look(text);
    errno = before;
}

bool
carried_can_change(enum carried thing)
{
    return things[thing].change != NULL;
}

void
carried_change(enum carried thing)
{
    if (things[thing].change != NULL)
        things[thing].change();
}
