#include "platform.h"

#include "sysfile.h"

#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>
#ifdef __GLIBC__
#include <gnu/libc-version.h>
#endif

void
platform_cpu(char text[PLATFORM_TEXT])
{
    struct utsname name;

    if (sysfile_line(text, PLATFORM_TEXT, "model name", "/proc/cpuinfo") ||
        sysfile_line(text, PLATFORM_TEXT, "", "/proc/device-tree/model"))
        return;
    snprintf(text, PLATFORM_TEXT, "%s",
        uname(&name) == 0 ? name.machine : "unknown");
}

bool
platform_below(char text[PLATFORM_TEXT])
{
    char maker[PLATFORM_TEXT], flags[4096];

    if (sysfile_line(text, PLATFORM_TEXT, "", "/sys/hypervisor/type"))
        return true;
    if (sysfile_line(flags, sizeof(flags), "flags", "/proc/cpuinfo") &&
        strstr(flags, " hypervisor") != NULL) {
        if (sysfile_line(
                maker, PLATFORM_TEXT, "", "/sys/class/dmi/id/sys_vendor"))
            snprintf(text, PLATFORM_TEXT, "virtual machine (%.90s)", maker);
        else
            snprintf(text, PLATFORM_TEXT, "virtual machine");
        return true;
    }
    if (access("/.dockerenv", F_OK) == 0 ||
        access("/run/.containerenv", F_OK) == 0) {
        snprintf(text, PLATFORM_TEXT, "container");
        return true;
    }
    return false;
}

const char *
platform_libc(void)
{
#ifdef __GLIBC__
    static char name[64];

    snprintf(name, sizeof(name), "glibc %s", gnu_get_libc_version());
    return name;
#else
    return "musl";
#endif
}
