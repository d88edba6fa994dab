#include "moves.h"

#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>

int
moves_sleepers(const struct model *model, int word)
{
    return model->words + BEHINDS + word;
}

int
moves_words(const struct model *model)
{
    return 2 * model->words + BEHINDS;
}

void
moves_begin(struct moves *moves, const struct model *model)
{
    const struct machine *machine = model->machine;
    const struct space *space = &machine->space[machine->space_of[0]];

    *moves = (struct moves){.tasks_word = -1};
    for (int i = 0; i < model->words; i++) {
        uint64_t offset;
        uint64_t address = space_address(space, machine->contended->key[i]);
        const char *name = symbols_function(address, &offset);
        if (name != NULL && strcmp(name, "__nptl_nthreads") == 0)
            moves->tasks_word = i;
    }
}

/* ---- What a step has touched. ---- */

static void
meet(struct move *move, struct meeting new)
{
    struct meeting *meeting;

    for (int i = 0; i < move->count; i++)
        if (move->meeting[i].word == new.word) {
            move->meeting[i].halves |= new.halves;
            move->meeting[i].changed |= new.changed;
            move->meeting[i].value |= new.value;
            return;
        }
    move->meeting =
        store_grow(move->meeting, (size_t)move->count, sizeof(*move->meeting));
    meeting = &move->meeting[move->count++];
    memset(meeting, 0, sizeof(*meeting)); /* it is compared by its bytes */
    meeting->word = new.word;
    meeting->halves = new.halves;
    meeting->changed = new.changed;
    meeting->is_input = new.is_input;
    meeting->is_own = new.is_own;
    meeting->value = new.value;
}

/* `changed`: what counts as such, besides what differs. */
static void
meet_word(struct move *move, int word, int halves, int changed,
    const struct state *before, const struct state *after)
{
    uint64_t value = before->value[word], other = value ^ after->value[word];

    changed |= ((other & words_mask(LOW_HALF)) != 0 ? LOW_HALF : 0) |
               ((other & words_mask(HIGH_HALF)) != 0 ? HIGH_HALF : 0);
    halves |= changed;
    meet(move, (struct meeting){.word = word,
                   .halves = halves,
                   .changed = changed,
                   .is_input = true,
                   .value = value & words_mask(halves)});
}

/* Not a word: there is no part of it. */
static void
meet_other(struct move *move, int number, bool changes)
{
    meet(move, (struct meeting){.word = number,
                   .halves = BOTH_HALVES,
                   .changed = changes ? BOTH_HALVES : 0});
}

static void
meet_track(struct move *move, const struct moves *moves,
    const struct model *model, const struct state *before,
    const struct state *after)
{
    const struct track *track = model->track;

    for (int i = 0; i < track->edge_count; i++) {
        const struct edge *edge = &model->machine->poses.edge[track->edge[i]];
        for (int j = 0; j < edge->met_count; j++) {
            const struct met *met = &edge->met[j];
            bool is_change = model->ends_at_race && met->written;
            if (met->word != moves->tasks_word)
                meet_word(move, met->word, met->halves,
                    is_change ? met->halves : 0, before, after);
        }
    }
    /* Falling asleep on a word, or waking others there, changes its sleepers.
     */
    for (int i = 0; i < track->futex_count; i++) {
        const struct futex *futex = &track->futex[i];
        if (futex->is_read)
            meet_word(move, futex->word, BOTH_HALVES, 0, before, after);
        else
            meet_other(move, moves_sleepers(model, futex->word), true);
    }
}

static bool
is_end(enum pose_kind kind)
{
    return kind == POSE_ENDED || kind == POSE_EXITED;
}

/* Its parent, or its child. */
static bool
asks_for_end(const struct pose *pose)
{
    return pose->kind == POSE_CALL && (calls_kind(&pose->call) == CALL_REAP ||
                                          pose->call.number == SYS_getppid);
}

/* The end of a process reads the whole outcome of a schedule. */
static void
meet_behind(struct move *move, const struct model *model,
    const struct state *before, const struct state *after)
{
    const struct pose *from = machine_pose(model->machine, move->from);
    enum pose_kind to = machine_pose(model->machine, move->to)->kind;
    bool says = *before->said != *after->said;
    int behind = model->words;

    if (to == POSE_EXITED || says)
        meet_other(move, behind + BEHIND_SAID, says);
    if (to == POSE_EXITED || to == POSE_CRASHED)
        meet_other(move, behind + BEHIND_CRASH, to == POSE_CRASHED);
    if (model->machine->spaces > 1 && (is_end(to) || asks_for_end(from)))
        meet_other(move, behind + BEHIND_END, is_end(to));
    if (to == POSE_EXITED && model->has_invariant)
        move->unknown = true;
    if (to == POSE_EXITED && model->watched != -1)
        meet_word(move, model->watched, BOTH_HALVES, 0, before, after);
}

/* ---- Ends, and waiting for them. ---- */

/* A thread's own words are the library's data about it: from its thread pointer
 * to the end of that page. */
static void
mark_own(struct move *move, const struct model *model)
{
    const struct machine *machine = model->machine;
    const struct pose *from = machine_pose(machine, move->from);
    const struct space *space =
        &machine->space[machine->space_of[move->worker]];
    uint64_t low = arch_thread_pointer(&from->registers);
    uint64_t high = (low | 4095) + 1;

    move->is_end = is_end(machine_pose(machine, move->to)->kind);
    if (!move->is_end)
        return;
    for (int i = 0; i < move->count; i++) {
        int word = move->meeting[i].word;
        if (word >= moves_sleepers(model, 0))
            word -= moves_sleepers(model, 0);
        if (word >= model->words)
            continue;
        uint64_t at = space_address(space, machine->contended->key[word]);
        move->meeting[i].is_own = at >= low && at < high;
    }
}

static bool
joins(const struct pose *pose)
{
    const char *function = pose->place.function;

    return pose->place.kind >= PLACE_CALL && function != NULL &&
           (strcmp(function, "pthread_join") == 0 ||
               strcmp(function, "thrd_join") == 0);
}

static bool
meet_there(const struct move *left, const struct meeting *at,
    const struct move *right, const struct meeting *there)
{
    return at->word == there->word &&
           ((at->changed & there->halves) | (at->halves & there->changed)) !=
               0 &&
           !(at->is_own && right->is_join) && !(there->is_own && left->is_join);
}

/* A join returns after the end of its thread, whichever comes first: sleeping
 * until then, or arriving later, is the same. */
bool
moves_conflict(const struct move *left, const struct move *right)
{
    if (left->unknown || right->unknown)
        return true;
    for (int i = 0; i < left->count; i++)
        for (int j = 0; j < right->count; j++)
            if (meet_there(left, &left->meeting[i], right, &right->meeting[j]))
                return true;
    return false;
}

/* ---- The table. ---- */

static bool
is_same(const struct move *left, const struct move *right)
{
    return left->from == right->from && left->to == right->to &&
           left->unknown == right->unknown &&
           left->is_woken == right->is_woken && left->count == right->count &&
           (left->count == 0 ||
               memcmp(left->meeting, right->meeting,
                   (size_t)left->count * sizeof(*left->meeting)) == 0);
}

static void
list_move(struct moves *moves, int pose, int number)
{
    while (moves->poses <= pose) {
        moves->from =
            store_grow(moves->from, (size_t)moves->poses, sizeof(*moves->from));
        moves->from[moves->poses++] = (struct list_of_moves){0, NULL};
    }
    struct list_of_moves *list = &moves->from[pose];
    list->move =
        store_grow(list->move, (size_t)list->count, sizeof(*list->move));
    list->move[list->count++] = number;
}

static int
intern(struct moves *moves, struct move *move)
{
    uint64_t hash = store_hash(STORE_HASH, move->meeting,
        (size_t)move->count * sizeof(*move->meeting));
    size_t cursor = 0;
    int number;

    hash = store_hash(hash, (int[]){move->from, move->to}, 2 * sizeof(int));
    while ((number = store_next(&moves->index, hash, &cursor)) != -1)
        if (is_same(&moves->move[number], move)) {
            free(move->meeting);
            return number;
        }
    moves->move =
        store_grow(moves->move, (size_t)moves->count, sizeof(*moves->move));
    moves->move[moves->count] = *move;
    store_add(&moves->index, hash, moves->count);
    list_move(moves, move->from, moves->count);
    return moves->count++;
}

int
moves_add(struct moves *moves, const struct model *model, int worker,
    const struct state *before, const struct state *after)
{
    struct move own = {.worker = worker,
        .from = before->seat[worker].pose,
        .to = after->seat[worker].pose,
        .unknown = model->track->unknown};

    enum pose_kind to = machine_pose(model->machine, own.to)->kind;
    own.is_last = to == POSE_EXITED || to == POSE_CRASHED;
    own.is_join = joins(machine_pose(model->machine, own.from));
    meet_track(&own, moves, model, before, after);
    meet_behind(&own, model, before, after);
    mark_own(&own, model);
    for (int i = 0; i < model->workers; i++) {
        struct move woken = {.worker = i,
            .from = before->seat[i].pose,
            .to = after->seat[i].pose,
            .is_woken = true};
        woken.sleeps_on =
            model_futex(model, machine_pose(model->machine, woken.from));
        if (i != worker && woken.from != woken.to)
            intern(moves, &woken);
    }
    return intern(moves, &own);
}

const struct list_of_moves *
moves_from(const struct moves *moves, int pose)
{
    static const struct list_of_moves none;

    return pose < moves->poses ? &moves->from[pose] : &none;
}

void
moves_clear(struct moves *moves)
{
    for (int i = 0; i < moves->count; i++)
        free(moves->move[i].meeting);
    for (int i = 0; i < moves->poses; i++)
        free(moves->from[i].move);
    free(moves->move);
    free(moves->from);
    store_clear(&moves->index);
    *moves = (struct moves){0};
}
