#include "remains.h"

#include "named.h"
#include "store.h"

#include "kit/die.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#define SHM "/dev/shm"

enum { PATH_BYTES = 300 };

enum kind { NAME, MEMORY, SEMAPHORES, QUEUE };

struct thing {
    enum kind kind;
    uint64_t number; /* the inode, or the id */
    dev_t device;
    char name[256]; /* NAME */
};

static void
add(struct thing **things, size_t *count, const struct thing *thing)
{
    *things = store_grow(*things, *count, sizeof(**things));
    (*things)[(*count)++] = *thing;
}

static bool
has(const struct thing *things, size_t count, const struct thing *thing)
{
    for (size_t i = 0; i < count; i++)
        if (things[i].kind == thing->kind &&
            things[i].number == thing->number &&
            strcmp(things[i].name, thing->name) == 0)
            return true;
    return false;
}

/* ---- Names. ---- */

static bool
next_name(DIR *folder, struct thing *thing)
{
    struct dirent *entry;
    struct stat about;

    while ((entry = readdir(folder)) != NULL) {
        *thing = (struct thing){.kind = NAME};
        snprintf(thing->name, sizeof(thing->name), "%s", entry->d_name);
        if (fstatat(dirfd(folder), entry->d_name, &about,
                AT_SYMLINK_NOFOLLOW) == 0 &&
            S_ISREG(about.st_mode)) {
            thing->number = about.st_ino;
            thing->device = about.st_dev;
            return true;
        }
    }
    return false;
}

/* (By its number: sem_open(3) makes its file under another name.) */
static bool
is_mapped(pid_t process, const struct thing *thing)
{
    char path[64], line[4352];
    unsigned first, second;
    unsigned long inode;
    bool found = false;

    snprintf(path, sizeof(path), "/proc/%d/maps", (int)process);
    FILE *file = fopen(path, "r");
    while (file != NULL && !found && fgets(line, sizeof(line), file) != NULL)
        found = sscanf(line, "%*s %*s %*s %x:%x %lu", &first, &second,
                    &inode) == 3 &&
                inode == thing->number &&
                makedev(first, second) == thing->device;
    if (file != NULL)
        fclose(file);
    return found;
}

static bool
is_open(pid_t process, const struct thing *thing)
{
    char path[64];
    struct dirent *entry;
    struct stat about;
    bool found = false;

    snprintf(path, sizeof(path), "/proc/%d/fd", (int)process);
    DIR *folder = opendir(path);
    while (folder != NULL && !found && (entry = readdir(folder)) != NULL)
        found = fstatat(dirfd(folder), entry->d_name, &about, 0) == 0 &&
                about.st_ino == thing->number && about.st_dev == thing->device;
    if (folder != NULL)
        closedir(folder);
    return found;
}

static bool
is_of_program(const struct remains *left, const struct thing *thing)
{
    for (int i = 0; i < left->makers; i++)
        if (is_mapped(left->maker[i], thing) || is_open(left->maker[i], thing))
            return true;
    return false;
}

void
remains_look(struct remains *left)
{
    struct thing thing;
    struct stat about;
    DIR *folder = NULL;

    if (stat(SHM, &about) == -1)
        return;
    long changed_ns =
        about.st_mtim.tv_sec * 1000000000L + about.st_mtim.tv_nsec;
    if (changed_ns != left->looked_ns)
        folder = opendir(SHM);
    left->looked_ns = changed_ns;
    while (folder != NULL && next_name(folder, &thing))
        if (!has(left->before, left->before_count, &thing) &&
            !has(left->made, left->made_count, &thing) &&
            is_of_program(left, &thing))
            add(&left->made, &left->made_count, &thing);
    if (folder != NULL)
        closedir(folder);
}

/* Its path, or the one where it is hidden: one for each name of a file, of
 * which sem_open(3) makes two. */
static void
path_of(
    const struct remains *left, size_t i, bool is_parked, char path[PATH_BYTES])
{
    const struct thing *thing = &left->made[i];

    if (is_parked)
        snprintf(path, PATH_BYTES, SHM "/.step-%d-%lu-%zu", (int)getpid(),
            (unsigned long)thing->number, i);
    else
        snprintf(path, PATH_BYTES, SHM "/%s", thing->name);
}

static bool
is_at(const char *path, const struct thing *thing)
{
    struct stat about;

    return stat(path, &about) == 0 && about.st_ino == thing->number;
}

static void
move_names(struct remains *left, bool to_park)
{
    char from[PATH_BYTES], to[PATH_BYTES];

    for (size_t i = 0; i < left->made_count; i++) {
        const struct thing *thing = &left->made[i];
        path_of(left, i, left->are_parked, from);
        path_of(left, i, to_park, to);
        if (left->are_parked != to_park && is_at(from, thing))
            rename(from, to); /* if it fails, the next start says so */
    }
    left->are_parked = to_park;
}

static void
remove_names(const struct remains *left)
{
    char path[PATH_BYTES];

    for (size_t i = 0; i < left->made_count; i++) {
        path_of(left, i, left->are_parked, path);
        if (is_at(path, &left->made[i]))
            unlink(path);
    }
}

/* Whose maker ended before we looked: nobody has it open any more. */
static void
add_missed(struct remains *left)
{
    struct thing thing;
    struct named *named = named_open(left->file);
    DIR *folder = opendir(SHM);

    while (folder != NULL && next_name(folder, &thing))
        if (!has(left->before, left->before_count, &thing) &&
            !has(left->made, left->made_count, &thing) &&
            named_has(named, thing.name))
            add(&left->made, &left->made_count, &thing);
    if (folder != NULL)
        closedir(folder);
    named_close(named);
}

/* What an earlier run has left may decide what each start does. Said once: then
 * it may be gone. */
static void
warn(const struct remains *left)
{
    static bool is_warned;
    struct named *named = is_warned ? NULL : named_open(left->file);

    for (size_t i = 0; i < left->before_count; i++)
        if (named_has(named, left->before[i].name))
            complain(SHM "/%s is there already, and %s names it: if an earlier "
                         "run has left it, rm " SHM "/%s first",
                left->before[i].name, left->file, left->before[i].name);
    named_close(named);
    is_warned = true;
}

/* ---- Objects of System V (proc(5), /proc/sysvipc). ---- */

static const struct {
    enum kind kind;
    const char *list;
    const char *row; /* its key, its id, and its owner: a process for memory and
                        queues; the number of semaphores */
} lists[] = {
    {MEMORY, "/proc/sysvipc/shm", "%d %d %*o %*u %d"},
    {SEMAPHORES, "/proc/sysvipc/sem", "%d %d %*o %d"},
    {QUEUE, "/proc/sysvipc/msg", "%d %d %*o %*u %*u %d"},
};

static bool
is_maker(const struct remains *left, pid_t process)
{
    for (int i = 0; i < left->makers; i++)
        if (left->maker[i] == process)
            return true;
    return false;
}

/* Only semctl knows who has set a semaphore, or waited for it. */
static bool
has_used_one(const struct remains *left, int id, int count)
{
    for (int i = 0; i < count; i++)
        if (is_maker(left, semctl(id, i, GETPID)))
            return true;
    return false;
}

struct object {
    struct thing thing;
    int key, id, whose;
};

static bool
is_object_of(const struct remains *left, const struct object *object)
{
    return object->thing.kind == SEMAPHORES
               ? has_used_one(left, object->id, object->whose)
               : is_maker(left, object->whose);
}

static void
remove_object(const struct object *object)
{
    if (object->thing.kind == SEMAPHORES)
        semctl(object->id, 0, IPC_RMID);
    else if (object->thing.kind == MEMORY)
        shmctl(object->id, IPC_RMID, NULL);
    else
        msgctl(object->id, IPC_RMID, NULL);
}

enum purpose { REMEMBER, PARK, REMOVE };

/* False if it cannot be parked. Memory is removed at once; processes that have
 * it attached keep it. */
static bool
treat(struct remains *left, const struct object *object, enum purpose purpose)
{
    if (purpose == REMEMBER)
        add(&left->before, &left->before_count, &object->thing);
    else if (has(left->before, left->before_count, &object->thing) ||
             !is_object_of(left, object))
        return true;
    else if (purpose == REMOVE || object->thing.kind == MEMORY)
        remove_object(object);
    else
        return object->key == IPC_PRIVATE;
    return true;
}

static bool
go_through_objects(struct remains *left, enum purpose purpose)
{
    struct object object;
    char line[512];
    bool good = true;

    for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
        FILE *file = fopen(lists[i].list, "r");
        while (file != NULL && fgets(line, sizeof(line), file) != NULL) {
            if (sscanf(line, lists[i].row, &object.key, &object.id,
                    &object.whose) != 3)
                continue; /* the heading */
            object.thing = (struct thing){
                .kind = lists[i].kind, .number = (uint64_t)object.id};
            good = treat(left, &object, purpose) && good;
        }
        if (file != NULL)
            fclose(file);
    }
    return good;
}

/* ---- From the start to the end. ---- */

void
remains_begin(struct remains *left, const char *file)
{
    struct thing thing;
    DIR *folder = opendir(SHM);

    *left = (struct remains){.file = file};
    while (folder != NULL && next_name(folder, &thing))
        add(&left->before, &left->before_count, &thing);
    if (folder != NULL)
        closedir(folder);
    warn(left);
    go_through_objects(left, REMEMBER);
}

void
remains_maker(struct remains *left, pid_t process)
{
    if (!is_maker(left, process) && left->makers < MAX_MAKERS)
        left->maker[left->makers++] = process;
}

bool
remains_park(struct remains *left)
{
    remains_look(left);
    move_names(left, true);
    return go_through_objects(left, PARK);
}

void
remains_put_back(struct remains *left)
{
    move_names(left, false);
    left->looked_ns = 0;
}

void
remains_remove(struct remains *left)
{
    if (left->makers == 0)
        return;
    add_missed(left);
    remove_names(left);
    go_through_objects(left, REMOVE);
    free(left->before);
    free(left->made);
    *left = (struct remains){0};
}
