#include "reduce.h"

#include "future.h"
#include "group.h"

#include <string.h>

/* How many states until the limits are looked at. */
enum { LOOK_EVERY = 16 };

/* ---- Alone. ---- */

static bool
does_not_meet(const struct move *move, void *step)
{
    return !moves_conflict(move, step);
}

static bool
is_alone(struct graph *graph, int number, int worker)
{
    const struct node *node = &graph->node[number];
    struct move step = graph->moves.move[node->way[worker].move];
    struct future others = {
        .graph = graph, .state = node->state, .still = worker, .lives = -1};

    return !step.unknown && !step.is_last &&
           future_walk(&others, &step, does_not_meet, &step);
}

/* What can never conflict in a state cannot in a later one either. */
static int
inherited_group(const struct graph *graph, int state, int before)
{
    int own = graph->node[state].group;

    return own == -1 && before != -1 ? graph->node[before].group : own;
}

bool
reduce_alone(struct graph *graph, int state, int before, int worker, bool must)
{
    struct way *way = &graph->node[state].way[worker];

    if (way->alone_when == 0 && !must) {
        way->is_alone = is_alone(graph, state, worker);
        way->alone_when = graph->moves.count;
    }
    if (must || way->is_alone) /* pass the group on */
        graph->node[state].group = inherited_group(graph, state, before);
    return must || way->is_alone;
}

/* ---- Groups. ---- */

static bool
may_go_on(const struct graph *graph, const struct node *node, int group)
{
    const bool *is_in = graph->groups.group[group];

    for (int i = 0; i < graph->model->workers; i++)
        if (is_in[i] && node->way[i].may_run)
            return true;
    return false;
}

/* Where one has just ended, fewer may conflict from now on: a part of the group
 * may be one of its own. */
static bool
may_fall_apart(const struct graph *graph, const struct node *node, int before)
{
    return node->group == -1 && before != -1 &&
           node->ended != graph->node[before].ended;
}

const bool *
reduce_group(struct graph *graph, int state, int before)
{
    struct node *node = &graph->node[state];
    int group = inherited_group(graph, state, before);

    if (group == -1 || !may_go_on(graph, node, group) ||
        may_fall_apart(graph, node, before)) {
        group = group_find(graph, state);
        node->group_when = graph->moves.count;
    }
    node->group = group;
    return graph->groups.group[group];
}

/* ---- Both, once more. ---- */

static bool
alone_holds(struct graph *graph, int state)
{
    bool holds = true;

    for (int i = 0; i < graph->model->workers; i++) {
        struct way *way = &graph->node[state].way[i];
        if (!way->is_alone || way->alone_when == graph->moves.count)
            continue;
        way->is_alone = is_alone(graph, state, i);
        way->alone_when = graph->moves.count;
        holds &= way->is_alone;
    }
    return holds;
}

static bool
group_holds(struct graph *graph, int state)
{
    struct node *node = &graph->node[state];

    if (node->group_when == -1 || node->group_when == graph->moves.count)
        return true;
    node->group_when = graph->moves.count;
    return group_find(graph, state) == node->group;
}

bool
reduce_holds(struct graph *graph)
{
    bool holds = true, groups_hold = true;

    for (int i = 0; i < graph->count; i++) {
        if (i % LOOK_EVERY == 0)
            target_obey(&graph->model->machine->target);
        holds &= alone_holds(graph, i);
        groups_hold &= group_holds(graph, i);
    }
    for (int i = 0; i < graph->count && !groups_hold; i++) {
        graph->node[i].group = -1;
        graph->node[i].group_when = -1;
    }
    return holds && groups_hold;
}
