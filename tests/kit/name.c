/* Are names left by a killed program removed by the next one, and nothing else?
 */

#include "kit/name.h"

#include "../harness/program.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PATH_BYTES = NAME_BYTES + 32, NOBODY = 65534 };

/* A child that creates a name, and lives until told to end. The parent creates
 * none: only a program's first name sweeps. */
static struct {
    pid_t id;
    int ends[2];
    char name[NAME_BYTES];
} maker;

static void
maker_start(void)
{
    char byte;
    int from[2];

    CU_ASSERT_FATAL(pipe(maker.ends) == 0 && pipe(from) == 0);
    maker.id = fork();
    if (maker.id == 0) {
        close(maker.ends[1]);
        name_fresh(maker.name);
        if (write(from[1], maker.name, NAME_BYTES) == NAME_BYTES)
            _exit(read(maker.ends[0], &byte, 1) == 0 ? 0 : 1);
    }
    CU_ASSERT_FATAL(read(from[0], maker.name, NAME_BYTES) == NAME_BYTES);
    close(from[0]);
    close(from[1]);
}

static void
maker_go(void)
{
    close(maker.ends[0]);
    close(maker.ends[1]);
    waitpid(maker.id, NULL, 0);
}

/* The path of a name whose creator is gone; with sem_open's prefix or without.
 */
static void
leave_name(char path[PATH_BYTES], const char *prefix)
{
    maker_start();
    maker_go();
    snprintf(path, PATH_BYTES, "/dev/shm/%s%s", prefix, maker.name + 1);
}

static void
make_file(const char *path)
{
    int file = open(path, O_CREAT | O_EXCL | O_WRONLY, 0600);

    CU_ASSERT_FATAL(file != -1);
    close(file);
}

static bool
is_there(const char *path)
{
    struct stat about;

    return lstat(path, &about) == 0;
}

/* What any program does when it needs a name. */
static void
begin_anew(void)
{
    char name[NAME_BYTES];
    pid_t id = fork();

    if (id == 0) {
        name_fresh(name);
        _exit(EXIT_SUCCESS);
    }
    waitpid(id, NULL, 0);
}

/* Is a name removed whose creator is gone, of a segment or a semaphore? */
TEST(left_names_are_removed)
{
    static const char *const prefixes[] = {"", "sem."};
    char path[PATH_BYTES];

    for (int i = 0; i < 2; i++) {
        leave_name(path, prefixes[i]);
        make_file(path);
        begin_anew();
        CU_ASSERT_FALSE(is_there(path));
        unlink(path);
    }
}

/* Even if the creator's id now belongs to a process with another start time? */
TEST(reused_ids_are_known)
{
    char path[PATH_BYTES];
    unsigned long long start;
    int used = 0;

    maker_start();
    CU_ASSERT_EQUAL_FATAL(
        sscanf(maker.name, "/twinlab.%*d.%llu%n", &start, &used), 1);
    snprintf(path, PATH_BYTES, "/dev/shm/twinlab.%d.%llu%s", (int)maker.id,
        start - 1, maker.name + used);
    make_file(path);
    begin_anew();
    CU_ASSERT_FALSE(is_there(path));
    unlink(path);
    maker_go();
}

static void
check_kept(const char *path)
{
    begin_anew();
    CU_ASSERT(is_there(path));
    if (unlink(path) == -1)
        rmdir(path);
}

/* Is a name kept whose creator lives? */
TEST(names_in_use_are_kept)
{
    char path[PATH_BYTES];

    maker_start();
    snprintf(path, PATH_BYTES, "/dev/shm%s", maker.name);
    make_file(path);
    check_kept(path);
    maker_go();
}

/* Is a name of another form kept: another prefix, another end, another
 * namespace? */
TEST(foreign_names_are_kept)
{
    char path[PATH_BYTES];

    leave_name(path, "my.");
    make_file(path);
    check_kept(path);
    leave_name(path, "");
    strcat(path, "x");
    make_file(path);
    check_kept(path);
    leave_name(path, "");
    path[strlen(path) - 1] = '\0';
    make_file(path);
    check_kept(path);
    leave_name(path, "");
    char *digit = strrchr(path, '-') - 1;
    *digit = *digit == '0' ? '1' : '0';
    make_file(path);
    check_kept(path);
}

/* Are non-files and other users' files kept? */
TEST(others_are_kept)
{
    char path[PATH_BYTES];

    leave_name(path, "");
    CU_ASSERT_EQUAL(mkdir(path, 0700), 0);
    check_kept(path);
    leave_name(path, "");
    CU_ASSERT_EQUAL(symlink("/nowhere", path), 0);
    check_kept(path);
    if (is_skipped(geteuid() != 0, "only root can give a file away"))
        return;
    leave_name(path, "");
    make_file(path);
    CU_ASSERT_EQUAL(chown(path, NOBODY, NOBODY), 0);
    check_kept(path);
}

/* In a /dev/shm of our own: tests running at the same time look for names, too.
 */
const char *
nothing_to_try(void)
{
    return prepare_small_shm() ? NULL : "cannot mount a /dev/shm of our own";
}
