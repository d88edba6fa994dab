/* Which process has locked a file? */

#include "sink_kinds.h"

#include <stdio.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

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
