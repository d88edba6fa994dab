#include "future.h"

#include "limit.h"
#include "standing.h"

#include <stdlib.h>
#include <string.h>

/* That many are visited in a microsecond or so (limit_work). */
enum { POSES_A_MICROSECOND = 20 };

/* ---- Room. ---- */

/* Twice as many as needed now. */
static void *
grow(void *array, size_t *size, size_t needed, size_t element_bytes)
{
    void *grown = store_new(2 * needed * element_bytes);

    if (*size > 0)
        memcpy(grown, array, *size * element_bytes);
    free(array);
    *size = 2 * needed;
    return grown;
}

static struct room *
make_room(struct graph *graph)
{
    struct room *room = &graph->room;
    size_t words = (size_t)moves_words(graph->model);
    size_t poses = (size_t)graph->model->machine->poses.count;
    size_t moves = (size_t)graph->moves.count, before = room->poses;

    if (words > room->words)
        room->freed =
            grow(room->freed, &room->words, words, sizeof(*room->freed));
    if (poses > room->poses) {
        room->is_in = grow(room->is_in, &room->poses, poses, sizeof(int));
        room->pose = grow(room->pose, &before, poses, sizeof(int));
    }
    if (moves > room->moves)
        room->left = grow(room->left, &room->moves, moves, sizeof(int));
    room->now++;
    return room;
}

/* ---- Words. ---- */

/* Its halves that are free. */
static int
free_of(const struct future *future, int word)
{
    const struct room *room = &future->graph->room;

    return room->freed[word].when == room->now ? room->freed[word].halves : 0;
}

static bool
fits(const struct future *future, const struct move *move)
{
    for (int i = 0; i < move->count; i++) {
        const struct meeting *meeting = &move->meeting[i];
        int fixed = meeting->halves & ~free_of(future, meeting->word);
        if (meeting->is_input && fixed != 0 &&
            ((future->state->value[meeting->word] ^ meeting->value) &
                words_mask(fixed)) != 0)
            return false;
    }
    return true;
}

/* What it changes may have any value from now on. True if that is new. */
static bool
frees(const struct future *future, const struct move *move)
{
    struct room *room = &future->graph->room;
    bool news = false;

    for (int i = 0; i < move->count; i++) {
        const struct meeting *meeting = &move->meeting[i];
        int before = free_of(future, meeting->word);
        int now = before | meeting->changed;
        news |= now != before;
        room->freed[meeting->word] = (struct freed){room->now, now};
    }
    return news;
}

/* ---- Moves. ---- */

static void
add_pose(struct future *future, int pose)
{
    struct room *room = &future->graph->room;

    if (room->is_in[pose] == room->now)
        return;
    room->is_in[pose] = room->now;
    room->pose[future->pose_count++] = pose;
}

/* A worker asleep on a word goes on when another wakes sleepers there. */
static bool
may_be_woken(const struct future *future, const struct move *move)
{
    return move->sleeps_on == -1 ||
           free_of(future,
               moves_sleepers(future->graph->model, move->sleeps_on)) != 0;
}

static bool
may_be_made(const struct future *future, const struct move *move)
{
    if (move->is_end &&
        (future->lives == FUTURE_ALL_LIVE || future->lives == move->worker))
        return false;
    return move->is_woken ? may_be_woken(future, move) : fits(future, move);
}

/* Make it, if it may be made. False: not now. */
static bool
make(struct future *future, int number)
{
    const struct move *move = &future->graph->moves.move[number];

    if (!may_be_made(future, move))
        return false;
    future->goes_on = future->goes_on && future->see(move, future->argument);
    future->has_freed |= frees(future, move);
    add_pose(future, move->to);
    return true;
}

/* The moves from there; those that may not be made yet are left. */
static void
follow(struct future *future, int pose)
{
    const struct list_of_moves *list = moves_from(&future->graph->moves, pose);

    for (int i = 0; i < list->count && future->goes_on; i++)
        if (!make(future, list->move[i]))
            future->graph->room.left[future->left_count++] = list->move[i];
}

/* Now that more words may have any value. */
static void
try_again(struct future *future)
{
    int *left = future->graph->room.left, count = 0;

    future->has_freed = false;
    for (int i = 0; i < future->left_count && future->goes_on; i++)
        if (!make(future, left[i]))
            left[count++] = left[i];
    future->left_count = count;
}

bool
future_walk(struct future *future, const struct move *first, future_see *see,
    void *argument)
{
    const struct model *model = future->graph->model;
    struct room *room = make_room(future->graph);
    int followed = 0;

    future->see = see;
    future->argument = argument;
    future->goes_on = true;
    future->has_freed = false;
    future->pose_count = future->left_count = 0;
    if (first != NULL)
        frees(future, first);
    for (int i = 0; i < model->workers; i++)
        if (i != future->still &&
            (model_standing(model, future->state, i) != STANDING_ENDED ||
                standing_is_unborn(model, future->state, i)))
            add_pose(future, future->state->seat[i].pose);
    while (
        future->goes_on && (followed < future->pose_count || future->has_freed))
        if (followed < future->pose_count)
            follow(future, room->pose[followed++]);
        else
            try_again(future);
    limit_work(1 + future->pose_count / POSES_A_MICROSECOND);
    return future->goes_on;
}
