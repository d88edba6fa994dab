#include "cycle.h"

#include "act.h"
#include "future.h"
#include "limit.h"

#include <linux/membarrier.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>

/* So many pairs of moves are compared in a microsecond or so (limit_work). */
enum { PAIRS_A_MICROSECOND = 50 };

/* ---- What a step touches. ---- */

/* By the program's own code, or a library's outside its locking calls: memset
 * may set a flag. */
static bool
is_plain(const struct pose *pose)
{
    return pose->kind == POSE_ACCESS &&
           (pose->next->is_program || pose->place.kind == PLACE_LIBRARY);
}

static uint64_t
byte_key(const struct space *space, uint64_t address)
{
    return space_key(space, address) + address % WORD_BYTES;
}

static bool
is_contended(const struct machine *machine, const struct bytes *bytes)
{
    for (uint64_t key = bytes->key / WORD_BYTES * WORD_BYTES;
         key < bytes->key + bytes->count; key += WORD_BYTES) {
        const struct word_facts *facts = words_find(&machine->words, key);
        if (facts != NULL && facts->contended != -1)
            return true;
    }
    return false;
}

int
cycle_accesses(const struct graph *graph, const struct pose *pose, bool writes,
    struct bytes out[MAX_ACCESSES])
{
    const struct machine *machine = graph->model->machine;
    bool is_half =
        is_plain(pose) && (pose->has_loaded || act_is_load(machine, pose));
    int count = 0;

    if (!is_plain(pose) || (is_half && writes != pose->has_loaded))
        return 0;
    for (int i = 0; i < pose->next->operands; i++) {
        const struct operand *operand = &pose->next->operand[i];
        uint64_t address = decode_address(operand, &pose->registers);
        const struct space *space =
            &machine->space[machine->space_of[pose->worker]];
        out[count] = (struct bytes){byte_key(space, address), operand->bytes};
        count += (writes ? operand->writes : operand->reads) &&
                 is_contended(machine, &out[count]);
    }
    return count;
}

bool
cycle_overlap(const struct bytes *left, const struct bytes *right)
{
    return left->key < right->key + right->count &&
           right->key < left->key + left->count;
}

/* A neighbour's bytes may be in the same half of a word. */
static bool
touches(const struct graph *graph, const struct pose *pose,
    const struct bytes *bytes)
{
    struct bytes access[MAX_ACCESSES];

    for (int writes = 0; writes < 2; writes++)
        for (int i = cycle_accesses(graph, pose, writes, access); i > 0; i--)
            if (cycle_overlap(&access[i - 1], bytes))
                return true;
    return false;
}

/* What the kernel reads or writes for a call such as read or write is not among
 * the words that the move meets. */
static bool
is_in_buffer(const struct graph *graph, const struct pose *pose,
    const struct bytes *bytes, bool changes)
{
    const struct machine *machine = graph->model->machine;
    const struct space *space =
        &machine->space[machine->space_of[pose->worker]];
    uint64_t address, count;

    if (pose->kind != POSE_CALL || calls_kind(&pose->call) != CALL_KERNEL)
        return false;
    calls_written(&pose->call, &address, &count);
    if (count == 0 && !changes) {
        address = pose->call.arguments[1];
        count = pose->call.arguments[2];
    }
    uint64_t word = bytes->key / WORD_BYTES * WORD_BYTES;
    uint64_t low = space_address(space, word) + bytes->key - word;
    return space_address(space, word) != 0 && low < address + count &&
           address < low + bytes->count;
}

static bool
meets_word(const struct model *model, const struct meeting *meeting,
    const struct bytes *bytes, bool changes)
{
    int halves = changes ? meeting->changed : meeting->halves;

    if (meeting->word >= model->words)
        return false;
    uint64_t key = model->machine->contended->key[meeting->word];
    const struct bytes low = {key, HALF_BYTES};
    const struct bytes high = {key + HALF_BYTES, HALF_BYTES};
    return ((halves & LOW_HALF) != 0 && cycle_overlap(&low, bytes)) ||
           ((halves & HIGH_HALF) != 0 && cycle_overlap(&high, bytes));
}

bool
cycle_meets(const struct graph *graph, const struct move *move,
    const struct bytes *bytes, bool changes)
{
    const struct model *model = graph->model;
    const struct pose *pose = machine_pose(model->machine, move->from);

    for (int i = 0; i < move->count; i++)
        if (meets_word(model, &move->meeting[i], bytes, changes))
            return !is_plain(pose) || touches(graph, pose, bytes);
    return is_in_buffer(graph, pose, bytes, changes);
}

/* ---- membarrier(2). ---- */

bool
cycle_flushes(const struct graph *graph, const struct move *move, int worker)
{
    const struct machine *machine = graph->model->machine;
    const struct poses *poses = &machine->poses;
    const struct pose *pose = machine_pose(machine, move->from);
    const struct call *call = &pose->call;
    bool is_same = machine->space_of[worker] == machine->space_of[move->worker];
    /* Of the lab's own (bell.c). Of others, nobody tells. */
    bool is_registered = machine->program->births == 0;

    if (pose->kind != POSE_CALL || call->number != SYS_membarrier ||
        !(call->arguments[0] == MEMBARRIER_CMD_GLOBAL ||
            (is_same &&
                call->arguments[0] == MEMBARRIER_CMD_PRIVATE_EXPEDITED) ||
            (is_registered &&
                call->arguments[0] == MEMBARRIER_CMD_GLOBAL_EXPEDITED)))
        return false;
    for (int i = 0; i < poses->edge_count; i++)
        if (poses->edge[i].pose == move->from &&
            poses->edge[i].note->after != 0) /* it has failed */
            return false;
    return true;
}

/* ---- Waiting. ---- */

static bool
is_equal(const struct move *left, const struct move *right)
{
    return left->to == right->to && left->unknown == right->unknown &&
           left->is_woken == right->is_woken && left->count == right->count &&
           memcmp(left->meeting, right->meeting,
               (size_t)left->count * sizeof(*left->meeting)) == 0;
}

static bool
is_among(const struct graph *graph, const struct list_of_moves *list,
    const struct move *move)
{
    for (int i = 0; i < list->count; i++)
        if (is_equal(&graph->moves.move[list->move[i]], move))
            return true;
    return false;
}

static bool
changes(const struct move *move)
{
    for (int i = 0; i < move->count; i++)
        if (move->meeting[i].changed != 0)
            return true;
    return move->unknown || move->is_woken;
}

bool
cycle_waits(const struct graph *graph, const struct move *move)
{
    const struct machine *machine = graph->model->machine;
    const struct list_of_moves *before = moves_from(&graph->moves, move->from);
    const struct list_of_moves *after = moves_from(&graph->moves, move->to);

    if (changes(move) || machine_pose(machine, move->from)->next !=
                             machine_pose(machine, move->to)->next)
        return false;
    for (int i = 0; i < after->count; i++)
        if (!is_among(graph, before, &graph->moves.move[after->move[i]]))
            return false;
    return true;
}

/* ---- What follows from what. ---- */

struct ways {
    const struct graph *graph;
    int still; /* the worker that stands before its store */
    size_t count;
    const struct move **move;
};

static bool
collect(const struct move *move, void *argument)
{
    struct ways *ways = argument;

    if (cycle_flushes(ways->graph, move, ways->still))
        return true;
    ways->move =
        store_grow(ways->move, ways->count, sizeof(const struct move *));
    ways->move[ways->count++] = move;
    return true;
}

/* Of the same worker in its order; of others, if they conflict. */
static bool
may_follow(const struct move *move, const struct move *after)
{
    return move->worker == after->worker ? move->to == after->from
                                         : moves_conflict(move, after);
}

/* Moves that have been reached come first, up to `reached`. */
static void
reach(struct ways *ways, size_t *reached, size_t number)
{
    const struct move *move = ways->move[number];

    ways->move[number] = ways->move[*reached];
    ways->move[(*reached)++] = move;
}

bool
cycle_closes(struct graph *graph, int state, int worker,
    const struct bytes *store, const struct bytes *load)
{
    struct ways ways = {graph, worker, 0, NULL};
    struct future others = {.graph = graph,
        .state = graph->node[state].state,
        .still = worker,
        .lives = -1};
    size_t reached = 0;
    bool closes = false;

    future_walk(&others, NULL, collect, &ways);
    for (size_t i = 0; i < ways.count; i++)
        if (cycle_meets(graph, ways.move[i], load, true))
            reach(&ways, &reached, i);
    for (size_t i = 0; i < reached && !closes; i++) {
        limit_work(1 + (int)(ways.count / PAIRS_A_MICROSECOND));
        closes = cycle_meets(graph, ways.move[i], store, false) &&
                 !cycle_waits(graph, ways.move[i]);
        for (size_t j = reached; j < ways.count && !closes; j++)
            if (may_follow(ways.move[i], ways.move[j]))
                reach(&ways, &reached, j);
    }
    free(ways.move);
    return closes;
}
