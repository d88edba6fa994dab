#include "changes.h"

#include "tokens.h"

#include "kit/die.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How to get from the lab's first I and the student's first J tokens to this
 * pair of numbers. */
enum way { KEPT, ADDED, REMOVED };

/* The cheapest way from one program to the other, where all costs 1 that a
 * student should not have done: so as little is told as can be. */
struct path {
    const struct tokens *lab, *student;
    bool *is_free; /* before each of the lab's tokens, and behind the last */
    bool *is_odd;  /* of each of the student's: not even there */
    unsigned char *way; /* of (I, J) */
    int *cost;          /* of (I, all J), for the I at hand */
};

static void *
room(size_t count, size_t size)
{
    void *memory = calloc(count, size);

    if (memory == NULL)
        die(STATUS_CANNOT, "no memory to compare two programs");
    return memory;
}

/* Between two functions or variables, and in a task. */
static bool
may_grow(const struct tokens *lab, int index)
{
    const struct token *token = &lab->token[index], *last = token - 1;

    if (index == lab->count)
        return true;
    return token->is_task || index == 0 ||
           (token->depth == 0 &&
               (last->is_macro || token_is(last, ";") || token_is(last, "}")));
}

static bool
uses(const struct tokens *lab, const struct token *name)
{
    for (int i = 0; i < lab->count; i++)
        if (!lab->token[i].is_macro && lab->token[i].length == name->length &&
            memcmp(lab->token[i].text, name->text, (size_t)name->length) == 0)
            return true;
    return false;
}

/* Does it give a new meaning to a name that the lab's program uses? (The names
 * with two underscores are those of the C library's own macros.) */
static bool
redefines(const struct tokens *lab, const struct token *token)
{
    bool is_call = token->depth == 0 && token_is(token + 1, "(");

    if (token->is_macro && strncmp(token->text, "__", 2) == 0)
        return true;
    return (token->is_macro || is_call) && uses(lab, token);
}

static void
prepare(struct path *path)
{
    const struct tokens *lab = path->lab, *student = path->student;

    for (int i = 0; i <= lab->count; i++)
        path->is_free[i] = may_grow(lab, i);
    for (int j = 0; j < student->count; j++)
        path->is_odd[j] = redefines(lab, &student->token[j]);
}

/* What may not be compiled is gone. */
static bool
is_kept(const struct token *lab, const struct token *student)
{
    return tokens_equal(lab, student) && !student->is_unsure;
}

static bool
is_brace(const struct token *token)
{
    return token_is(token, "{") || token_is(token, "}");
}

/* What the student's token costs as an addition before the lab's. */
static int
price(const struct path *path, int lab, int student)
{
    const struct token *token = &path->student->token[student];

    if (path->is_odd[student])
        return 1;
    return !path->is_free[lab] && !token->is_macro && !is_brace(token);
}

static unsigned char *
way_at(const struct path *path, int lab, int student)
{
    return &path->way[(size_t)lab * ((size_t)path->student->count + 1) +
                      (size_t)student];
}

/* The costs of the lab's first tokens, with one more than before. */
static void
advance(struct path *path, int lab)
{
    const struct token *tokens = path->student->token;
    int diagonal = 0; /* the cost of (lab - 1, student - 1) */

    for (int student = 0; student <= path->student->count; student++) {
        int above = path->cost[student];
        int best = lab > 0 ? above + 1 : student > 0 ? 1 << 30 : 0;
        enum way way = REMOVED;
        if (student > 0) {
            int added = path->cost[student - 1] + price(path, lab, student - 1);
            if (added < best)
                best = added, way = ADDED;
            if (lab > 0 && diagonal <= best &&
                is_kept(&path->lab->token[lab - 1], &tokens[student - 1]))
                best = diagonal, way = KEPT;
        }
        *way_at(path, lab, student) = (unsigned char)way;
        path->cost[student] = best;
        diagonal = above;
    }
}

/* Mark the lines of what was added, and of what stands where something was
 * removed. Returns how many of the lab's tokens are kept. */
static int
mark(const struct path *path, bool *is_line)
{
    int lab = path->lab->count, student = path->student->count, kept = 0;

    while (lab > 0 || student > 0) {
        enum way way = *way_at(path, lab, student);
        const struct token *token =
            &path->student->token[student > 0 ? student - 1 : 0];
        if (way == REMOVED ||
            (way == ADDED && price(path, lab, student - 1) > 0))
            is_line[token->line] = true;
        kept += way == KEPT;
        lab -= way != ADDED;
        student -= way != REMOVED;
    }
    return kept;
}

static void
write_lines(struct changes *changes, const bool *is_line, int last)
{
    char *to = changes->lines, *end = to + sizeof(changes->lines);

    for (int from = 1; from <= last; from++) {
        int upto = from;
        if (!is_line[from])
            continue;
        while (upto < last && is_line[upto + 1])
            upto++;
        if (end - to < 40) {
            strcpy(to, " and more");
            return;
        }
        to += sprintf(to, "%s%d", to > changes->lines ? ", " : "", from);
        if (upto > from)
            to += sprintf(to, "-%d", upto);
        from = upto;
    }
}

void
changes_find(struct changes *changes, const struct tokens *lab,
    const struct tokens *student)
{
    int last = student->token[student->count > 0 ? student->count - 1 : 0].line;
    size_t columns = (size_t)student->count + 1;
    bool *is_line = room((size_t)last + 1, sizeof(*is_line));
    struct path path = {.lab = lab,
        .student = student,
        .is_free = room((size_t)lab->count + 1, sizeof(bool)),
        .is_odd = room(columns, sizeof(bool)),
        .way = room(((size_t)lab->count + 1) * columns, 1),
        .cost = room(columns, sizeof(int))};

    *changes = (struct changes){.is_other = false};
    prepare(&path);
    for (int i = 0; i <= lab->count; i++)
        advance(&path, i);
    changes->is_other = mark(&path, is_line) < lab->count / 2;
    write_lines(changes, is_line, last);
    free(is_line);
    free(path.is_free);
    free(path.is_odd);
    free(path.way);
    free(path.cost);
}
