#include "fence.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifndef SYS_landlock_create_ruleset /* the same on every machine */
#define SYS_landlock_create_ruleset 444
#define SYS_landlock_add_rule       445
#define SYS_landlock_restrict_self  446
#endif

/* As in linux/landlock.h, whose older editions know only the first of them. */
enum {
    EXECUTE = 1 << 0,
    WRITE_FILE = 1 << 1,
    READ_FILE = 1 << 2,
    READ_DIR = 1 << 3,
    REMOVE_FILE = 1 << 5,
    MAKE_CHAR = 1 << 6,
    MAKE_REG = 1 << 8,
    MAKE_FIFO = 1 << 10,
    REFER = 1 << 13,
    TRUNCATE = 1 << 14,
    OF_A_FILE = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE,
    SOCKETS_AND_SIGNALS = 3,
    VERSION_ASKED = 1, /* LANDLOCK_CREATE_RULESET_VERSION */
    PATH_BENEATH = 1   /* LANDLOCK_RULE_PATH_BENEATH */
};

struct ruleset {
    uint64_t files, network, scopes;
};

struct rule {
    uint64_t access;
    int32_t folder;
} __attribute__((packed));

static const uint64_t rights[] = {
    [FENCE_LOOK] = READ_FILE | READ_DIR,
    [FENCE_RUN] = READ_FILE | READ_DIR | EXECUTE,
    [FENCE_USE] = READ_FILE | WRITE_FILE | TRUNCATE | READ_DIR,
    [FENCE_MAKE] = READ_FILE | READ_DIR | EXECUTE | WRITE_FILE | TRUNCATE |
                   MAKE_REG | MAKE_FIFO | REMOVE_FILE | REFER,
};

int
fence_files_version(void)
{
    static long version; /* a child need not ask again, and get no answer */

    if (version <= 0)
        version = syscall(SYS_landlock_create_ruleset, NULL, 0, VERSION_ASKED);
    return version > 0 ? (int)version : 0;
}

/* What the rules speak of: of all that this version knows, so that what no rule
 * allows is refused. Version 2 adds REFER, 3 TRUNCATE. */
static uint64_t
handled(int version)
{
    return (1U << (version >= 3 ? 15 : version == 2 ? 14 : 13)) - 1;
}

static bool
allow(int rules, const struct fence_path *path, uint64_t known)
{
    int folder = open(path->path, O_PATH | O_CLOEXEC);
    struct stat about;
    bool done = false;

    if (folder == -1)
        return errno == ENOENT;
    if (fstat(folder, &about) == 0) {
        struct rule rule = {
            .access = rights[path->may] & known &
                      (S_ISDIR(about.st_mode) ? ~0ULL : OF_A_FILE),
            .folder = folder};
        done =
            syscall(SYS_landlock_add_rule, rules, PATH_BENEATH, &rule, 0) == 0;
    }
    close(folder);
    return done;
}

static bool
enforce(const struct ruleset *ruleset, const struct fence_path *paths)
{
    /* The third member is known from version 6 on. */
    size_t size = ruleset->scopes != 0 ? sizeof(*ruleset) : sizeof(uint64_t);
    int rules = (int)syscall(SYS_landlock_create_ruleset, ruleset, size, 0);
    bool done = rules != -1;

    for (; done && paths->path != NULL; paths++)
        done = allow(rules, paths, ruleset->files);
    done = done && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           syscall(SYS_landlock_restrict_self, rules, 0) == 0;
    if (rules != -1)
        close(rules);
    return done;
}

bool
fence_files(const struct fence_path *paths)
{
    int version = fence_files_version();

    return version > 0 &&
           enforce(&(struct ruleset){.files = handled(version),
                       .scopes = version >= 6 ? SOCKETS_AND_SIGNALS : 0},
               paths);
}

/* A domain must refuse something: here, to make a device. */
bool
fence_from_tracer(void)
{
    int version = fence_files_version();
    static const struct fence_path none[] = {{0}};

    return fence_calls_of_tracee() &&
           (version == 0 ||
               enforce(&(struct ruleset){.files = MAKE_CHAR,
                           .scopes = version >= 6 ? SOCKETS_AND_SIGNALS : 0},
                   none));
}

void
fence_tracer(void)
{
    if (fence_files_version() == 0)
        prctl(PR_SET_DUMPABLE, 0);
}
