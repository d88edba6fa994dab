/* A command line, word by word. */
#pragma once

#include <stddef.h>

enum { MAX_WORDS = 64, WORDS_BYTES = 8192 };

/* All zeros: no words. Ends in NULL, as execvp expects. */
struct words {
    const char *word[MAX_WORDS + 1];
    int count;
    char text[WORDS_BYTES];
    size_t used;
};

/* Append a word; "--bound", 2 as two; the words of a text with blanks between.
 * If they do not fit, the program ends with status 2. */
void words_add(struct words *words, const char *word);
void words_add_number(struct words *words, const char *name, long number);
void words_add_all(struct words *words, const char *text);
