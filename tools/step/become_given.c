#include "become_given.h"
#include "become.h"

#include "guest.h"
#include "leave.h"
#include "limit.h"
#include "look.h"
#include "schedule.h"
#include "tasks.h"
#include "touch.h"
#include "where.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { STRINGS_BYTES = 1 << 18, MOST_STRINGS = 4096 };

_Noreturn void
become_refuse(const struct pose *pose, const char *why)
{
    limit_refuse("worker %s becomes another program%s, and %s: it is not "
                 "followed",
        schedule_name(pose->worker), where_line(pose->asked_at), why);
}

/* ---- What it inherits. ---- */

static int
flags_of(pid_t task, int descriptor)
{
    char name[32];
    unsigned flags = 0;

    snprintf(name, sizeof(name), "fdinfo/%d", descriptor);
    FILE *file = look_file(task, name);
    if (file != NULL && fscanf(file, "pos: %*d flags: %o", &flags) != 1)
        flags = 0;
    if (file != NULL)
        fclose(file);
    return (int)flags;
}

/* What it is open on; false if it is not open. */
static bool
opened(pid_t task, int descriptor, char name[PATH_MAX])
{
    char path[64];

    snprintf(path, sizeof(path), "/proc/%d/fd/%d", (int)task, descriptor);
    ssize_t length = readlink(path, name, PATH_MAX - 1);
    if (length == -1 && errno != ENOENT)
        limit_refuse("%s: %m", path);
    name[length == -1 ? 0 : length] = '\0';
    return length != -1;
}

static bool
closes_on_exec(pid_t task, int descriptor)
{
    return (flags_of(task, descriptor) & O_CLOEXEC) != 0;
}

uint64_t
become_descriptors(const struct machine *machine, int worker, bool closing)
{
    pid_t task = machine->target.worker[worker].task;
    uint64_t all = 0;

    DIR *folder = look_folder(task, "fd");
    if (folder == NULL)
        limit_lost(worker);
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
        int number = atoi(entry->d_name);
        if (entry->d_name[0] == '.' || closes_on_exec(task, number) != closing)
            continue;
        if (number >= GUEST_DESCRIPTORS && fcntl(number, F_GETFD) != -1)
            continue; /* step has it, too, from whoever has started it */
        if (number >= GUEST_DESCRIPTORS)
            limit_refuse("worker %s becomes another program with descriptor %d "
                         "open: it is not followed",
                schedule_name(worker), number);
        all |= 1UL << number;
    }
    closedir(folder);
    return all;
}

/* The end of which concerns others. */
static uint64_t
closings(pid_t task, uint64_t descriptors)
{
    static const char *const apart[] = {"/memfd:", "/dev/null"};
    uint64_t closings = descriptors;

    for (int i = 0; i < GUEST_DESCRIPTORS; i++) {
        char name[PATH_MAX];
        if (!opened(task, i, name) ||
            strncmp(name, apart[0], strlen(apart[0])) == 0 ||
            strncmp(name, apart[1], strlen(apart[1])) == 0)
            closings &= ~(1UL << i);
    }
    return closings;
}

/* Those that have a position. What step itself gives for what is printed does
 * not count: that may go to a terminal. */
static uint64_t
files(pid_t task, uint64_t descriptors)
{
    static const char *const printed[] = {"/memfd:output", "/memfd:errors"};
    uint64_t files = 0;

    for (int i = 0; i < GUEST_DESCRIPTORS; i++) {
        char path[64], name[PATH_MAX];
        struct stat about;
        snprintf(path, sizeof(path), "/proc/%d/fd/%d", (int)task, i);
        if ((descriptors & 1UL << i) != 0 && stat(path, &about) == 0 &&
            S_ISREG(about.st_mode) && opened(task, i, name) &&
            strncmp(name, printed[0], strlen(printed[0])) != 0 &&
            strncmp(name, printed[1], strlen(printed[1])) != 0)
            files |= 1UL << i;
    }
    return files;
}

/* The rest it has from step, which has started both: the program must not have
 * changed it. */
static void
check_rest(const struct ahead *ahead, pid_t task)
{
    static const char *const kept[] = {
        "Umask:", "Uid:", "Gid:", "Groups:", "Cpus_allowed:"};
    char theirs[LOOK_LINE], ours[LOOK_LINE];
    struct rlimit limit[2];

    for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++) {
        look_line(task, "status", kept[i], theirs);
        look_line(getpid(), "status", kept[i], ours);
        if (strcmp(theirs, ours) != 0)
            become_refuse(ahead->from, "its umask, its user or the like has "
                                       "been changed");
    }
    for (int i = 0; i < RLIM_NLIMITS; i++) {
        if (prlimit(task, i, NULL, &limit[0]) == -1 ||
            prlimit(0, i, NULL, &limit[1]) == -1)
            become_refuse(ahead->from, "its limits cannot be read");
        if (memcmp(&limit[0], &limit[1], sizeof(limit[0])) != 0)
            become_refuse(ahead->from, "its limits have been changed");
    }
}

/* ---- What it is given. ---- */

struct reader {
    struct ahead *ahead;
    struct pose met;
    char *text;
    size_t bytes;
};

static bool
read_word(struct reader *reader, uint64_t address, uint64_t *word)
{
    touch_memory(
        reader->ahead, address, sizeof(*word), true, false, &reader->met);
    return target_peek(reader->ahead->task, address, word, sizeof(*word));
}

/* False if it is not there, or too long. */
static bool
read_string(struct reader *reader, uint64_t address)
{
    size_t bytes = target_peek_string(reader->ahead->task, address,
        reader->text + reader->bytes, STRINGS_BYTES - reader->bytes);

    reader->bytes += bytes;
    touch_memory(reader->ahead, address, bytes, true, false, &reader->met);
    return bytes > 0;
}

/* Step has set these for the program itself (spawn.c). */
static bool
is_of_step(const char *variable, const char **name)
{
    static const char *const names[] = {"LD_BIND_NOW", "GLIBC_TUNABLES",
        "ASAN_OPTIONS", "OMP_NUM_THREADS", "OMP_WAIT_POLICY", "LD_PRELOAD",
        "STEP_FILLS_THE_STACK"};
    size_t length = strcspn(variable, "=");

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (strlen(names[i]) == length &&
            strncmp(names[i], variable, length) == 0) {
            *name = names[i];
            return true;
        }
    return false;
}

/* The user's own value instead, if there is one. */
static int
restore_variable(struct reader *reader, size_t begin)
{
    const char *name, *value;

    if (!is_of_step(reader->text + begin, &name))
        return 1;
    reader->bytes = begin;
    value = getenv(name);
    if (value == NULL)
        return 0;
    size_t room = STRINGS_BYTES - begin;
    size_t length =
        (size_t)snprintf(reader->text + begin, room, "%s=%s", name, value);
    reader->bytes += length < room ? length + 1 : room;
    return 1;
}

/* A list of strings; -1 if there is no memory there, or too much. */
static int
read_list(struct reader *reader, uint64_t address, bool are_variables)
{
    uint64_t pointer;
    int count = 0;

    if (address == 0)
        return 0;
    for (; count < MOST_STRINGS; address += sizeof(pointer)) {
        size_t begin = reader->bytes;
        if (!read_word(reader, address, &pointer))
            return -1;
        if (pointer == 0)
            return count;
        if (!read_string(reader, pointer))
            return -1;
        count += are_variables ? restore_variable(reader, begin) : 1;
    }
    return -1;
}

static void
add_folder(struct reader *reader, pid_t task)
{
    char path[64];

    snprintf(path, sizeof(path), "/proc/%d/cwd", (int)task);
    ssize_t length = readlink(path, reader->text + reader->bytes, PATH_MAX);
    if (length == -1)
        limit_lost(reader->ahead->worker);
    reader->text[reader->bytes + (size_t)length] = '\0';
    reader->bytes += (size_t)length + 1;
}

long
become_begin(struct ahead *ahead, const struct heir *heir)
{
    const struct machine *machine = ahead->machine;
    pid_t task = machine->target.worker[heir->worker].task;
    uint64_t descriptors = become_descriptors(machine, heir->worker, false);
    struct call call;
    struct reader reader = {
        .ahead = ahead, .text = store_new(STRINGS_BYTES + PATH_MAX)};
    struct guest_program program = {.ids = machine->program->ids[heir->worker],
        .descriptors = descriptors,
        .closes = closings(task, descriptors),
        .files = files(task, descriptors),
        .blocked = heir->blocked,
        .ignored = heir->ignored};

    arch_call(&ahead->registers, &call);
    check_rest(ahead, task);
    for (int i = 0; i < GUEST_DESCRIPTORS; i++)
        if ((descriptors & 1UL << i) != 0)
            program.flags[i] = flags_of(task, i);
    if (heir->worker == ahead->worker && leave_has_locks(ahead))
        become_refuse(ahead->from, "it holds a robust mutex");
    bool is_there = read_string(&reader, call.arguments[0]);
    program.arguments =
        is_there ? read_list(&reader, call.arguments[1], false) : -1;
    program.variables =
        is_there ? read_list(&reader, call.arguments[2], true) : -1;
    if (program.arguments == -1 || program.variables == -1)
        become_refuse(ahead->from, "what it is given cannot be read");
    if (reader.met.touched_count > 0)
        become_refuse(ahead->from, "what it is given is where others write");
    free(reader.met.touched);
    add_folder(&reader, task);
    program.text = reader.text;
    program.bytes = reader.bytes;
    return guest_begin(&program);
}

bool
become_finds_none(struct ahead *ahead, const struct call *call)
{
    struct reader reader = {.ahead = ahead};
    char path[PATH_MAX + 64];
    struct stat about;

    if (call->number != SYS_execve || ahead->machine->program->births == 0)
        return false;
    reader.text = store_new(STRINGS_BYTES);
    bool is_read = read_string(&reader, call->arguments[0]);
    snprintf(
        path, sizeof(path), "/proc/%d/cwd/%s", (int)ahead->task, reader.text);
    bool is_none =
        is_read && reader.bytes < PATH_MAX && reader.met.touched_count == 0 &&
        stat(*reader.text == '/' ? reader.text : path, &about) == -1 &&
        (errno == ENOENT || errno == ENOTDIR);
    if (is_none)
        guest_look_at(reader.text);
    free(reader.met.touched);
    free(reader.text);
    return is_none;
}
