#include "chain.h"

#include "chance.h"

#include <stdlib.h>
#include <string.h>

/* So many steps are looked at. */
enum { MOST_STEPS = 20000 };

/* A state, and what follows from the write on the ways to it. */
struct point {
    int state;
    bool is_open;
    worker_set workers; /* that have made such a step, */
    uint8_t *halves;    /* and what these have touched of each word, */
    uint8_t *changed;   /* and changed */
};

struct chain {
    struct graph *graph;
    int still;
    const struct bytes *store, *load;
    size_t words;
    int count, open, steps;
    struct point *point;
    struct store_index index;
};

static int
find_point(struct chain *chain, int state)
{
    uint64_t hash = store_hash(STORE_HASH, &state, sizeof(state));
    size_t cursor = 0;
    int number;

    while ((number = store_next(&chain->index, hash, &cursor)) != -1)
        if (chain->point[number].state == state)
            return number;
    chain->point =
        store_grow(chain->point, (size_t)chain->count, sizeof(*chain->point));
    struct point *point = &chain->point[chain->count];
    *point = (struct point){
        .state = state, .is_open = true, .halves = store_new(2 * chain->words)};
    point->changed = point->halves + chain->words;
    store_add(&chain->index, hash, chain->count);
    chain->open++;
    return chain->count++;
}

static bool
follows(const struct chain *chain, const struct point *point,
    const struct move *move)
{
    if (workers_has(point->workers, move->worker) ||
        cycle_meets(chain->graph, move, chain->load, true))
        return true;
    for (int i = 0; i < move->count; i++) {
        const struct meeting *meeting = &move->meeting[i];
        if (((point->changed[meeting->word] & meeting->halves) |
                (point->halves[meeting->word] & meeting->changed)) != 0)
            return true;
    }
    return move->unknown && point->workers != 0;
}

/* The step leads from one point to the other. */
static void
pass_on(struct chain *chain, int from, int to, const struct move *move,
    bool is_part)
{
    struct point before = chain->point[to], *point = &chain->point[to];
    bool news = false;

    point->workers |= chain->point[from].workers;
    if (is_part)
        point->workers |= workers_only(move->worker);
    news = point->workers != before.workers;
    for (size_t i = 0; i < 2 * chain->words; i++) {
        news |= (chain->point[from].halves[i] & ~point->halves[i]) != 0;
        point->halves[i] |= chain->point[from].halves[i];
    }
    for (int i = 0; i < move->count && is_part; i++) {
        const struct meeting *meeting = &move->meeting[i];
        uint8_t *halves = &point->halves[meeting->word];
        uint8_t *changed = &point->changed[meeting->word];
        news |= (meeting->halves & ~*halves) != 0 ||
                (meeting->changed & ~*changed) != 0;
        *halves |= (uint8_t)meeting->halves;
        *changed |= (uint8_t)meeting->changed;
    }
    chain->open += news && !point->is_open;
    point->is_open |= news;
}

/* True: the chain is there, or nobody knows. */
static bool
take_step(struct chain *chain, int from, int turn)
{
    struct graph *graph = chain->graph;
    int to = graph_step(graph, chain->point[from].state, turn);

    if (to == -1 || ++chain->steps > MOST_STEPS)
        return true;
    const struct move *move = &graph->moves.move[graph->move];
    if (cycle_flushes(graph, move, chain->still))
        return false;
    bool is_part = follows(chain, &chain->point[from], move);
    if (is_part && cycle_meets(graph, move, chain->store, false) &&
        !cycle_waits(graph, move))
        return true;
    pass_on(chain, from, find_point(chain, to), move, is_part);
    return false;
}

/* What happens to a worker from outside is taken to follow from all. */
static bool
take_event(struct chain *chain, int from, int turn)
{
    int to = graph_step(chain->graph, chain->point[from].state, turn);
    bool is_part = chain->point[from].workers != 0;

    if (to == -1 || ++chain->steps > MOST_STEPS)
        return true;
    pass_on(chain, from, find_point(chain, to),
        &(struct move){.worker = turn_worker(turn)}, is_part);
    return false;
}

bool
chain_may(const struct graph *graph, int state, int worker, enum chance chance)
{
    const struct node *node = &graph->node[state];

    return !node->is_over &&
           (chance == CHANCE_NONE
                   ? node->way[worker].may_run
                   : chance_may(graph->model, node->state, worker, chance));
}

static bool
take_steps(struct chain *chain, int number)
{
    const struct graph *graph = chain->graph;
    int state = chain->point[number].state;
    bool leads = false;

    for (int i = 0; i < graph->model->workers && !leads; i++) {
        if (i == chain->still)
            continue;
        for (int c = CHANCE_NONE; c < CHANCES && !leads; c++)
            if (chain_may(graph, state, i, c))
                leads = chance_is_step(c)
                            ? take_step(chain, number, turn_of(i, c))
                            : take_event(chain, number, turn_of(i, c));
    }
    return leads;
}

bool
chain_leads(struct graph *graph, int state, int worker,
    const struct bytes *store, const struct bytes *load)
{
    struct chain chain = {.graph = graph,
        .still = worker,
        .store = store,
        .load = load,
        .words = (size_t)moves_words(graph->model)};
    bool leads = false;

    find_point(&chain, state);
    while (chain.open > 0 && !leads)
        for (int i = 0; i < chain.count && !leads; i++)
            if (chain.point[i].is_open) {
                chain.point[i].is_open = false;
                chain.open--;
                leads = take_steps(&chain, i);
            }
    for (int i = 0; i < chain.count; i++)
        free(chain.point[i].halves);
    free(chain.point);
    store_clear(&chain.index);
    return leads;
}
