/* What a program asks of the outside: the names that it gets from the library.
 */
#pragma once

struct grading;

/* Of this object file in build/, keep in grading->stranger a name by which the
 * program might tell how it is run, or "". */
void imports_look(struct grading *grading, const char *object);
