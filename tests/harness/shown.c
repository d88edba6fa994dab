#include "shown.h"

#include "check.h"

#include <stdio.h>
#include <string.h>

/* The next word of the line, at most 63 letters of it; "#" for a figure or the
 * unit behind it; "" at the end. */
static const char *
next_word(const char **at, char word[64])
{
    static const char *const units[] = {"ns", "us", "ms", "s"};

    *at += strspn(*at, " ");
    int length = (int)strcspn(*at, " \n");
    snprintf(word, 64, "%.*s", length, *at);
    *at += length;
    bool is_figure = strpbrk(word, "0123456789") != NULL;
    for (int i = 0; i < COUNT(units); i++)
        is_figure = is_figure || strcmp(word, units[i]) == 0;
    return is_figure ? "#" : word;
}

/* Do they differ in nothing but their figures? */
static bool
has_same_words(const char *shown, const char *printed)
{
    char words[2][64];
    const char *word;

    do {
        word = next_word(&shown, words[0]);
        if (strcmp(word, next_word(&printed, words[1])) != 0)
            return false;
    } while (*word != '\0');
    return true;
}

/* "queue.c:20-31": the numbers of lines, which any edit of the file changes. */
static const char *
skip_place(const char *at)
{
    if (at[0] == 'c' && at[1] == ':')
        return at + 2 + strspn(at + 2, "0123456789-");
    return at + 1;
}

static bool
has_same_letters(const char *shown, const char *printed)
{
    while (*shown == *printed && *shown != '\n' && *shown != '\0') {
        shown = skip_place(shown);
        printed = skip_place(printed);
    }
    return *shown == *printed;
}

static const char *
next_line(const char *at)
{
    at += strcspn(at, "\n");
    return at + strspn(at, "\n");
}

void
shown_begin(struct shown *shown, const char *printed, bool to_the_letter)
{
    shown->printed = shown->awaited = printed;
    shown->to_the_letter = to_the_letter;
    shown->gap = !to_the_letter;
}

void
shown_line(struct shown *shown, const char *line)
{
    bool (*is_same)(const char *, const char *) =
        shown->to_the_letter ? has_same_letters : has_same_words;
    const char *at = shown->awaited;

    if (shown->printed == NULL || *line == '\n')
        return;
    if (strcmp(line + strspn(line, " "), "...\n") == 0) {
        shown->gap = true;
        return;
    }
    while (shown->gap && *at != '\0' && !is_same(line, at))
        at = next_line(at);
    bool found = *at != '\0' && is_same(line, at);
    CU_ASSERT(found);
    if (!found)
        printf("\n    %s shows: %s    and it was: %.200s\n", shown->page, line,
            shown->awaited);
    if (shown->to_the_letter) { /* once it differs, say so once */
        shown->awaited = found ? next_line(at) : NULL;
        shown->printed = found ? shown->printed : NULL;
        shown->gap = false;
    }
    shown->compared++;
}

void
shown_end(struct shown *shown)
{
    if (shown->printed != shown->awaited && !shown->gap)
        CU_ASSERT_STRING_EQUAL(shown->awaited, "");
    shown->printed = shown->awaited = NULL;
}
