#include "home.h"

#include "die.h"
#include "room.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void
home_path(char path[HOME_BYTES], const char *program)
{
    static char self[HOME_BYTES];

    if (self[0] == '\0') {
        ssize_t length = readlink("/proc/self/exe", self, sizeof(self) - 1);
        if (length == -1)
            die(STATUS_CANNOT, "/proc/self/exe: %m: is /proc mounted?");
        self[length] = '\0';
        *strrchr(self, '/') = '\0';
    }
    if (snprintf(path, HOME_BYTES, "%s/%s", self, program) >= HOME_BYTES)
        die(STATUS_CANNOT, "the path %s is too long", self);
}

bool
home_has(const char *program)
{
    char path[HOME_BYTES];
    struct stat status;

    home_path(path, program);
    return stat(path, &status) == 0 ? S_ISREG(status.st_mode) : errno == EACCES;
}

const char *
home_advice(int code)
{
    return code == ENOENT ? "build it with make" : room_advice(code);
}

const char *const *
home_models(void)
{
    enum { MAX_MODELS = 8 };
    static char words[] = MODELS; /* the Makefile's list: "proc thread" */
    static const char *models[MAX_MODELS + 1];

    if (models[0] == NULL) {
        char *word = strtok(words, " ");
        for (int i = 0; word != NULL && i < MAX_MODELS; i++) {
            models[i] = word;
            word = strtok(NULL, " ");
        }
    }
    return models;
}
