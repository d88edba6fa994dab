/* What has a student changed outside of the tasks? */
#pragma once

#include <stdbool.h>

struct tokens;

enum { CHANGES_BYTES = 512 };

struct changes {
    char lines[CHANGES_BYTES]; /* of the student's, as "60-61, 75"; "": none */
    bool is_other; /* hardly anything is left of what was handed out */
};

/* Compare a lab's own program with a student's. Free to add are: what is in a
 * task, functions and variables outside of all others, braces, #include lines,
 * and macros whose names the lab's program does not use. */
void changes_find(struct changes *changes, const struct tokens *lab,
    const struct tokens *student);
