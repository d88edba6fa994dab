#include "lost.h"

#include <stdlib.h>

static void
begin(struct lost *lost, const struct model *model)
{
    size_t bytes = (size_t)model->words * WORD_BYTES;

    lost->trail = store_new(bytes * sizeof(*lost->trail));
    for (size_t i = 0; i < bytes; i++)
        lost->trail[i].writer = -1;
}

/* The one whose write of the byte is overwritten by a worker that has not seen
 * it; -1: nobody. */
static int
follow_byte(struct trail *trail, int worker, const struct note *note)
{
    bool knows = workers_has(trail->known, worker);
    int loser = -1;

    if (note->has_after && !note->has_before && !knows &&
        trail->writer != worker)
        loser = trail->writer;
    if (note->has_before)
        trail->known |= workers_only(worker);
    if (note->has_after)
        *trail = (struct trail){worker, workers_only(worker)};
    return loser;
}

int
lost_find(struct lost *lost, const struct played *played)
{
    const struct note *note = &played->event.note;
    unsigned first = (unsigned)(note->address % WORD_BYTES);
    int loser = -1;

    if (lost->trail == NULL)
        begin(lost, played->model);
    if (played->touched == -1 || played->touched >= played->model->words ||
        played->before->place.kind >= PLACE_CALL)
        return -1;
    struct trail *trail = &lost->trail[played->touched * WORD_BYTES];
    for (unsigned i = first; i < first + note->bytes && i < WORD_BYTES; i++) {
        int one = follow_byte(&trail[i], played->event.worker, note);
        loser = one != -1 ? one : loser;
    }
    return loser;
}

void
lost_clear(struct lost *lost)
{
    free(lost->trail);
    lost->trail = NULL;
}
