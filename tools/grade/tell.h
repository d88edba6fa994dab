/* How a verdict describes what a program did. A program's output is quoted, on
 * one line and without control characters: it cannot pass for the grader's own
 * words, nor control the terminal. */
#pragma once

#include <stddef.h>
#include <stdio.h>

struct run_result;
struct words;

/* "exits with 0", "is killed by SIGSEGV", "is still running after 5 s" */
void tell_end(FILE *out, const struct run_result *result);

/* In double quotes, only start and end if it is long; or "nothing". */
void tell_quoted(FILE *out, const char *text, size_t length);

/* A path, say, or words with a file's name in them, on one line: without quotes
 * around it, and whole. */
void tell_line(FILE *out, const char *text);

/* Text of several lines, such as a compiler's, without control characters and
 * cut after `most` bytes. */
void tell_lines(FILE *out, const char *text, size_t most);

/* A command as one can type it in a shell, from the first-th word on. */
void tell_command(FILE *out, const struct words *words, int first);
