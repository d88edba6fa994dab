#include "pose.h"

#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>

static uint64_t
hash_pose(const struct pose *pose)
{
    uint64_t hash = STORE_HASH;

    hash = store_hash(hash, &pose->worker, sizeof(pose->worker));
    hash = store_hash(hash, &pose->kind, sizeof(pose->kind));
    hash = store_hash(hash, &pose->registers, sizeof(pose->registers));
    hash = store_hash(hash, &pose->blocked, sizeof(pose->blocked));
    hash = store_hash(hash, pose->vectors, pose->vector_bytes);
    return store_hash(hash, pose->own, pose->own_count * sizeof(*pose->own));
}

static bool
same_bytes(const void *left, const void *right, size_t bytes)
{
    return bytes == 0 || memcmp(left, right, bytes) == 0;
}

static bool
same_handling(const struct handling *left, const struct handling *right)
{
    bool same = left->depth == right->depth;

    for (int i = 0; i < left->depth && same; i++)
        same =
            left->outer[i].sp == right->outer[i].sp &&
            left->outer[i].cancels == right->outer[i].cancels &&
            left->outer[i].blocks_trap == right->outer[i].blocks_trap &&
            left->outer[i].place.kind == right->outer[i].place.kind &&
            left->outer[i].place.sp == right->outer[i].place.sp &&
            left->outer[i].place.outer_sp == right->outer[i].place.outer_sp &&
            left->outer[i].visit.for_nothing ==
                right->outer[i].visit.for_nothing;
    return same;
}

static bool
is_same(const struct pose *left, const struct pose *right)
{
    return left->worker == right->worker && left->kind == right->kind &&
           left->signal == right->signal && left->paused == right->paused &&
           left->blocked == right->blocked &&
           left->exit_status == right->exit_status &&
           left->place.kind == right->place.kind &&
           left->place.sp == right->place.sp &&
           left->place.outer_sp == right->place.outer_sp &&
           left->needs == right->needs && left->guest == right->guest &&
           left->vforked == right->vforked && left->closes == right->closes &&
           left->has_undone == right->has_undone &&
           left->has_closed == right->has_closed &&
           left->has_loaded == right->has_loaded &&
           left->loaded == right->loaded && left->mapped == right->mapped &&
           left->made == right->made &&
           left->visit.for_nothing == right->visit.for_nothing &&
           left->kept.tid_word == right->kept.tid_word &&
           left->kept.robust_list == right->kept.robust_list &&
           left->kept.switches == right->kept.switches &&
           left->kept.blocks_trap == right->kept.blocks_trap &&
           left->kept.cancelled_at == right->kept.cancelled_at &&
           same_handling(&left->handling, &right->handling) &&
           left->vector_bytes == right->vector_bytes &&
           left->own_count == right->own_count &&
           same_bytes(
               &left->registers, &right->registers, sizeof(left->registers)) &&
           same_bytes(left->vectors, right->vectors, left->vector_bytes) &&
           same_bytes(
               left->own, right->own, left->own_count * sizeof(*left->own));
}

bool
pose_has(const struct pose *pose, uint64_t key)
{
    size_t low = 0, high = pose->own_count;

    while (low < high) {
        size_t middle = (low + high) / 2;
        if (pose->own[middle].key < key)
            low = middle + 1;
        else
            high = middle;
    }
    return low < pose->own_count && pose->own[low].key == key;
}

static void
free_pose(struct pose *pose)
{
    free(pose->vectors);
    free(pose->own);
    free(pose->touched);
    for (int i = 0; i < pose->reading_count; i++)
        free(pose->reading[i].word);
    free(pose->reading);
    free(pose->complaint);
}

int
poses_intern(struct poses *poses, struct pose *pose)
{
    uint64_t hash = hash_pose(pose);
    size_t cursor = 0;
    int number;

    while ((number = store_next(&poses->index, hash, &cursor)) != -1)
        if (is_same(poses->pose[number], pose)) {
            free_pose(pose);
            return number;
        }
    poses->pose =
        store_grow(poses->pose, (size_t)poses->count, sizeof(*poses->pose));
    poses->pose[poses->count] = store_copy(pose, sizeof(*pose));
    store_add(&poses->index, hash, poses->count);
    return poses->count++;
}

static uint64_t
hash_edge(int pose, const uint64_t *input, size_t count)
{
    return store_hash(store_hash(STORE_HASH, &pose, sizeof(pose)), input,
        count * sizeof(*input));
}

static int
find_edge(
    const struct poses *poses, int pose, const uint64_t *input, size_t count)
{
    uint64_t hash = hash_edge(pose, input, count);
    size_t cursor = 0;
    int number;

    while ((number = store_next(&poses->edge_index, hash, &cursor)) != -1) {
        const struct edge *edge = &poses->edge[number];
        if (edge->pose == pose && edge->input_count == count &&
            same_bytes(edge->input, input, count * sizeof(*input)))
            return number;
    }
    return -1;
}

/* ---- Steps whose inputs may be any contended words. ---- */

/* The reading's number, and the values of its words. */
static uint64_t *
narrow(const struct pose *pose, int which, const uint64_t *values, bool fails)
{
    const struct reading *reading = &pose->reading[which];
    uint64_t *input = store_new(((size_t)reading->count + 1) * sizeof(*input));

    input[0] = (uint64_t)which << 1 | fails;
    for (int i = 0; i < reading->count; i++)
        input[i + 1] = values[reading->word[i]];
    return input;
}

static int
find_by_reading(
    const struct poses *poses, int number, const uint64_t *values, bool fails)
{
    const struct pose *pose = poses->pose[number];
    int edge = -1;

    for (int i = 0; i < pose->reading_count && edge == -1; i++) {
        uint64_t *input = narrow(pose, i, values, fails);
        edge =
            find_edge(poses, number, input, (size_t)pose->reading[i].count + 1);
        free(input);
    }
    return edge;
}

int
poses_edge(
    const struct poses *poses, int pose, const uint64_t *input, size_t count)
{
    bool is_step = count <= poses->words + 1; /* or that, failing */

    return poses->pose[pose]->takes_all && is_step
               ? find_by_reading(poses, pose, input, count > poses->words)
               : find_edge(poses, pose, input, count);
}

static bool
is_reading(const struct reading *reading, const struct edge *edge)
{
    if (reading->count != edge->met_count)
        return false;
    for (int i = 0; i < reading->count; i++)
        if (reading->word[i] != edge->met[i].word)
            return false;
    return true;
}

void
poses_narrow_input(struct poses *poses, struct edge *edge)
{
    struct pose *pose = poses->pose[edge->pose];
    int which = 0;

    while (
        which < pose->reading_count && !is_reading(&pose->reading[which], edge))
        which++;
    if (which == pose->reading_count) {
        struct reading new = {.count = edge->met_count,
            .word = store_new((size_t)edge->met_count * sizeof(int))};
        for (int i = 0; i < new.count; i++)
            new.word[i] = edge->met[i].word;
        pose->reading = store_grow(
            pose->reading, (size_t)pose->reading_count, sizeof(*pose->reading));
        pose->reading[pose->reading_count++] = new;
    }
    uint64_t *input =
        narrow(pose, which, edge->input, edge->input_count > poses->words);
    free(edge->input);
    edge->input = input;
    edge->input_count = (size_t)edge->met_count + 1;
}

int
poses_add_edge(struct poses *poses, const struct edge *edge)
{
    poses->edge = store_grow(
        poses->edge, (size_t)poses->edge_count, sizeof(*poses->edge));
    poses->edge[poses->edge_count] = *edge;
    store_add(&poses->edge_index,
        hash_edge(edge->pose, edge->input, edge->input_count),
        poses->edge_count);
    return poses->edge_count++;
}

void
poses_clear(struct poses *poses)
{
    for (int i = 0; i < poses->count; i++) {
        free_pose(poses->pose[i]);
        free(poses->pose[i]);
    }
    for (int i = 0; i < poses->edge_count; i++) {
        free(poses->edge[i].input);
        free(poses->edge[i].change);
        free(poses->edge[i].met);
        free(poses->edge[i].note);
        free(poses->edge[i].wake);
        free(poses->edge[i].text);
    }
    free(poses->pose);
    free(poses->edge);
    store_clear(&poses->index);
    store_clear(&poses->edge_index);
    *poses = (struct poses){.words = poses->words};
}

enum call_kind
pose_next_call(const struct pose *pose)
{
    return pose->kind == POSE_CALL && !pose->closes ? calls_kind(&pose->call)
                                                    : CALL_REFUSED;
}

bool
pose_sleeps_for_a_time(const struct pose *pose)
{
    return pose_next_call(pose) == CALL_YIELD &&
           pose->call.number != SYS_sched_yield;
}
