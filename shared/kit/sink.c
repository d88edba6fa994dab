#include "sink_kinds.h"

#include "die.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

static const char scheme[] = "sqlite:";

/* Anything but a regular file could not be read back, or would be damaged. */
static void
refuse_special(const char *path)
{
    struct stat status;

    if (*path == '\0')
        die(STATUS_USAGE, "--sink: expected FILE or sqlite:FILE");
    if (stat(path, &status) == 0 && !S_ISREG(status.st_mode))
        die(STATUS_USAGE, "--sink: %s is not a regular file: give another name",
            path);
}

void
sink_claim(struct sink_place *place, const char *where, const char *title)
{
    bool is_database = strncmp(where, scheme, sizeof(scheme) - 1) == 0;

    *place = (struct sink_place){
        .kind = is_database ? &sink_sqlite : &sink_file,
        .path = is_database ? where + sizeof(scheme) - 1 : where,
        .claim = -1,
    };
    refuse_special(place->path);
    place->kind->claim(place, title);
}

bool
sink_open(struct sink *sink, const struct sink_place *place)
{
    *sink = (struct sink){.place = place, .kind = place->kind, .file = -1};
    return sink->kind->open(sink);
}

/* /proc/locks, proc_locks(5): "1: FLOCK ADVISORY READ 4711 08:01:99 0 EOF". The
 * number is below 1 for a process outside our namespace, and for a lock of an
 * open file description. */
void
sink_holder(char text[SINK_HOLDER], const char *path)
{
    FILE *file = fopen("/proc/locks", "re");
    struct stat about;
    char line[256];

    snprintf(text, SINK_HOLDER, "another program");
    while (file != NULL && stat(path, &about) == 0 &&
           fgets(line, sizeof(line), file) != NULL) {
        unsigned major_number, minor_number;
        unsigned long inode;
        int pid;
        if (sscanf(line, "%*s %*s %*s %*s %d %x:%x:%lu", &pid, &major_number,
                &minor_number, &inode) == 4 &&
            pid > 0 && inode == about.st_ino &&
            makedev(major_number, minor_number) == about.st_dev)
            snprintf(text, SINK_HOLDER, "process %d", pid);
    }
    if (file != NULL)
        fclose(file);
}
