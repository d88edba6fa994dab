#include "words.h"

#include "kit/die.h"

#include <stdio.h>
#include <string.h>

static void
add(struct words *words, const char *word, size_t length)
{
    if (words->count == MAX_WORDS ||
        words->used + length + 1 > sizeof(words->text))
        die(STATUS_USAGE, "the rubric's args have too many words: at most %d",
            MAX_WORDS / 2);
    char *copy = words->text + words->used;
    memcpy(copy, word, length);
    copy[length] = '\0';
    words->used += length + 1;
    words->word[words->count++] = copy;
}

void
words_add(struct words *words, const char *word)
{
    add(words, word, strlen(word));
}

void
words_add_number(struct words *words, const char *name, long number)
{
    char text[32];

    snprintf(text, sizeof(text), "%ld", number);
    words_add(words, name);
    words_add(words, text);
}

void
words_add_all(struct words *words, const char *text)
{
    for (text += strspn(text, " \t"); *text != '\0';
         text += strspn(text, " \t")) {
        size_t length = strcspn(text, " \t");
        add(words, text, length);
        text += length;
    }
}
