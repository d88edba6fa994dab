/* From a source to programs. */
#pragma once

struct grading;
struct row;
struct verdict;

/* The flag for a program that ThreadSanitizer watches. */
extern const char build_watched[];

/* Write a file of that name in the folder. */
void build_write(
    const struct grading *grading, const char *name, const char *text);

/* Compile the source, already in build/, on its own: sets grading->built and
 * the messages. */
void build_source(struct grading *grading);

/* The program for a row, as seen from the folder run/: the student's, or with
 * driver= the lab's own main with the student's functions; compiled with one
 * more flag, such as build_watched, unless that is NULL. It takes the
 * place of the last one, unless it is the same; the string is valid until the
 * next call. NULL if there is none: the verdict says why. */
const char *build_program(struct grading *grading, const struct row *row,
    const char *flag, struct verdict *verdict);
