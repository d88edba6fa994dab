/* A lab's folder: share/twinlab/labs/NAME if installed, labs/NAME in the tree,
 * or below the folder that $TWINLAB_LABS names. */
#pragma once

#include "rubric.h"

#include <stdbool.h>
#include <stddef.h>

enum { LAB_PATH_BYTES = 4096, LAB_NAME_BYTES = 64 };

struct lab {
    char name[LAB_NAME_BYTES];
    char folder[LAB_PATH_BYTES];
    struct rubric rubric;
};

/* Open a lab by its name, and read its rubric. A mistake in the rubric, or an
 * unknown name, ends the program with status 2. */
void lab_open(struct lab *lab, const char *name);
void lab_close(struct lab *lab);

bool lab_exists(const char *name);

/* The full path of one of the lab's files. */
void lab_file(
    const struct lab *lab, const char *file, char path[LAB_PATH_BYTES]);

/* SHA-256 of a file (or NULL), of the rubric, of the drivers of its rows for
 * that model (NULL: any), and of the lab's own programs if a row compares with
 * them. A driver that is not there ends the program with status 2. */
void lab_hash(
    const struct lab *lab, const char *model, const char *file, char hash[65]);

/* Which lab does a submission belong to? Its Makefile says --lab NAME, or the
 * folder has the lab's name. False if neither. */
bool lab_of(const char *submission, char name[LAB_NAME_BYTES]);
