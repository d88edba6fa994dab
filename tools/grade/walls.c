#include "walls.h"

#include "kit/die.h"
#include "kit/home.h"

#include <string.h>

/* /usr/share and /usr/local/share are left out: installed labs are there. */
static const struct fence_path system_paths[] = {
    {"/bin", FENCE_RUN}, {"/sbin", FENCE_RUN}, {"/lib", FENCE_RUN},
    {"/lib32", FENCE_RUN}, {"/lib64", FENCE_RUN}, {"/usr/bin", FENCE_RUN},
    {"/usr/sbin", FENCE_RUN}, {"/usr/lib", FENCE_RUN},
    {"/usr/lib32", FENCE_RUN}, {"/usr/lib64", FENCE_RUN},
    {"/usr/libexec", FENCE_RUN}, {"/usr/include", FENCE_LOOK},
    {"/usr/local/bin", FENCE_RUN}, {"/usr/local/lib", FENCE_RUN},
    {"/usr/local/include", FENCE_LOOK}, {"/etc/alternatives", FENCE_LOOK},
    {"/etc/ld.so.cache", FENCE_LOOK}, {"/etc/localtime", FENCE_LOOK},
    {"/sys/devices/system", FENCE_LOOK}, /* how many CPUs there are */
};

static const struct fence_path devices[] = {
    {"/dev/null", FENCE_USE}, /* without it step stops at once */
    {"/dev/zero", FENCE_USE},
    {"/dev/full", FENCE_USE},
    {"/dev/random", FENCE_USE},
    {"/dev/urandom", FENCE_USE},
    {"/dev/shm", FENCE_MAKE},
};

static struct fence_path all[MOST_WALLS];
static int count;

static void
add(const char *path, enum fence_may may)
{
    if (path != NULL)
        all[count++] = (struct fence_path){path, may};
}

static void
add_all(const struct fence_path *paths, size_t bytes)
{
    for (size_t i = 0; i < bytes / sizeof(*paths); i++)
        add(paths[i].path, paths[i].may);
}

const struct fence_path *
walls(const struct run_job *job, bool bare)
{
    static char home[HOME_BYTES];

    count = 0;
    home_path(home, "");
    home[strlen(home) - 1] = '\0';
    add_all(system_paths, sizeof(system_paths));
    if (!bare) {
        add_all(devices, sizeof(devices));
        add("/proc", job->traces ? FENCE_USE : FENCE_LOOK);
    }
    add(home, FENCE_RUN);
    add(job->reads, FENCE_RUN);
    add(job->directory, FENCE_MAKE);
    add(NULL, FENCE_LOOK);
    all[count] = (struct fence_path){0};
    return all;
}
