#include "user.h"

#include "keeper.h"

#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <grp.h>
#include <stdio.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

/* Where no user is. Numbers from 0x70000000 are used by no distribution
 * (systemd's UIDS-GIDS); a container may have no more than the first 65,536,
 * and there these are free by Debian's policy (9.2.2), though a user may have
 * been added. Two in a row: the command's, and its keeper's. */
static const struct range {
    uid_t first, pairs;
} ranges[] = {{0x70000000, 0x4000000}, {50000, 4000}};

enum { TRIES = 100, RANGES = sizeof(ranges) / sizeof(ranges[0]) };

static uid_t taken;

static bool
is_mapped(const struct range *range)
{
    FILE *map = fopen("/proc/self/uid_map", "re");
    unsigned first, count;
    bool found = false;

    while (
        map != NULL && !found && fscanf(map, "%u %*u %u", &first, &count) == 2)
        found = first <= range->first &&
                range->first - first + 2 * range->pairs <= count;
    if (map != NULL)
        fclose(map);
    return found;
}

/* A name that only one process can have, and that disappears with it. */
static bool
lock_number(uid_t number)
{
    struct sockaddr_un name = {.sun_family = AF_UNIX};
    int lock = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

    snprintf(name.sun_path + 1, sizeof(name.sun_path) - 1, "twinlab.user.%u",
        (unsigned)number);
    if (lock != -1 && bind(lock, (struct sockaddr *)&name, sizeof(name)) == 0)
        return true; /* it stays open as long as we live */
    if (lock != -1)
        close(lock);
    return false;
}

static bool
take_from(const struct range *range)
{
    unsigned chance;

    if (!is_mapped(range))
        return false;
    for (int i = 0; i < TRIES; i++) {
        if (getrandom(&chance, sizeof(chance), 0) != sizeof(chance))
            return false;
        taken = range->first + 2 * (chance % range->pairs);
        if (lock_number(taken) && keeper_start(taken, 0, "/")) {
            keeper_finish();
            return true;
        }
    }
    taken = 0;
    return false;
}

bool
user_take(void)
{
    for (int i = 0; taken == 0 && i < RANGES && geteuid() == 0; i++)
        take_from(&ranges[i]);
    return taken != 0;
}

uid_t
user_number(void)
{
    return taken;
}

bool
user_become(void)
{
    return setgroups(0, NULL) == 0 && setresgid(taken, taken, taken) == 0 &&
           setresuid(taken, taken, taken) == 0;
}

/* Through its group, so that no third user has access. */
static int
let_read(const char *path, const struct stat *about, int type, struct FTW *at)
{
    mode_t more = S_IRGRP | (about->st_mode & S_IXUSR ? S_IXGRP : 0);

    (void)at;
    if (type == FTW_F || type == FTW_D)
        return lchown(path, 0, taken) == -1 ||
               chmod(path, (about->st_mode | more) & 0777) == -1;
    return 0;
}

bool
user_lend(const char *folder, bool makes)
{
    return nftw(folder, let_read, 16, FTW_PHYS) == 0 &&
           (!makes || chmod(folder, S_ISVTX | S_IRWXU | S_IRWXG) == 0);
}

static void
take_back(int folder, const char *name, bool remove)
{
    struct stat about;

    if (fstatat(folder, name, &about, AT_SYMLINK_NOFOLLOW) == -1 ||
        about.st_uid != taken)
        return;
    if (remove || !S_ISREG(about.st_mode))
        unlinkat(folder, name, 0);
    else if (fchownat(folder, name, 0, 0, AT_SYMLINK_NOFOLLOW) == 0)
        fchmodat(folder, name, (about.st_mode | S_IRUSR) & 0755, 0);
}

void
user_take_back(const char *path, bool remove)
{
    DIR *folder = opendir(path);
    struct dirent *entry;

    while (folder != NULL && (entry = readdir(folder)) != NULL)
        take_back(dirfd(folder), entry->d_name, remove);
    if (folder != NULL)
        closedir(folder);
    chmod(path, S_IRWXU);
}
