/* Steps of the workers as others see them.
 *
 * A move takes a worker from one pose to another: by a step of its own (with
 * all that belongs to it, such as a library call), or because another has woken
 * it. It is identified by the contended words that it touches, their values
 * before, and which of them it changes. Two moves that share no word that one
 * of them changes can be made in either order, with the same result. So can two
 * that touch different halves of a word: neighbours in memory are no conflict.
 * Where races are looked for, writing the same value is a change as well. */
#pragma once

#include "model.h"

struct meeting {
    int word;    /* contended; or one of the next */
    int halves;  /* what the move touches of it (words.h), */
    int changed; /* and what of these is not the same after it */
    bool is_own; /* in an end: only the one that joins the thread may see it */
    bool is_input; /* what these held before made a difference: */
    uint64_t value;
};

/* Not words, but changed or read like them; numbered after the words. */
enum {
    BEHIND_SAID,  /* what has been printed */
    BEHIND_CRASH, /* whether a worker has crashed */
    BEHIND_END,   /* whether a process has ended */
    BEHINDS
};

/* The number that stands for the sleepers on a word. */
int moves_sleepers(const struct model *model, int word);

/* How many numbers there are, for words and all else. */
int moves_words(const struct model *model);

struct move {
    int worker, from, to; /* poses */
    bool unknown;         /* it touches more than we can tell */
    bool is_woken;        /* by another, */
    int sleeps_on;        /* where it slept on that word; -1: not known */
    bool is_join;         /* it waits for the end of a thread */
    bool is_end;          /* of the worker */
    bool is_last;         /* it ends the process, or all: no move follows it */
    int count;
    struct meeting *meeting;
};

struct moves {
    int tasks_word; /* left out: see moves_begin; -1: it is not contended */
    int count;
    struct move *move;
    struct store_index index;
    int poses;
    struct list_of_moves {
        int count;
        int *move;
    } * from; /* by pose */
};

/* Begin with none. The library counts its threads in a word; which end
 * decrements it first makes no difference. */
void moves_begin(struct moves *moves, const struct model *model);

/* That worker has just made a step (model->track), from one state to the other.
 * Returns the number of its move. Those that it woke have made moves, too. */
int moves_add(struct moves *moves, const struct model *model, int worker,
    const struct state *before, const struct state *after);

/* The known moves from a pose; the last stands for none. */
const struct list_of_moves *moves_from(const struct moves *moves, int pose);

/* Can two workers not make them in either order? */
bool moves_conflict(const struct move *left, const struct move *right);

void moves_clear(struct moves *moves);
