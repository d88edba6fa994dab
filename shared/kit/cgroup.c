#include "cgroup.h"

#include "sysfile.h"

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { PATH_ROOM = 1024 };

/* The files of one controller, in one version. */
struct files {
    const char *limit, *used, *stat, *droppable;
};

/* The mount point of the tree of groups, and our group in it. */
struct place {
    char root[64], group[PATH_ROOM];
};

/* A line of /proc/self/cgroup is "number:controllers:path"; version 2 has no
 * controllers in its line. */
static bool
find_place(const char *controllers, const char *root, struct place *place)
{
    FILE *file = fopen("/proc/self/cgroup", "re");
    char line[PATH_ROOM + 64];
    bool found = false;

    while (file != NULL && !found && fgets(line, sizeof(line), file) != NULL) {
        char *names = strchr(line, ':');
        char *path = names != NULL ? strchr(names + 1, ':') : NULL;
        if (path == NULL)
            continue;
        *path++ = '\0';
        if (strcmp(names + 1, controllers) != 0)
            continue;
        found = true;
        snprintf(place->root, sizeof(place->root), "%s", root);
        snprintf(place->group, sizeof(place->group), "%.*s",
            (int)strcspn(path, "\n"), path);
    }
    if (file != NULL)
        fclose(file);
    return found;
}

static long
read_number(const struct place *place, const char *name, const char *prefix)
{
    return sysfile_number(prefix, "%s%s/%s", place->root, place->group, name);
}

/* No limit: in version 1 a number near LONG_MAX, in version 2 "max". */
static struct cgroup_limit
read_level(const struct place *place, const struct files *files)
{
    long limit = read_number(place, files->limit, "");
    long used = read_number(place, files->used, "");

    if (limit < 0 || limit > LONG_MAX / 2 || used < 0)
        return (struct cgroup_limit){-1, 0};
    if (files->stat != NULL) {
        long droppable = read_number(place, files->stat, files->droppable);
        used -= droppable > 0 && droppable < used ? droppable : 0;
    }
    return (struct cgroup_limit){limit, used};
}

/* From our group up to the root. A container that does not see the names of
 * the host finds its own group at the root. */
static struct cgroup_limit
tightest(struct place *place, const struct files *files)
{
    struct cgroup_limit best = {-1, 0};

    for (bool more = true; more;) {
        struct cgroup_limit here = read_level(place, files);
        if (here.limit != -1 &&
            (best.limit == -1 ||
                here.limit - here.used < best.limit - best.used))
            best = here;
        char *last = strrchr(place->group, '/');
        more = last != NULL;
        if (more)
            *last = '\0';
    }
    return best;
}

struct cgroup_limit
cgroup_pids(void)
{
    static const struct files files = {
        .limit = "pids.max", .used = "pids.current"};
    struct place place;

    if (find_place("pids", "/sys/fs/cgroup/pids", &place) ||
        find_place("", "/sys/fs/cgroup", &place))
        return tightest(&place, &files);
    return (struct cgroup_limit){-1, 0};
}

struct cgroup_limit
cgroup_memory(void)
{
    static const struct files first = {"memory.limit_in_bytes",
        "memory.usage_in_bytes", "memory.stat", "total_inactive_file"};
    static const struct files second = {
        "memory.max", "memory.current", "memory.stat", "inactive_file"};
    struct place place;

    if (find_place("memory", "/sys/fs/cgroup/memory", &place))
        return tightest(&place, &first);
    if (find_place("", "/sys/fs/cgroup", &place))
        return tightest(&place, &second);
    return (struct cgroup_limit){-1, 0};
}
