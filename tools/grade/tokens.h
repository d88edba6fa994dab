/* C source as tokens, to compare two programs: blanks, comments and #include
 * lines do not count, nor how a string is divided. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum { MOST_TOKENS = 1 << 14 };

struct token {
    const char *text; /* in the source */
    int length;
    int line;
    int depth;      /* in how many braces */
    bool is_unsure; /* within #if: it may not be compiled */
    bool is_macro;  /* the name that a #define or #undef is about */
    bool is_task;   /* before it a student may write: the solution was there */
};

struct tokens {
    struct token token[MOST_TOKENS]; /* and an empty one behind them */
    int count;
    bool ends_in_task;
};

/* Those of a text, which must outlive them. In a lab's own program, what stands
 * between the comments "solution" and "end" is left out. False: there are too
 * many. */
bool tokens_read(struct tokens *tokens, const char *text, bool is_lab);

bool tokens_equal(const struct token *one, const struct token *other);
bool token_is(const struct token *token, const char *text);
