/* C source as words. */
#pragma once

/* The code of a source: comments, the contents of string and character
 * literals, and the rest of #include lines are blanks, and a line that ends in
 * a backslash goes on. Free it. NULL: it has a raw string (R"(...)", which
 * gcc has from C++), whose end is not found as that of others. */
char *code_of(const char *text);

/* Where the name occurs as a whole word; NULL if it does not, or is empty. */
const char *code_word(const char *code, const char *name);
