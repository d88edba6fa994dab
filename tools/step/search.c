#include "search.h"

#include "bury.h"
#include "chance.h"
#include "limit.h"
#include "reduce.h"

#include <stdlib.h>
#include <string.h>

/* LOOK_EVERY: steps between checks of the limits. FEW: when all schedules are
 * asked for, those with so few preemptions come first. EASED_WORK: what is done
 * (limit_work) for a shorter schedule than the first that fails. */
enum { LOOK_EVERY = 64, FEW = 2, EASED_WORK = 1500000 };

/* The search from a state on, with that worker last (-1: none is preempted),
 * and that many preemptions left. */
struct entry_of_search {
    int state, last, left;
    bool open; /* the search is on its way in it */
    struct tally tally;
};

/* ---- Entries. ---- */

static int
find_entry(struct search *search, int state, int last, int left)
{
    const int key[] = {state, last, left};
    uint64_t hash = store_hash(STORE_HASH, key, sizeof(key));
    size_t cursor = 0;
    int number;

    while ((number = store_next(&search->entries, hash, &cursor)) != -1) {
        const struct entry_of_search *entry = &search->entry[number];
        if (entry->state == state && entry->last == last && entry->left == left)
            return number;
    }
    search->entry = store_grow(
        search->entry, (size_t)search->entry_count, sizeof(*search->entry));
    search->entry[search->entry_count] = (struct entry_of_search){
        .state = state, .last = last, .left = left, .tally.first = -2};
    store_add(&search->entries, hash, search->entry_count);
    return search->entry_count++;
}

static void
keep_schedule(struct search *search, const struct ending *ending)
{
    struct found *found = &search->found;

    if (found->is_there && found->preemptions <= search->spent)
        return;
    if (search->eases && !found->is_there)
        limit_ease(EASED_WORK);
    found->is_there = true;
    found->ending = *ending;
    found->preemptions = search->spent;
    found->steps = search->steps;
    memcpy(found->schedule, search->schedule,
        (size_t)search->steps * sizeof(*search->schedule));
}

static void
tally_end(struct search *search, int number, struct tally *tally)
{
    struct node *node = &search->graph.node[number];

    if (node->ending == NULL) {
        struct ending judged =
            search->judge(search, node->state, search->schedule, search->steps);
        node->ending = store_copy(&judged, sizeof(judged));
    }
    const struct ending *ending = node->ending;
    tally->schedules[ending->end] = 1;
    tally->least = search->wanted(search, ending) ? 0 : -1;
    tally->wanted = tally->least == 0;
    if (tally->least == 0)
        keep_schedule(search, ending);
    progress_leaf(&search->progress, 1);
}

/* ---- The search. ---- */

static bool explore(struct search *search, int state, int before, int last,
    int left, struct tally *tally);

/* The worker that ran last after that turn. */
static int
last_after(int last, int turn)
{
    return chance_is_step(turn_chance(turn)) ? turn_worker(turn) : last;
}

/* Is it a preemption? Running a worker because no other can is none. */
static int
cost_of(
    const struct search *search, const struct entry_of_search *from, int turn)
{
    enum chance chance = turn_chance(turn);

    return from->last != -1 && turn_worker(turn) != from->last &&
           (chance == CHANCE_NONE ? turn != search->graph.node[from->state].hope
                                  : chance_is_step(chance));
}

/* The schedules in which that turn comes next. */
static bool
explore_step(struct search *search, const struct entry_of_search *from,
    int turn, struct tally *tally)
{
    int cost = cost_of(search, from, turn);
    int left =
        search->preemptions == ALL_PREEMPTIONS ? from->left : from->left - cost;
    struct tally rest;

    if (search->steps_taken++ % LOOK_EVERY == 0) {
        target_obey(&search->model.machine->target);
        progress_show(&search->progress,
            search->preemptions == ALL_PREEMPTIONS ? -1 : search->preemptions,
            search->graph.count);
        if (!search->pause(search))
            return false;
    }
    int to = graph_step(&search->graph, from->state, turn);
    if (to == -1)
        return false;
    search->schedule[search->steps++] = (uint16_t)turn;
    search->spent += cost;
    if (!explore(
            search, to, from->state, last_after(from->last, turn), left, &rest))
        return false;
    search->steps--;
    search->spent -= cost;
    tally_add(tally, &rest, turn, cost);
    return true;
}

/* Does the worker that ran last go on alone? */
static bool
is_alone(struct search *search, const struct entry_of_search *from, int before)
{
    return search->reduces && from->last != -1 &&
           graph_step(&search->graph, from->state, from->last) != -1 &&
           reduce_alone(&search->graph, from->state, before, from->last,
               from->left == 0);
}

/* May that turn come next? If there is a group, only its workers need be tried.
 */
static bool
may_come(const struct search *search, const struct entry_of_search *from,
    const bool *group, int turn)
{
    const struct model *model = &search->model;
    const struct node *node = &search->graph.node[from->state];
    int worker = turn_worker(turn);
    enum chance chance = turn_chance(turn);

    if (cost_of(search, from, turn) > from->left)
        return false;
    if (chance != CHANCE_NONE)
        return model->most[chance] > 0 &&
               chance_may(model, node->state, worker, chance);
    return turn == node->hope ||
           (node->way[worker].may_run &&
               (group == NULL || group[worker] ||
                   (from->last != -1 && !group[from->last])));
}

/* The next possible turn after that one, -1 at first; -1 after the last: steps
 * of the workers, then what else may happen to them. */
static int
next_turn(const struct search *search, const struct entry_of_search *from,
    const bool *group, int turn)
{
    do {
        turn++;
        if (turn_worker(turn) == search->model.workers)
            turn = turn_of(0, turn_chance(turn) + 1);
    } while (
        turn_chance(turn) < CHANCES && !may_come(search, from, group, turn));
    return turn_chance(turn) < CHANCES ? turn : -1;
}

/* Each of them; and the end, if the schedule may end here. */
static bool
explore_turns(struct search *search, const struct entry_of_search *from,
    const bool *group, bool ends, struct tally *tally)
{
    int turn, choices = ends;

    for (turn = next_turn(search, from, group, -1); turn != -1;
         turn = next_turn(search, from, group, turn))
        choices++;
    double share = search->progress.share /= choices;
    if (ends)
        tally_end(search, from->state, tally);
    for (turn = next_turn(search, from, group, -1); turn != -1;
         turn = next_turn(search, from, group, turn)) {
        search->progress.share = share;
        if (!explore_step(search, from, turn, tally))
            return false;
    }
    return true;
}

static bool
explore_all(struct search *search, const struct entry_of_search *from,
    int before, struct tally *tally)
{
    const struct node *node = &search->graph.node[from->state];
    bool runs = node->runs, ends = !runs && node->hope == -1;
    const bool *group = NULL;

    if (node->is_over) {
        tally_end(search, from->state, tally);
        return true;
    }
    if (is_alone(search, from, before))
        return explore_step(search, from, from->last, tally);
    if (search->reduces && runs)
        group = reduce_group(&search->graph, from->state, before);
    return explore_turns(search, from, group, ends, tally);
}

static bool
explore(struct search *search, int state, int before, int last, int left,
    struct tally *tally)
{
    if (search->steps == MAX_STEPS) {
        search->too_long = true;
        return false;
    }
    last = graph_preempted(&search->graph, state, last);
    int number = find_entry(search, state, last, left);
    *tally = (struct tally){.least = -1, .first = -1};
    if (search->entry[number].open) {
        tally->cyclic = true;
        progress_leaf(&search->progress, 0);
    } else if (search->entry[number].tally.first != -2) {
        *tally = search->entry[number].tally;
        progress_leaf(&search->progress, tally_all(tally));
    } else {
        search->entry[number].open = true;
        const struct entry_of_search from = search->entry[number];
        if (!explore_all(search, &from, before, tally))
            return false;
        search->entry[number].open = false;
        search->entry[number].tally = *tally;
    }
    return true;
}

static void
forget_entries(struct search *search)
{
    free(search->entry);
    store_clear(&search->entries);
    search->entry = NULL;
    search->entry_count = 0;
}

/* The wanted schedule of a search that is complete: fewest preemptions, then
 * alphabetical. */
static void
find_best(struct search *search, int begin, struct found *found)
{
    int state = begin, last = -1, left = search->preemptions;

    for (found->steps = 0; found->steps < MAX_STEPS; found->steps++) {
        last = graph_preempted(&search->graph, state, last);
        struct tally tally =
            search->entry[find_entry(search, state, last, left)].tally;
        if (tally.first < 0)
            break;
        state = graph_step(&search->graph, state, tally.first);
        left -= search->preemptions != ALL_PREEMPTIONS && last != -1 &&
                last_after(last, tally.first) != last;
        last = last_after(last, tally.first);
        found->schedule[found->steps] = (uint16_t)tally.first;
    }
    found->ending = *search->graph.node[state].ending;
}

/* All schedules within search->preemptions. What is known of a state from a
 * smaller bound is reused, unless it was cut at a cycle, which depends on the
 * path. */
static bool
explore_bound(struct search *search, int begin, struct tally *seen)
{
    search->steps = search->spent = 0;
    progress_begin(&search->progress);
    return explore(search, begin, -1, -1, search->preemptions, seen);
}

/* The same, until nothing left out has proved necessary. A worker that goes on
 * alone for ever would keep the others from their turns. */
static bool
explore_rightly(struct search *search, int begin, struct tally *seen)
{
    for (;;) {
        if (!explore_bound(search, begin, seen))
            return false;
        if (search->reduces && seen->cyclic)
            search->reduces = false;
        else if (!search->reduces || reduce_holds(&search->graph))
            return true;
        forget_entries(search);
    }
}

static bool
search_bound(struct search *search, struct tally *tally)
{
    int begin = graph_add(&search->graph, bury_begin(&search->model));
    struct tally seen;

    if (!explore_rightly(search, begin, &seen))
        return false;
    if (tally->least == -1 && seen.least != -1) {
        search->found.preemptions = seen.least;
        find_best(search, begin, &search->found);
    }
    *tally = seen;
    search->complete = search->preemptions;
    if (seen.cyclic && search->complete < search->bound)
        forget_entries(search);
    return true;
}

bool
search_run(struct search *search, struct tally *tally)
{
    *tally = (struct tally){.least = -1};
    search->graph.model = &search->model;
    search->graph.always = search->always;
    moves_begin(&search->graph.moves, &search->model);
    search->complete = -1;
    while (search->complete < search->bound) {
        search->preemptions = search->complete + 1;
        if (search->bound == ALL_PREEMPTIONS && search->preemptions > FEW)
            search->preemptions = ALL_PREEMPTIONS;
        if (!search_bound(search, tally))
            return false;
    }
    return true;
}

bool
search_again(
    struct search *search, wanted_end *wanted, long value, struct tally *tally)
{
    *tally = (struct tally){.least = -1};
    search->wanted = wanted;
    search->wanted_value = value;
    search->found.is_there = false;
    forget_entries(search);
    search->preemptions = search->complete;
    return search_bound(search, tally);
}

const struct ending *
search_next_ending(const struct search *search, int *cursor)
{
    while (*cursor < search->graph.count) {
        const struct ending *ending = search->graph.node[(*cursor)++].ending;
        if (ending != NULL)
            return ending;
    }
    return NULL;
}

void
search_close(struct search *search)
{
    graph_clear(&search->graph);
    model_close(&search->model);
    forget_entries(search);
}
