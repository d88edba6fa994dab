/* The part of JSON (RFC 8259) that the lab needs: written piece by piece, and
 * read by slicing. A slice is a part of the text itself; nothing is copied or
 * allocated. A value that is not well-formed, or nested more than 64 deep, is
 * not found; but what stands before it is. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* `"gap_us": ` for "gap-us": the option's name as a member's. */
void json_name(FILE *out, const char *name);

/* A string in quotes, escaped; null for NULL. A byte that is not UTF-8 becomes
 * U+FFFD. */
void json_string(FILE *out, const char *text);

/* A number that reads back as the same double; null if it is not finite. */
void json_real(FILE *out, double number);

/* A whole member, with the comma after it: `"name": "text", `. */
void json_text_member(FILE *out, const char *name, const char *text);
void json_real_member(FILE *out, const char *name, double number);

/* Is the text one well-formed value in UTF-8, and otherwise only white space?
 * Ask before reading a text from elsewhere. */
bool json_is_whole(const char *text);

struct json_slice {
    const char *start;
    size_t length; /* 0: nothing found */
};

/* The first value in the text. */
struct json_slice json_value(const char *text);

/* Walk through an object's members. *cursor starts at the object's text, and
 * advances. False when there are no more. The name has no quotes. */
bool json_next(
    const char **cursor, struct json_slice *name, struct json_slice *value);

/* Walk an array's items in the same way: *cursor starts at the array's text.
 * False when there are no more, or it is no array. */
bool json_item(const char **cursor, struct json_slice *value);

/* The value of the object's member with that name. */
struct json_slice json_get(const char *object, const char *name);

/* The number that the member with that name is; NaN for anything else. */
double json_number(const char *object, const char *name);

/* Copy a slice as text: a string loses its quotes and escapes, anything else
 * stays as written. Cut to fit; always ends in a NUL. */
void json_text(struct json_slice value, char *out, size_t size);
