#define _GNU_SOURCE

#include "machine.h"

#include "cpus.h"
#include "json.h"

#include <stdbool.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

enum { TEXT = 128 };

/* The rest of the first line of a file that starts so, without the white space
 * and colon after it. An empty prefix takes the first line. */
static bool
find_line(const char *path, const char *prefix, char text[TEXT])
{
    char line[4096]; /* the flags of a CPU are a long line */
    FILE *file = fopen(path, "r");
    bool found = false;

    while (file != NULL && !found && fgets(line, sizeof(line), file) != NULL)
        if (strncmp(line, prefix, strlen(prefix)) == 0) {
            const char *rest = line + strlen(prefix);
            rest += strspn(rest, " \t:");
            snprintf(text, TEXT, "%.*s", (int)strcspn(rest, "\n"), rest);
            found = *text != '\0';
        }
    if (file != NULL)
        fclose(file);
    return found;
}

static void
find_cpu(char text[TEXT])
{
    struct utsname name;

    if (find_line("/proc/cpuinfo", "model name", text) ||
        find_line("/proc/device-tree/model", "", text))
        return;
    snprintf(text, TEXT, "%s", uname(&name) == 0 ? name.machine : "unknown");
}

static bool
has_word(const char *path, const char *word)
{
    char line[4096];
    FILE *file = fopen(path, "r");
    bool found = false;

    while (file != NULL && !found && fgets(line, sizeof(line), file) != NULL)
        found = strstr(line, word) != NULL;
    if (file != NULL)
        fclose(file);
    return found;
}

/* What says that a hypervisor or a container is below us; false if nothing
 * does, which is no proof. */
static bool
find_virtualisation(char text[TEXT])
{
    char maker[TEXT];

    if (find_line("/sys/hypervisor/type", "", text))
        return true;
    if (has_word("/proc/cpuinfo", " hypervisor")) {
        if (find_line("/sys/class/dmi/id/sys_vendor", "", maker))
            snprintf(text, TEXT, "virtual machine (%.90s)", maker);
        else
            snprintf(text, TEXT, "virtual machine");
        return true;
    }
    if (access("/.dockerenv", F_OK) == 0 ||
        access("/run/.containerenv", F_OK) == 0) {
        snprintf(text, TEXT, "container");
        return true;
    }
    return false;
}

void
machine_json(FILE *out)
{
    char cpu[TEXT], below[TEXT];
    struct utsname name = {.release = "unknown", .machine = "unknown"};

    uname(&name);
    find_cpu(cpu);
    fputs("{\"cpu\": ", out);
    json_string(out, cpu);
    fprintf(out, ", \"cpus_online\": %ld, \"cpus_usable\": %d, \"kernel\": ",
        sysconf(_SC_NPROCESSORS_ONLN), cpus_usable());
    json_string(out, name.release);
    fputs(", \"architecture\": ", out);
    json_string(out, name.machine);
    fputs(", \"virtualised\": ", out);
    json_string(out, find_virtualisation(below) ? below : NULL);
    fputs(", \"compiler\": ", out);
    json_string(out, __VERSION__);
    fputs("}", out);
}

void
machine_print(FILE *out)
{
    char cpu[TEXT], below[TEXT];
    struct utsname name = {.release = "unknown", .machine = "unknown"};

    uname(&name);
    find_cpu(cpu);
    fprintf(out, "  CPU     %.70s\n", cpu);
    fprintf(out, "  usable  %d of %ld CPUs; %s\n", cpus_usable(),
        sysconf(_SC_NPROCESSORS_ONLN),
        find_virtualisation(below) ? below
                                   : "nothing says that it is virtualised");
    fprintf(out, "  kernel  %s %s (%s)\n", name.sysname, name.release,
        name.machine);
}
