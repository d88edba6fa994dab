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

    if (sysfile_line("/proc/cpuinfo", "model name", text, PLATFORM_TEXT) ||
        sysfile_line("/proc/device-tree/model", "", text, PLATFORM_TEXT))
        return;
    snprintf(text, PLATFORM_TEXT, "%s",
        uname(&name) == 0 ? name.machine : "unknown");
}

bool
platform_below(char text[PLATFORM_TEXT])
{
    char maker[PLATFORM_TEXT], flags[4096];

    if (sysfile_line("/sys/hypervisor/type", "", text, PLATFORM_TEXT))
        return true;
    if (sysfile_line("/proc/cpuinfo", "flags", flags, sizeof(flags)) &&
        strstr(flags, " hypervisor") != NULL) {
        if (sysfile_line(
                "/sys/class/dmi/id/sys_vendor", "", maker, PLATFORM_TEXT))
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
