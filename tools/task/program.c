#include "child.h"
#include "ways.h"

#include "kit/die.h"
#include "kit/home.h"
#include "kit/room.h"

#include <errno.h>
#include <spawn.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

/* The program to run: it exits, and does nothing else. */
static char *
tiny(void)
{
    static char path[HOME_BYTES];

    if (path[0] != '\0')
        return path;
    if (!home_has("tiny"))
        die(STATUS_CANNOT, "build/tiny, the program to run, does not exist: "
                           "build it with make");
    home_path(path, "tiny");
    return path;
}

int
way_spawn(const struct way *way)
{
    char *argv[] = {tiny(), NULL}, *none[] = {NULL};
    pid_t id;

    (void)way;
    int code = posix_spawn(&id, argv[0], NULL, NULL, argv, none);
    if (code != 0) {
        complain("posix_spawn: %s: %s", strerror(code), room_advice(code));
        return STATUS_CANNOT;
    }
    return child_reap(id, 0);
}

int
way_exec(const struct way *way)
{
    char *argv[] = {tiny(), NULL}, *none[] = {NULL};
    pid_t id = fork();

    (void)way;
    if (id == 0) {
        execve(argv[0], argv, none);
        complain("execve %s: %m: %s", argv[0], home_advice(errno));
        _exit(STATUS_CANNOT);
    }
    if (id == -1) {
        complain("fork: %m: %s", room_advice(errno));
        return STATUS_CANNOT;
    }
    return child_reap(id, 0);
}
