/* C as a text of words. */
#pragma once

/* The code of a source, of the same length: comments, the contents of strings
 * and characters, and the rest of #include lines are blanks. To be freed. */
char *code_of(const char *text);

/* Where the name stands as a word of its own; NULL if nowhere. */
const char *code_word(const char *code, const char *name);
