#include "rows.h"

#include "cell.h"
#include "library.h"

#include <stdlib.h>

/* A schedule of so many rows is shown as it is; and fewer than so many are not
 * worth a line that stands for them. */
enum { SHORT_SCHEDULE = 20, FEW_ROWS = 3 };

/* ---- Adding. ---- */

/* A word of its stack, as it is in that pose. */
static uint64_t
word_of(const struct played *played, uint64_t address)
{
    const struct machine *machine = played->model->machine;
    const struct pose *pose = played->before;
    const struct space *space =
        &machine->space[machine->space_of[pose->worker]];
    uint64_t key = space_key(space, address);

    for (size_t i = 0; i < pose->own_count; i++)
        if (pose->own[i].key == key)
            return pose->own[i].value;
    return machine_read(machine, pose->worker, address, played->state->value);
}

/* In a library: the call that led there. */
static uint64_t
address_of(const struct played *played)
{
    const struct place_of_call *place = &played->before->place;

    if (symbols_is_program(played->address))
        return played->address;
    if (place->outer_sp == 0 || place->outer_sp == UINT64_MAX)
        return 0;
    uint64_t back = arch_return_address(
        &played->before->registers, word_of(played, place->outer_sp));
    return symbols_is_program(back - 1) ? back - 1 : 0;
}

/* Whatever else it does, others are concerned. */
static bool
concerns_others(const struct event *event, const struct move *move)
{
    return event->asleep || event->timed_out || event->woken != 0 ||
           event->chance != CHANCE_NONE || move->unknown;
}

/* The words that it writes, also those that keep their value: that is no change
 * for moves.h, but one for a reader. */
static void
keep_written(struct row *row, const struct model *model)
{
    const struct track *track = model->track;

    for (int i = 0; i < track->edge_count; i++) {
        const struct edge *edge = &model->machine->poses.edge[track->edge[i]];
        for (int j = 0; j < edge->met_count; j++) {
            if (!edge->met[j].written)
                continue;
            row->written = store_grow(row->written, (size_t)row->written_count,
                sizeof(*row->written));
            row->written[row->written_count++] = edge->met[j].word;
        }
    }
}

/* Two variables may share a word. */
static void
keep_bytes(struct row *row, const struct played *played)
{
    const struct note *note = &played->event.note;

    row->word = -1;
    if (played->event.edge == -1 || played->before->kind != POSE_ACCESS ||
        played->before->place.kind >= PLACE_CALL || note->address == 0)
        return;
    row->word = model_word(played->model, row->worker, note->address);
    row->low = (unsigned)(note->address % WORD_BYTES);
    row->bytes = note->bytes;
}

struct row *
rows_add(struct rows *rows, const struct played *played, char *text)
{
    const struct model *model = played->model;
    const struct event *event = &played->event;
    const struct place_of_call *place = &played->before->place;

    if (rows->count == 0) {
        moves_begin(&rows->moves, model);
        rows->before = model_begin(model);
    }
    rows->row = store_grow(rows->row, (size_t)rows->count, sizeof(*rows->row));
    bool is_next =
        rows->count > 0 && rows->row[rows->count - 1].worker == event->worker;
    int move = moves_add(
        &rows->moves, model, event->worker, rows->before, played->state);
    rows->row[rows->count] = (struct row){.text = text,
        .function =
            place->kind < PLACE_CALL ? played->before->visit.function : NULL,
        .what = event->note.what,
        .address = address_of(played),
        .worker = event->worker,
        .run = is_next ? rows->row[rows->count - 1].run : rows->count,
        .move = move,
        .sleeps = event->asleep,
        .draws = place->kind >= PLACE_CALL && place->function != NULL &&
                 library_draws(place->function),
        .is_needed = concerns_others(event, &rows->moves.move[move]) ||
                     cell_is_cancelled(played)};
    keep_written(&rows->row[rows->count], model);
    keep_bytes(&rows->row[rows->count], played);
    free(rows->before);
    rows->before = model_state_copy(model, played->state);
    return &rows->row[rows->count++];
}

/* ---- Choosing. ---- */

/* Rows in which a byte was used; -1: none. What moves.h numbers like a word has
 * eight bytes, too. */
struct uses {
    int changed; /* last */
    int *used;   /* since then, last, by worker */
    int first;   /* of all */
    bool is_shared;
};

static bool
changes(const struct row *row, const struct meeting *meeting)
{
    bool changes = meeting->changed;

    for (int i = 0; i < row->written_count; i++)
        changes |= row->written[i] == meeting->word;
    return changes;
}

static void
use(struct rows *rows, int number, bool is_change, struct uses *uses,
    int workers)
{
    struct row *row = &rows->row[number];
    bool is_first = uses->used[row->worker] < row->run;

    if (uses->first == -1)
        uses->first = number;
    uses->is_shared |= rows->row[uses->first].worker != row->worker;
    if (uses->changed != -1 && is_first &&
        rows->row[uses->changed].worker != row->worker)
        row->is_needed = rows->row[uses->changed].is_needed = true;
    for (int i = 0; i < workers && is_change; i++) {
        if (i != row->worker && uses->used[i] != -1)
            row->is_needed = rows->row[uses->used[i]].is_needed = true;
        uses->used[i] = -1;
    }
    if (uses->changed != -1 && (row->sleeps || number == rows->count - 1))
        rows->row[uses->changed].is_needed = true;
    if (is_change)
        uses->changed = number;
    uses->used[row->worker] = number;
}

static void
use_word(struct rows *rows, int number, const struct meeting *meeting,
    struct uses *uses, int workers)
{
    const struct row *row = &rows->row[number];
    bool is_part = meeting->word == row->word;
    unsigned low = is_part ? row->low : 0;
    unsigned bytes = is_part ? row->bytes : WORD_BYTES;

    uses += (size_t)meeting->word * WORD_BYTES;
    for (unsigned i = low; i < low + bytes && i < WORD_BYTES; i++)
        use(rows, number, changes(row, meeting), &uses[i], workers);
}

/* Each number that is drawn follows from earlier ones, of whatever worker: a
 * meeting, but none to learn from. */
static void
choose_meetings(struct rows *rows, const struct model *model, bool is_judged)
{
    size_t workers = (size_t)model->workers;
    size_t count = (size_t)moves_words(model) * WORD_BYTES;
    struct uses *uses = store_new(count * sizeof(*uses));
    int *used = store_new(count * workers * sizeof(*used));

    for (size_t i = 0; i < count * workers; i++)
        used[i] = -1;
    for (size_t i = 0; i < count; i++)
        uses[i] = (struct uses){-1, &used[i * workers], -1, is_judged};
    for (int i = 0; i < rows->count; i++) {
        const struct move *move = &rows->moves.move[rows->row[i].move];
        for (int j = 0; j < move->count && !rows->row[i].draws; j++)
            use_word(rows, i, &move->meeting[j], uses, model->workers);
    }
    for (size_t i = 0; i < count; i++)
        if (uses[i].is_shared && uses[i].changed != -1)
            rows->row[uses[i].changed].is_needed = true;
    free(used);
    free(uses);
}

void
rows_choose(struct rows *rows, const struct model *model, bool is_judged)
{
    int since = 0; /* the first row after one that is needed */

    choose_meetings(rows, model, is_judged);
    for (int i = 0; i < rows->count; i++)
        rows->row[i].is_needed |= rows->row[i].run == i ||
                                  i == rows->count - 1 ||
                                  rows->row[i + 1].run == i + 1;
    for (int i = 0; i < rows->count; i++) {
        if (!rows->row[i].is_needed)
            continue;
        if (rows->count <= SHORT_SCHEDULE || i - since < FEW_ROWS)
            while (since < i)
                rows->row[since++].is_needed = true;
        since = i + 1;
    }
}

int
rows_folded(const struct rows *rows, int row)
{
    int last = row;

    while (last < rows->count && !rows->row[last].is_needed)
        last++;
    return last - row;
}

void
rows_clear(struct rows *rows)
{
    for (int i = 0; i < rows->count; i++) {
        free(rows->row[i].text);
        free(rows->row[i].written);
    }
    free(rows->row);
    free(rows->before);
    moves_clear(&rows->moves);
    *rows = (struct rows){0};
}
