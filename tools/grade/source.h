/* A student's source: one file, which is one program. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct source {
    char *path;        /* as the user wrote it, with the file's name */
    const char *model; /* "thread" or "proc" */
    char *text;        /* NULL: it cannot be judged, and */
    char *reason;      /* why, in one line */
    char *code; /* the text without comments, strings and #include lines */
};

enum { MOST_SOURCES = 2 };

/* The sources of a submission: a file, or thread.c and proc.c in a folder, or
 * its only .c file under another name; or the same in the only folder that is
 * in it. Returns how many: at least one, which
 * may be without a text. The model of a file under another name follows from
 * what it calls, fork or pthread_create. If `model` is not NULL, only that
 * model's. */
int source_find(struct source found[MOST_SOURCES], const char *submission,
    const char *model);

/* Is it the name of an archive? */
bool source_is_packed(const char *name);

/* If it is, end the program with status 2, and say how to unpack it. */
void source_refuse_packed(const char *path);

/* Is this error (errno) what the machine lacks, and nobody's mistake? */
bool source_is_machine(int error);

/* Read one file, given only its path. */
void source_read(struct source *source, const char *path);
void source_free(struct source *source);

/* Does the code use that name, as a whole word? Does it call it, with a ( after
 * the name? */
bool source_names(const struct source *source, const char *name);
bool source_calls(const struct source *source, const char *name);
