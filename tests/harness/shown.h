/* Is what a page shows below a command what the command printed?
 *
 * To the letter: all lines of it, in this order, whatever the numbers of lines
 * of a source; a line "..." stands for any number that are left out. Else: each
 * line shown is among those printed, whatever its figures; a word with a digit
 * in it stands for any other such word, and so does a unit of time. Empty lines
 * do not count. */
#pragma once

#include <stdbool.h>

struct shown {
    const char *page;    /* its name, for messages */
    const char *printed; /* by the command; NULL: not compared */
    const char *awaited; /* the rest of it */
    bool to_the_letter;
    bool gap;     /* lines may be left out here */
    int compared; /* lines, in all */
};

void shown_begin(struct shown *shown, const char *printed, bool to_the_letter);

/* Assert that it was printed: a line of the page, up to its newline. */
void shown_line(struct shown *shown, const char *line);

/* Assert that a page that shows some of it to the letter has shown all. */
void shown_end(struct shown *shown);
