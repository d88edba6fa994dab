#include "class.h"

#include "source.h"

#include "kit/die.h"
#include "kit/memstream.h"
#include "kit/stop.h"
#include "kit/version.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { KEY_SHOWN = 16, LOCK_TRIES = 100, LOCK_EACH_NS = 100000000 };

static void __attribute__((format(printf, 2, 3)))
set_path(char path[CLASS_PATH_BYTES], const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    int length = vsnprintf(path, CLASS_PATH_BYTES, format, arguments);
    va_end(arguments);
    if (length >= CLASS_PATH_BYTES)
        die(STATUS_USAGE, "the path %s... is too long", path);
}

/* Sources, folders; no links, which might lead anywhere, and not what a Mac
 * adds to an archive. */
static int
may_be_student(const struct dirent *entry)
{
    const char *name = entry->d_name;
    size_t length = strlen(name);

    if (*name == '.' || strcmp(name, "__MACOSX") == 0)
        return 0;
    return entry->d_type == DT_DIR || entry->d_type == DT_UNKNOWN ||
           (entry->d_type == DT_REG && length > 2 &&
               (strcmp(name + length - 2, ".c") == 0 ||
                   source_is_packed(name)));
}

static int
is_left_out(const struct dirent *entry)
{
    return strcmp(entry->d_name, ".") != 0 &&
           strcmp(entry->d_name, "..") != 0 && !may_be_student(entry);
}

/* What we do not unpack must not be left out in silence. */
static void
refuse_packed(const char *folder, const struct dirent *entry)
{
    char path[CLASS_PATH_BYTES];

    set_path(path, "%s/%s", folder, entry->d_name);
    if (entry->d_type != DT_DIR)
        source_refuse_packed(path);
}

static int
by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

/* A student whom no row names must not be missing in silence. */
static void
tell_left_out(const char *folder)
{
    struct dirent **entry;
    int count = scandir(folder, &entry, is_left_out, by_name);
    char *names;
    size_t length;

    if (count <= 0)
        return;
    FILE *list = memstream_open(&names, &length, "a list of names");
    for (int i = 0; i < count; i++) {
        fprintf(list, "%s%s", i > 0 ? ", " : "", entry[i]->d_name);
        free(entry[i]);
    }
    memstream_close(list, "a list of names");
    complain("%s: not graded, since hidden, a link, or no folder and no C "
             "source: %s",
        folder, names);
    free(names);
    free(entry);
}

static char tag[CLASS_PATH_BYTES]; /* "" unless it is being hashed */

static void
remove_tag(void)
{
    if (*tag != '\0')
        unlink(tag);
    *tag = '\0';
}

/* What is in no file of the lab. */
static void
write_tag(const struct submission *submission)
{
    FILE *file = fopen(tag, "we");

    if (file == NULL)
        die(STATUS_CANNOT, "%s: %m: cannot write it", tag);
    fprintf(file, "%s %s\n", TWINLAB_VERSION, submission->lab.name);
    for (int i = 0; i < submission->sources; i++) {
        const struct source *source = &submission->source[i];
        fprintf(file, "%s %s\n", source->model,
            source->text != NULL ? source->text : source->reason);
    }
    bool is_written = ferror(file) == 0;
    if (fclose(file) == EOF || !is_written)
        die(STATUS_CANNOT, "%s: %m: cannot write it", tag);
}

static void
find_key(struct student *student, const struct class_list *list,
    const struct wanted *wanted)
{
    struct submission submission;

    submission_open(&submission, student->path, wanted);
    set_path(tag, "%s/results/tag.part", list->out);
    write_tag(&submission);
    lab_hash(&submission.lab, NULL, tag, student->key);
    remove_tag();
    submission_close(&submission);
}

/* Those with the same key are numbered, in any order. */
static void
find_result(struct class_list *list, int index)
{
    struct student *student = &list->student[index];
    struct stat about;
    int number = 1;

    for (int i = 0; i < index; i++)
        number += strcmp(list->student[i].key, student->key) == 0;
    set_path(student->result, "%s/results/%.*s-%d.json", list->out, KEY_SHOWN,
        student->key, number);
    student->is_graded = stat(student->result, &about) == 0 &&
                         about.st_size > 0; /* the power may have gone */
}

static void
make_folder(const char *path)
{
    if (mkdir(path, 0700) == -1 && errno != EEXIST)
        die(STATUS_CANNOT, "%s: %m: cannot make the folder for the results",
            path);
}

/* The lock goes with us and our graders, however we end. The graders of a
 * killed one end in a moment, so wait for them, unless we are asked to stop. */
static bool
lock_folder(const char *path)
{
    int lock = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool is_locked = false;

    for (int i = 0; i < LOCK_TRIES && !is_locked; i++) {
        is_locked = lock != -1 && flock(lock, LOCK_EX | LOCK_NB) == 0;
        if (!is_locked && errno != EWOULDBLOCK)
            die(STATUS_CANNOT, "%s: %m: cannot lock it", path);
        int signal = is_locked ? 0 : stop_wait(LOCK_EACH_NS);
        if (signal != 0)
            stop_release(signal);
    }
    return is_locked;
}

/* The unfinished files of a killed grader. */
static void
remove_parts(const char *path)
{
    DIR *folder = opendir(path);
    struct dirent *entry;

    while (folder != NULL && (entry = readdir(folder)) != NULL) {
        const char *end = strrchr(entry->d_name, '.');
        if (end != NULL && strcmp(end, ".part") == 0)
            unlinkat(dirfd(folder), entry->d_name, 0);
    }
    if (folder != NULL)
        closedir(folder);
}

static void
open_out(struct class_list *list, const char *folder)
{
    char results[CLASS_PATH_BYTES];
    size_t length = strlen(folder);

    while (length > 1 && folder[length - 1] == '/')
        length--;
    set_path(list->out, "%.*s.graded", (int)length, folder);
    set_path(results, "%s/results", list->out);
    make_folder(list->out);
    make_folder(results);
    if (!lock_folder(list->out))
        die(STATUS_CANNOT,
            "%s: another grader is working on it: wait until it ends",
            list->out);
    remove_parts(results);
}

void
class_list_open(struct class_list *list, const struct class_order *order)
{
    struct dirent **entry;
    int count = scandir(order->folder, &entry, may_be_student, by_name);

    if (count == -1) {
        if (errno == ENOTDIR)
            source_refuse_packed(order->folder);
        die(source_is_machine(errno) ? STATUS_CANNOT : STATUS_USAGE,
            "%s: %m: give a folder with one for each student", order->folder);
    }
    if (count == 0)
        die(STATUS_USAGE,
            "%s: no submissions: expected a folder for each student",
            order->folder);
    *list = (struct class_list){
        .student = calloc((size_t)count, sizeof(struct student))};
    if (list->student == NULL)
        die(STATUS_CANNOT, "no memory for %d students", count);
    for (int i = 0; i < count; i++)
        refuse_packed(order->folder, entry[i]);
    tell_left_out(order->folder);
    open_out(list, order->folder);
    if (atexit(remove_tag) != 0)
        die(STATUS_CANNOT, "atexit: %m: cannot remove a file later");
    for (int i = 0; i < count; i++) {
        struct student *student = &list->student[list->count++];
        student->name = strdup(entry[i]->d_name);
        set_path(student->path, "%s/%s", order->folder, entry[i]->d_name);
        find_key(student, list, &order->wanted);
        find_result(list, i);
        free(entry[i]);
    }
    free(entry);
}

void
class_list_close(struct class_list *list)
{
    for (int i = 0; i < list->count; i++)
        free(list->student[i].name);
    free(list->student);
}
