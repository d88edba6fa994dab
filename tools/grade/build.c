#include "build.h"

#include "c11.h"
#include "check.h"
#include "grading.h"
#include "imports.h"
#include "lab.h"
#include "rubric.h"
#include "source.h"
#include "tell.h"
#include "words.h"

#include "kit/clock.h"
#include "kit/die.h"
#include "kit/memstream.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum {
    MESSAGE_BYTES = 1 << 14,
    NAME_BYTES = 128,
    NO_COMMAND = 127, /* of env */
    ROOM_MIB = 4      /* for all programs made of a source */
};

/* If it is killed, what it leaves is in our folder; and the assembler names no
 * file whose name is by chance. */
static const char compiler[] = "env TMPDIR=. gcc -pipe";

/* The course's flags, as in the Makefile that make starter writes. */
static const char flags[] = "-std=gnu11 -O1 -g -Wall -Wextra -pthread";

const char build_watched[] = "-fsanitize=thread";

/* Run gcc with these words, in the folder build/. Returns its messages, or how
 * it ended; free them. */
static enum built
compile(struct grading *grading, struct words *words, char **messages,
    struct verdict *verdict)
{
    char folder[GRADING_PATH_BYTES];
    struct run_job job = {
        .argv = words->word,
        .directory = folder,
        .limits = {.wall_seconds = 10,
            .cpu_seconds = 10,
            .memory_bytes = 2L << 30,
            .processes = 64,
            .file_bytes = 64L << 20,
            .output_bytes = MESSAGE_BYTES},
    };
    struct run_result result;
    size_t length;

    grading_path(grading, folder, "build");
    bool is_run = grading_run(grading, &job, &result, verdict);
    if (result.end == RUN_NOT_BEGUN)
        die(STATUS_CANNOT, "gcc: %s: cannot start it", strerror(result.status));
    if (result.end == RUN_EXITED && result.status == NO_COMMAND)
        die(STATUS_CANNOT, "there is no gcc: install it");
    bool good = is_run && result.end == RUN_EXITED && result.status == 0;
    bool is_silent = *result.err == '\0';
    FILE *out = memstream_open(messages, &length, "messages");
    fputs(result.err, out);
    if (is_run && !good && (is_silent || result.end != RUN_EXITED)) {
        fputs("\nthe compiler ", out);
        tell_end(out, &result);
        putc('\n', out);
    }
    memstream_close(out, "messages");
    run_free(&result);
    return !good ? NOT_BUILT : is_silent ? BUILT : BUILT_WITH_WARNINGS;
}

void
build_write(const struct grading *grading, const char *name, const char *text)
{
    char path[GRADING_PATH_BYTES];

    grading_path(grading, path, name);
    FILE *file = fopen(path, "we");
    bool good = file != NULL && fputs(text, file) >= 0;
    if (file != NULL && fclose(file) == EOF)
        good = false;
    if (!good)
        die(STATUS_CANNOT, "%s: %m: cannot write it", path);
}

/* To an object file of this name. */
static enum built
compile_source(struct grading *grading, const char *object, char **messages,
    struct verdict *verdict)
{
    struct words words = {.count = 0};
    char source[NAME_BYTES];

    snprintf(source, sizeof(source), "%s.c", grading->source->model);
    words_add_all(&words, compiler);
    words_add_all(&words, flags);
    words_add_all(&words, grading->flag);
    if (*grading->driver != '\0')
        words_add(&words, "-Dmain=student_main");
    words_add_all(&words, "-c -o");
    words_add(&words, object);
    words_add(&words, source);
    enum built built = compile(grading, &words, messages, verdict);
    if (built != NOT_BUILT)
        imports_look(grading, object);
    return built;
}

static bool
link_program(struct grading *grading, const char *program, const char *object,
    const char *driver, struct verdict *verdict)
{
    struct words words = {.count = 0};
    char *messages;

    words_add_all(&words, compiler);
    words_add_all(&words, flags);
    words_add_all(&words, grading->flag);
    words_add(&words, "-o");
    words_add(&words, program);
    words_add(&words, object);
    words_add_all(&words, driver);
    if (strcmp(grading->flag, build_watched) == 0 &&
        c11_is_used(grading->source)) {
        build_write(grading, "build/grader_c11.c", c11_threads);
        words_add(&words, "grader_c11.c");
    }
    enum built built = compile(grading, &words, &messages, verdict);
    if (built == NOT_BUILT && verdict != NULL)
        tell_lines(verdict->out, messages, MESSAGE_BYTES);
    free(messages);
    return built != NOT_BUILT;
}

/* Where not even an empty program compiles, the student's is not to blame.
 * (Without libc6-dev gcc has no headers.) */
static void
blame_compiler(struct grading *grading)
{
    struct words words = {.count = 0};
    char *messages;

    build_write(grading, "build/empty.c",
        "#include <pthread.h>\n#include <stdio.h>\n"
        "int main(void) { return 0; }\n");
    words_add_all(&words, compiler);
    words_add_all(&words, "-c -o empty.o empty.c");
    if (compile(grading, &words, &messages, NULL) == NOT_BUILT &&
        !grading->is_late)
        die(STATUS_CANNOT, "gcc cannot compile even an empty program: %.*s",
            (int)strcspn(messages, "\n"), messages);
    free(messages);
}

/* On a full disk no program can be linked: the student's is not to blame. (Some
 * file systems do not know their size: it is 0.) */
static void
need_room(const struct grading *grading)
{
    char path[GRADING_PATH_BYTES];
    struct statvfs about;

    grading_path(grading, path, "build");
    if (statvfs(path, &about) == 0 && about.f_blocks > 0 &&
        about.f_bavail < (ROOM_MIB << 20) / about.f_frsize)
        die(STATUS_CANNOT,
            "%s: the disk is full: %d MiB are needed: make room, or set TMPDIR",
            path, ROOM_MIB);
}

void
build_source(struct grading *grading)
{
    char name[NAME_BYTES];
    const char *model = grading->source->model;

    need_room(grading);
    grading->flag = grading->driver = "";
    long start_ns = clock_ns();
    snprintf(name, sizeof(name), "%s.o", model);
    grading->built = compile_source(grading, name, &grading->messages, NULL);
    grading->build_seconds = (double)(clock_ns() - start_ns) / 1e9;
    if (grading->built == NOT_BUILT && !grading->is_late)
        blame_compiler(grading);
}

/* Link with the lab's own main. It is there only while none of the student's
 * code runs or is compiled, which could read it. */
static bool
link_driver(struct grading *grading, const char *program, const char *object,
    struct verdict *verdict)
{
    static const char copy[] = "build/grader_main.c";
    char path[LAB_PATH_BYTES];
    struct source lab = {.path = NULL};

    lab_file(grading->lab, grading->driver, path);
    source_read(&lab, path);
    if (lab.text == NULL)
        die(STATUS_USAGE, "%s: %s", path, lab.reason);
    build_write(grading, copy, lab.text);
    source_free(&lab);
    bool good = link_program(
        grading, program, object, copy + strlen("build/"), verdict);
    grading_path(grading, path, copy);
    unlink(path);
    return good;
}

static void
forget(const char *path)
{
    if (unlink(path) == -1 && errno != ENOENT)
        die(STATUS_CANNOT, "%s: %m: cannot remove it", path);
}

static bool
make_object(struct grading *grading, const char *object, const char *path,
    struct verdict *verdict)
{
    char *messages = NULL;

    if (access(path, F_OK) == 0)
        return true;
    enum built built = compile_source(grading, object, &messages, verdict);
    if (built == NOT_BUILT) {
        tell_lines(verdict->out, messages, MESSAGE_BYTES);
        forget(path); /* half of it may be there */
    }
    free(messages);
    return built != NOT_BUILT;
}

static bool
make_program(struct grading *grading, const char *program, const char *object,
    struct verdict *verdict)
{
    return *grading->driver != '\0'
               ? link_driver(grading, program, object, verdict)
               : link_program(grading, program, object, "", verdict);
}

/* In each check its name is the same, and so are those beside it: else it could
 * behave in one check alone. */
const char *
build_program(struct grading *grading, const struct row *row, const char *flag,
    struct verdict *verdict)
{
    static char name[NAME_BYTES];
    char object[NAME_BYTES];
    char program_path[GRADING_PATH_BYTES], object_path[GRADING_PATH_BYTES + 2];
    const char *driver = row_text(row, "driver", "");
    const char *program = grading->source->model;

    if (flag == NULL)
        flag = "";
    snprintf(name, sizeof(name), "../build/%s", program);
    snprintf(object, sizeof(object), "%s.o", program);
    grading_path(grading, program_path, name + strlen("../"));
    snprintf(object_path, sizeof(object_path), "%s.o", program_path);
    if (strcmp(flag, grading->flag) != 0 ||
        strcmp(driver, grading->driver) != 0) {
        forget(program_path);
        forget(object_path);
        grading->flag = flag;
        grading->driver = driver;
    }
    bool is_there = access(program_path, X_OK) == 0 ||
                    (make_object(grading, object, object_path, verdict) &&
                        make_program(grading, program, object, verdict));
    return is_there ? name : NULL;
}
