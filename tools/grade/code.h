/* C source as words. */
#pragma once

/* The code of a source, of the same length: comments, the contents of string
 * and character literals, and the rest of #include lines are blanks. Free it.
 */
char *code_of(const char *text);

/* Where the name occurs as a whole word, or NULL. */
const char *code_word(const char *code, const char *name);
