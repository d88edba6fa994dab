#include "group.h"

#include "future.h"
#include "standing.h"

#include <stdlib.h>
#include <string.h>

/* What a worker may still touch, in three kinds of moves: a join, and the end
 * of the joined thread, may conflict in the thread's own words. */
enum { KIND_PLAIN, KIND_JOIN, KIND_OWN, KINDS };

/* Sets of words, two bits for each: its halves. */
struct touched {
    uint64_t *by_word[KINDS], *changed[KINDS];
    bool meets_all;
    int moves;
};

/* What each worker may do before a given one ends; and, in two more columns,
 * while none ends, and in all. A column is filled on demand. */
struct table {
    struct graph *graph;
    const struct state *state;
    int workers;
    size_t chunks; /* of a set of words */
    bool has_ended[MAX_WORKERS];
    struct touched *column[MAX_WORKERS + 2];
};

enum { CHUNK_WORDS = 32 };

/* ---- Fill it. ---- */

static bool
see(const struct move *move, void *argument)
{
    struct touched *touched = (struct touched *)argument + move->worker;

    touched->moves++;
    /* Moves that can no longer come do not conflict. */
    touched->meets_all |= move->unknown || move->is_last;
    for (int i = 0; i < move->count; i++) {
        const struct meeting *meeting = &move->meeting[i];
        int kind = move->is_join     ? KIND_JOIN
                   : meeting->is_own ? KIND_OWN
                                     : KIND_PLAIN;
        int chunk = meeting->word / CHUNK_WORDS;
        int shift = meeting->word % CHUNK_WORDS * 2;
        touched->by_word[kind][chunk] |= (uint64_t)meeting->halves << shift;
        touched->changed[kind][chunk] |= (uint64_t)meeting->changed << shift;
    }
    return true;
}

static struct touched *
fill(const struct table *table, int lives)
{
    size_t workers = (size_t)table->workers;
    size_t chunks = workers * KINDS * 2 * table->chunks;
    struct touched *touched =
        store_new(workers * sizeof(*touched) + chunks * sizeof(uint64_t));
    uint64_t *next = (uint64_t *)(touched + workers);

    for (size_t i = 0; i < workers; i++)
        for (int kind = 0; kind < KINDS; kind++) {
            touched[i].by_word[kind] = next;
            touched[i].changed[kind] = next + table->chunks;
            next += 2 * table->chunks;
        }
    struct future future = {.graph = table->graph,
        .state = table->state,
        .still = -1,
        .lives = lives};
    future_walk(&future, NULL, see, touched);
    return touched;
}

static const struct touched *
before_end_of(struct table *table, int lives, int worker)
{
    int number = lives == FUTURE_ALL_LIVE ? table->workers
                 : lives == -1            ? table->workers + 1
                                          : lives;

    if (table->column[number] == NULL)
        table->column[number] = fill(table, lives);
    return &table->column[number][worker];
}

static const struct touched *
ever(struct table *table, int worker)
{
    return before_end_of(table, -1, worker);
}

/* ---- Read it. ---- */

static bool
meet_in(const struct touched *left, int kind, const struct touched *right,
    int other, size_t chunks)
{
    if (kind + other == KIND_JOIN + KIND_OWN && kind != other && kind != 0 &&
        other != 0)
        return false;
    for (size_t i = 0; i < chunks; i++)
        if ((left->by_word[kind][i] & right->by_word[other][i] &
                (left->changed[kind][i] | right->changed[other][i])) != 0)
            return true;
    return false;
}

static bool
meet(const struct table *table, const struct touched *left,
    const struct touched *right)
{
    if (left->meets_all || right->meets_all)
        return true;
    for (int i = 0; i < KINDS; i++)
        for (int j = 0; j < KINDS; j++)
            if (meet_in(left, i, right, j, table->chunks))
                return true;
    return false;
}

/* May they conflict while both live? Not if they never do. */
static bool
meet_alive(struct table *table, int left, int right)
{
    return !table->has_ended[left] && !table->has_ended[right] &&
           meet(table, ever(table, left), ever(table, right)) &&
           meet(table, before_end_of(table, right, left),
               before_end_of(table, left, right));
}

/* Does it do anything only after the other's end? Not if it does nothing only
 * after any end. */
static bool
awaits(struct table *table, int worker, int other)
{
    int moves = ever(table, worker)->moves;

    return before_end_of(table, FUTURE_ALL_LIVE, worker)->moves < moves &&
           !table->has_ended[other] &&
           before_end_of(table, other, worker)->moves < moves;
}

static bool
meets_nobody(struct table *table, int worker)
{
    for (int i = 0; i < table->workers; i++)
        if (i != worker && meet_alive(table, worker, i))
            return false;
    return true;
}

/* A member brings in all that it may conflict with or awaits; and, unless it
 * can come last, each that awaits a member. */
static bool
add_one(struct table *table, int last, bool *is_in)
{
    for (int i = 0; i < table->workers; i++)
        for (int j = 0; j < table->workers && is_in[i]; j++)
            if (!is_in[j] && i != j &&
                (meet_alive(table, i, j) || awaits(table, i, j) ||
                    (j != last && awaits(table, j, i)))) {
                is_in[j] = true;
                return true;
            }
    return false;
}

/* The worker that conflicts with none, and is the only such one that awaits
 * others; or -1. */
static int
find_last(struct table *table)
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

static struct table
begin(struct graph *graph, const struct state *state)
{
    const struct model *model = graph->model;
    struct table table = {.graph = graph,
        .state = state,
        .workers = model->workers,
        .chunks = (size_t)moves_words(model) / CHUNK_WORDS + 1};

    for (int i = 0; i < table.workers; i++)
        table.has_ended[i] =
            model_standing(model, state, i) == STANDING_ENDED &&
            !standing_is_unborn(model, state, i);
    return table;
}

int
group_find(struct graph *graph, int state)
{
    const struct way *way = graph->node[state].way;
    struct table table = begin(graph, graph->node[state].state);
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
    for (int i = 0; i < workers + 2; i++)
        free(table.column[i]);
    return intern(&graph->groups, best, workers);
}
