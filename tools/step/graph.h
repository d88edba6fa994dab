/* The states that a search has reached, each once, and the ways from one to the
 * next. Each way is taken only once; after that, its target is known. */
#pragma once

#include "expression.h"
#include "moves.h"

/* The next step of a worker in a state. */
struct way {
    int to;   /* the state that it leads to; -1: not taken yet */
    int move; /* moves.h */
    bool may_run, is_ready;
    bool is_alone;  /* reduce.h: */
    int alone_when; /* moves known when that was found; 0: never */
    int polls;      /* graph_preempted: 1, or -1 if it does not; 0: not known */
};

struct node {
    struct state *state;
    struct ending *ending; /* of a final state that was judged; or NULL */
    bool is_over;    /* a worker has crashed, an invariant is broken, or two
                       workers race */
    bool runs;       /* somebody may */
    int ended;       /* how many workers have */
    int hope;        /* the turn that must come because no worker can run; or -1
                      */
    struct way *way; /* of each worker */
    int group;       /* reduce.h: whose turn it is; -1: not known yet */
    int group_when;  /* moves known when it was found; -1: it was inherited */
};

/* Which halves of a word (words.h) may have any value. */
struct freed {
    int when, halves;
};

/* Room for reduce.c: what is in it now is marked by the number `now`. */
struct room {
    int now;
    size_t words, poses, moves;
    struct freed *freed; /* by word */
    int *pose, *is_in, *left;
};

/* Sets of workers: a bool for each. */
struct groups {
    int count;
    bool **group;
};

struct graph {
    struct model *model;
    const struct expression *always; /* search.h */
    int count;
    struct node *node;
    struct store_index index;
    struct moves moves;
    int move; /* of the step that was made last */
    struct room room;
    struct groups groups;
};

/* The state's number. It becomes ours, or is freed. */
int graph_add(struct graph *graph, struct state *state);

/* Where that turn leads, by which move (graph->move); -1 if it cannot be taken
 * (model_step). */
int graph_step(struct graph *graph, int from, int turn);

/* Whom a switch would preempt there, if that worker ran last (-1: none did): -1
 * if it cannot go on; nor does it count if it polls: if no other ran, it would
 * come back to that state, in which it takes a lock, looks and gives it back,
 * say. */
int graph_preempted(struct graph *graph, int state, int last);

void graph_clear(struct graph *graph);
