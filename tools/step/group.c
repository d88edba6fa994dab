#include "group.h"

#include "future.h"

#include <stdlib.h>
#include <string.h>

/* What a worker may still touch, in three kinds of moves: a join and an end of
 * the thread that is joined meet in what is the thread's own, and may. */
enum { KIND_PLAIN, KIND_JOIN, KIND_OWN, KINDS };

struct touched {
    bool *by_word[KINDS], *changed[KINDS];
    bool meets_all;
    int moves;
};

/* For each worker that lives: what each of them may do before its end. */
struct table {
    const struct model *model;
    const struct state *state;
    int workers;
    size_t words;
    struct touched *touched;
};

static struct touched *
touched_at(const struct table *table, int lives, int worker)
{
    return &table->touched[lives * table->workers + worker];
}

/* ---- Fill it. ---- */

struct column {
    const struct table *table;
    int lives;
};

static bool
see(const struct move *move, void *argument)
{
    const struct column *column = argument;
    struct touched *touched =
        touched_at(column->table, column->lives, move->worker);

    touched->moves++;
    /* What never comes any more is not seen to meet it. */
    touched->meets_all |= move->unknown || move->is_last;
    for (int i = 0; i < move->count; i++) {
        const struct meeting *meeting = &move->meeting[i];
        int kind = move->is_join     ? KIND_JOIN
                   : meeting->is_own ? KIND_OWN
                                     : KIND_PLAIN;
        touched->by_word[kind][meeting->word] = true;
        touched->changed[kind][meeting->word] |= meeting->changed;
    }
    return true;
}

static struct table
fill(struct graph *graph, int state)
{
    int workers = graph->model->workers;
    struct table table = {.model = graph->model,
        .state = graph->node[state].state,
        .workers = workers,
        .words = (size_t)moves_words(graph->model),
        .touched = store_new(
            (size_t)(workers * (workers + 1)) * sizeof(*table.touched))};

    for (int i = 0; i < workers * (workers + 1); i++)
        for (int kind = 0; kind < KINDS; kind++) {
            table.touched[i].by_word[kind] = store_new(2 * table.words);
            table.touched[i].changed[kind] =
                table.touched[i].by_word[kind] + table.words;
        }
    /* The last column is for nobody: all come to their ends. */
    for (int lives = 0; lives <= workers; lives++) {
        struct column column = {&table, lives};
        struct future future = {.graph = graph,
            .state = graph->node[state].state,
            .still = -1,
            .lives = lives < workers ? lives : -1};
        future_walk(&future, NULL, see, &column);
    }
    return table;
}

static void
clear(struct table *table)
{
    for (int i = 0; i < table->workers * (table->workers + 1); i++)
        for (int kind = 0; kind < KINDS; kind++)
            free(table->touched[i].by_word[kind]);
    free(table->touched);
}

/* ---- Read it. ---- */

static bool
meet_in(const struct touched *left, int kind, const struct touched *right,
    int other, size_t words)
{
    if (kind + other == KIND_JOIN + KIND_OWN && kind != other && kind != 0 &&
        other != 0)
        return false;
    for (size_t i = 0; i < words; i++)
        if (left->by_word[kind][i] && right->by_word[other][i] &&
            (left->changed[kind][i] || right->changed[other][i]))
            return true;
    return false;
}

static bool
has_ended(const struct table *table, int worker)
{
    return model_standing(table->model, table->state, worker) == STANDING_ENDED;
}

/* May they meet while both live? */
static bool
meet(const struct table *table, int left, int right)
{
    const struct touched *one = touched_at(table, right, left);
    const struct touched *two = touched_at(table, left, right);

    if (has_ended(table, left) || has_ended(table, right))
        return false;
    if (one->meets_all || two->meets_all)
        return true;
    for (int i = 0; i < KINDS; i++)
        for (int j = 0; j < KINDS; j++)
            if (meet_in(one, i, two, j, table->words))
                return true;
    return false;
}

/* Is there something that it does only after the other's end? */
static bool
awaits(const struct table *table, int worker, int other)
{
    return touched_at(table, other, worker)->moves <
           touched_at(table, table->workers, worker)->moves;
}

static bool
meets_nobody(const struct table *table, int worker)
{
    for (int i = 0; i < table->workers; i++)
        if (i != worker && meet(table, worker, i))
            return false;
    return true;
}

/* A member brings in all whom it may meet or awaits; and so does, unless it can
 * come last, who awaits a member. */
static bool
add_one(const struct table *table, int last, bool *is_in)
{
    for (int i = 0; i < table->workers; i++)
        for (int j = 0; j < table->workers && is_in[i]; j++)
            if (!is_in[j] && i != j &&
                (meet(table, i, j) || awaits(table, i, j) ||
                    (j != last && awaits(table, j, i)))) {
                is_in[j] = true;
                return true;
            }
    return false;
}

/* Who meets nobody, and is the only one of these that awaits others; or -1. */
static int
find_last(const struct table *table)
{
    int last = -1;

    for (int i = 0; i < table->workers; i++) {
        bool waits = false;
        for (int j = 0; j < table->workers; j++)
            waits |= i != j && awaits(table, i, j);
        if (!waits || !meets_nobody(table, i))
            continue;
        if (last != -1)
            return -1;
        last = i;
    }
    return last;
}

static int
members(const bool *is_in, int workers)
{
    int count = 0;

    for (int i = 0; i < workers; i++)
        count += is_in[i];
    return count;
}

static int
intern(struct groups *groups, const bool *is_in, int workers)
{
    for (int i = 0; i < groups->count; i++)
        if (memcmp(groups->group[i], is_in, (size_t)workers) == 0)
            return i;
    groups->group = store_grow(
        groups->group, (size_t)groups->count, sizeof(*groups->group));
    groups->group[groups->count] = store_copy(is_in, (size_t)workers);
    return groups->count++;
}

int
group_find(struct graph *graph, int state)
{
    const struct way *way = graph->node[state].way;
    struct table table = fill(graph, state);
    int workers = table.workers, last = find_last(&table);
    bool best[MAX_WORKERS], is_in[MAX_WORKERS];

    memset(best, true, sizeof(best));
    for (int i = 0; i < workers; i++) {
        if (!way[i].may_run)
            continue;
        memset(is_in, false, sizeof(is_in));
        is_in[i] = true;
        while (add_one(&table, last, is_in))
            continue;
        if (members(is_in, workers) < members(best, workers))
            memcpy(best, is_in, sizeof(best));
    }
    clear(&table);
    return intern(&graph->groups, best, workers);
}
