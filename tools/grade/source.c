#include "source.h"

#include "code.h"
#include "folder.h"

#include "kit/die.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAX_SOURCE_BYTES = 1 << 20 };

static const char *const models[] = {"thread", "proc"};

static char *__attribute__((format(printf, 1, 2)))
text_of(const char *format, ...)
{
    va_list arguments;
    char *text;

    va_start(arguments, format);
    if (vasprintf(&text, format, arguments) == -1)
        die(STATUS_CANNOT, "vasprintf: %m: no memory for a text");
    va_end(arguments);
    return text;
}

bool
source_is_machine(int error)
{
    return error == EMFILE || error == ENFILE || error == ENOMEM ||
           error == EIO;
}

/* Why it cannot be read; but what this machine lacks is not the student's
 * fault. */
static char *
unreadable(void)
{
    if (source_is_machine(errno))
        die(STATUS_CANNOT, "a source cannot be read: %m");
    return errno == ELOOP ? text_of("it is a link: hand in the file itself")
                          : text_of("it cannot be read: %s", strerror(errno));
}

/* The file's bytes, or NULL with the reason. */
static char *
read_file(int file, char **reason)
{
    struct stat about;
    char *text = malloc(MAX_SOURCE_BYTES + 1);
    size_t length = 0;
    ssize_t got = 1;

    if (text == NULL)
        die(STATUS_CANNOT, "no memory for a source");
    if (fstat(file, &about) == -1)
        *reason = unreadable();
    else if (!S_ISREG(about.st_mode))
        *reason = text_of("it is not a regular file");
    else if (about.st_size > MAX_SOURCE_BYTES)
        *reason = text_of("it is larger than 1 MiB");
    while (*reason == NULL && got > 0) {
        got = read(file, text + length, MAX_SOURCE_BYTES - length);
        if (got == -1)
            *reason = unreadable();
        length += got > 0 ? (size_t)got : 0;
    }
    text[length] = '\0';
    if (*reason == NULL && strspn(text, " \t\r\n\f\v") == length)
        *reason = text_of("the file is empty");
    if (*reason == NULL && strlen(text) < length)
        *reason =
            text_of("it is not text: it contains a NUL byte (UTF-16? Save "
                    "it as UTF-8)");
    if (*reason == NULL)
        return text;
    free(text);
    return NULL;
}

/* A link could point to a file that only we may read. */
static void
read_below(struct source *source, int folder, const char *name)
{
    int file =
        openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);

    if (file == -1)
        source->reason = unreadable();
    else {
        source->text = read_file(file, &source->reason);
        close(file);
    }
    if (source->text != NULL &&
        (source->code = code_of(source->text)) == NULL) {
        source->reason = text_of("it has a raw string, R\"...\", which is not "
                                 "C: write \"...\"");
        free(source->text);
        source->text = NULL;
    }
}

void
source_read(struct source *source, const char *path)
{
    read_below(source, AT_FDCWD, path);
}

static bool
is_c_name(const char *name)
{
    size_t length = strlen(name);

    return length > 2 && *name != '.' && strcmp(name + length - 2, ".c") == 0;
}

bool
source_is_packed(const char *name)
{
    static const char *const ends[] = {
        ".zip", ".tar", ".tgz", ".gz", ".xz", ".bz2", ".7z", ".rar"};
    size_t length = strlen(name);

    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
        if (length > strlen(ends[i]) &&
            strcasecmp(name + length - strlen(ends[i]), ends[i]) == 0)
            return true;
    return false;
}

/* Whoever unpacks it should see what is in it: "..", links, other people's
 * work. */
void
source_refuse_packed(const char *path)
{
    if (source_is_packed(path))
        die(STATUS_USAGE,
            "%s is an archive: unpack it into a folder of its own, such as "
            "\"unzip -d NAME NAME.zip\" or \"mkdir NAME && tar -C NAME -xf "
            "NAME.tar.gz\"",
            path);
}

/* Is it the name of the other model's program? */
static bool
is_other(const char *name, const char *model)
{
    for (int i = 0; model != NULL && i < MOST_SOURCES; i++)
        if (strcmp(models[i], model) != 0 &&
            strncmp(name, models[i], strlen(models[i])) == 0)
            return true;
    return false;
}

static bool
is_folder(DIR *folder, const char *name)
{
    struct stat about;

    return fstatat(dirfd(folder), name, &about, AT_SYMLINK_NOFOLLOW) == 0 &&
           S_ISDIR(about.st_mode);
}

/* The name of the only possible .c file, or NULL with the reason. */
static char *
only_source(DIR *folder, const char *model, char **reason)
{
    char *name = NULL;
    bool is_packed = false;
    int folders = 0;

    for (struct dirent *entry;
         (entry = folder_next(folder, "the submission")) != NULL;) {
        folders += *entry->d_name != '.' && is_folder(folder, entry->d_name);
        is_packed |= source_is_packed(entry->d_name);
        if (!is_c_name(entry->d_name) || is_other(entry->d_name, model))
            continue;
        if (name != NULL) {
            /* In a fixed order, whatever the file system's. */
            bool first = strcmp(name, entry->d_name) < 0;
            *reason = text_of("there are several programs, such as %s and %s: "
                              "name the one to grade thread.c or proc.c",
                first ? name : entry->d_name, first ? entry->d_name : name);
            free(name);
            return NULL;
        }
        name = text_of("%s", entry->d_name);
    }
    if (name == NULL)
        *reason = text_of("there is no source%s: expected %s.c%s",
            is_packed ? ", but an archive that must be unpacked" : "",
            model != NULL ? model : "thread.c or proc",
            folders > 1 ? "; a class? give --jobs N" : "");
    return name;
}

/* By what it calls, if its name does not say. */
static void
choose_model(struct source *source, const char *model)
{
    bool forks = source_calls(source, "fork");
    bool threads = source_calls(source, "pthread_create") ||
                   source_calls(source, "thrd_create");

    source->model = model != NULL ? model : forks ? "proc" : "thread";
    if (model == NULL && source->text != NULL && forks == threads) {
        source->reason = text_of("it calls %s: name it thread.c or proc.c",
            forks ? "both fork and pthread_create"
                  : "neither fork nor pthread_create");
        free(source->text);
        source->text = NULL;
    }
}

/* If we cannot look, reading it will tell why. */
static bool
is_there(int folder, const char *name)
{
    return faccessat(folder, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0 ||
           errno != ENOENT;
}

static int
find_in_folder(struct source found[MOST_SOURCES], const char *path, DIR *folder,
    const char *model)
{
    int count = 0;
    char file[16];

    for (int i = 0; i < MOST_SOURCES; i++) {
        snprintf(file, sizeof(file), "%s.c", models[i]);
        if ((model != NULL && strcmp(model, models[i]) != 0) ||
            !is_there(dirfd(folder), file))
            continue;
        found[count] = (struct source){
            .path = text_of("%s/%s", path, file), .model = models[i]};
        read_below(&found[count++], dirfd(folder), file);
    }
    if (count > 0)
        return count;
    found[0] = (struct source){.path = NULL};
    char *name = only_source(folder, model, &found[0].reason);
    found[0].path =
        name != NULL ? text_of("%s/%s", path, name) : text_of("%s", path);
    if (name != NULL)
        read_below(&found[0], dirfd(folder), name);
    choose_model(&found[0], model);
    free(name);
    return 1;
}

/* The only folder in a folder without a source, as an archive often has one.
 * What begins with a dot or two underscores is a system's, and not a
 * student's. */
static char *
only_folder(DIR *folder)
{
    char *name = NULL;
    int others = 0;

    for (struct dirent *entry;
         (entry = folder_next(folder, "the submission")) != NULL;) {
        if (*entry->d_name == '.' || strncmp(entry->d_name, "__", 2) == 0)
            continue;
        bool is_one = is_folder(folder, entry->d_name);
        others += is_c_name(entry->d_name) || source_is_packed(entry->d_name) ||
                  (is_one && name != NULL);
        if (is_one && name == NULL)
            name = text_of("%s", entry->d_name);
    }
    rewinddir(folder);
    if (others == 0)
        return name;
    free(name);
    return NULL;
}

/* In the folder, or in the only one that is in it. */
static int
find_below(struct source found[MOST_SOURCES], const char *path, DIR *folder,
    const char *model)
{
    char *name = only_folder(folder);
    int inner = name == NULL
                    ? -1
                    : openat(dirfd(folder), name,
                          O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *within = inner != -1 ? fdopendir(inner) : NULL;
    if (name != NULL && within == NULL && source_is_machine(errno))
        die(STATUS_CANNOT, "%s/%s: %m: cannot see what is in it", path, name);
    char *longer = within != NULL ? text_of("%s/%s", path, name) : NULL;
    int count = within != NULL ? find_in_folder(found, longer, within, model)
                               : find_in_folder(found, path, folder, model);

    if (within != NULL)
        closedir(within);
    free(longer);
    free(name);
    return count;
}

int
source_find(struct source found[MOST_SOURCES], const char *submission,
    const char *model)
{
    DIR *folder = opendir(submission);

    if (folder != NULL) {
        int count = find_below(found, submission, folder, model);
        closedir(folder);
        return count;
    }
    if (errno != ENOTDIR)
        die(source_is_machine(errno) ? STATUS_CANNOT : STATUS_USAGE,
            "%s: %m: give a folder or a source", submission);
    source_refuse_packed(submission);
    const char *last = strrchr(submission, '/');
    last = last != NULL ? last + 1 : submission;
    found[0] = (struct source){.path = text_of("%s", submission)};
    if (is_c_name(last))
        source_read(&found[0], submission);
    else
        found[0].reason =
            text_of("it is not a C source: its name does not end in .c");
    for (int i = 0; i < MOST_SOURCES && model == NULL; i++)
        if (strncmp(last, models[i], strlen(models[i])) == 0)
            model = models[i];
    choose_model(&found[0], model);
    return 1;
}

void
source_free(struct source *source)
{
    free(source->path);
    free(source->text);
    free(source->reason);
    free(source->code);
}

bool
source_names(const struct source *source, const char *name)
{
    return source->code != NULL && code_word(source->code, name) != NULL;
}

bool
source_calls(const struct source *source, const char *name)
{
    if (source->code == NULL)
        return false;
    for (const char *at = source->code; (at = code_word(at, name)) != NULL;) {
        at += strlen(name);
        if (at[strspn(at, " \t\r\n")] == '(')
            return true;
    }
    return false;
}
