/* Reading what a program printed. */
#pragma once

#include <stdbool.h>

enum { WORD_BYTES = 256 };

/* How often is it in the text? */
int occurrences(const char *text, const char *word);

/* Is the text one JSON value in UTF-8, and nothing else but white space? */
bool is_json(const char *text);

/* A member of the object in the text, by its path, such as "lost" or
 * "witness.first.worker". A failed assertion where it is missing or of another
 * type; it then is LONG_MIN, NAN, false or "". */
long long_at(const char *text, const char *path);
double real_at(const char *text, const char *path);
bool bool_at(const char *text, const char *path);

/* A string; valid until 8 others have been asked for. */
const char *word_at(const char *text, const char *path);

bool is_null_at(const char *text, const char *path);

/* How many items has the member of that name, an array? */
int items_at(const char *text, const char *name);

/* Assert that the object has these members with these values, as in
 * "lost=0 sync=sem ok=true witness.value=3": a string's value is written
 * without its quotes, and has no space in it. */
void check_json(const char *text, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Is no line of the (UTF-8) text longer than 80 columns? */
bool fits_in_80_columns(const char *text);

/* Exactly one line, not an empty one? */
bool is_one_line(const char *text);
