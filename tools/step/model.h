/* The workers together: who may run, and what a step of one means to all.
 *
 * A state is where each worker is, which ones sleep, and the values of the
 * contended words. The steps come from the machine; sleeping and waking are
 * done here, so that no worker really sleeps and everything can be undone. */
#pragma once

#include "machine.h"
#include "track.h"
#include "turn.h"

#include <stdbool.h>

/* Does a worker read again and again what has not changed? Then it waits in a
 * loop, until one of the words is written. A loop is recognised by a step that
 * recurs: the same instruction reads the same values. */
struct loop {
    int pose;       /* where that step was made */
    uint64_t mark;  /* instruction and values; 0: none */
    uint64_t words; /* bit n: contended words n, n + 64, … were read since */
    int steps;      /* since then */
    int span;       /* after that many, another step is marked */
    int again;      /* how often it has recurred */
    bool told;      /* the worker signals that it waits: a pause, or a yield */
    bool sleeps;    /* a call within lets it sleep: it takes no CPU */
};

/* Signals that wait (signals.h). */
struct waiting {
    uint32_t set;
    int origins; /* a set: where each comes from (origin.h) */
};

struct seat {
    int pose;
    int lag;               /* instructions already made, but not yet due */
    int via;               /* the edge that they came with; 0 without a lag */
    int queue;             /* asleep: the smaller, the longer; 0: not */
    struct waiting own;    /* signals that wait for it, */
    struct waiting shared; /* and, on its first worker's, for its process */
    int actions;           /* and what that does at signals (actions.h) */
    long alarm;            /* the same: nanoseconds (alarm.h); 0: none is set */
    long slept;            /* since that was set; 0 if none is */
    int outs;              /* how often its sleep has timed out */
    bool in_kernel;        /* a call of its own has not returned */
    bool reaped;           /* its parent has waited for its end, */
    bool told;             /* and asked how it ended */
    bool noted;            /* the end of its process was (notify.h) */
    uint8_t waits_for;     /* asleep for a mutex (owner.h): its owner + 1 */
    struct loop loop;
};

struct state {
    int *kernel;       /* its state (kernel.h) */
    int *said;         /* what has been printed (said.h) */
    uint8_t *used;     /* how often each chance has come */
    struct seat *seat; /* of each worker */
    uint64_t *value;   /* of each contended word */
};

enum standing {
    STANDING_READY,
    STANDING_WAITING, /* in a loop: runs only when nobody else can */
    STANDING_LIMITED, /* asleep for a time: the same */
    STANDING_ASLEEP,
    STANDING_ENDED,
    STANDING_CRASHED,
    STANDING_ENDLESS
};

/* What happened in a step. */
struct event {
    int worker;
    enum chance chance; /* what happened to it */
    int edge; /* in the machine's poses; -1: a lagging instruction, or it
                 fell asleep */
    struct note note;
    bool asleep;      /* it sleeps now */
    bool timed_out;   /* it slept, for a limited time */
    worker_set woken; /* the ones it woke */
    int made;         /* the one that it made; 0: none */
    int signal;       /* that came to it; 0: none */
    int answer;       /* what a library call that is one step returned */
    bool owes; /* it would have woken one that is no worker: machine_owe_wake
                */
    struct call call;
};

struct model {
    struct machine *machine;
    struct track *track; /* of the last step */
    bool ends_at_race;   /* race.h; any write is a change then */
    bool has_invariant;  /* the words that it reads count at the end, too */
    int watched;         /* the word whose value counts at the end; -1: none */
    struct said *said;
    int workers, words;
    int most[CHANCES];     /* how often each chance may come in a schedule */
    bool has_unknown_call; /* a step that cannot be undone */
    long unknown_call;     /* its number */
    uint64_t unknown_at;   /* the program's code that led to it; or 0 */
};

/* Open the model of the machine as it is now; it must not be stale. */
void model_open(
    struct model *model, struct machine *machine, const int most[CHANCES]);

void model_close(struct model *model);

/* The size of a state. States with equal bytes are equal. */
size_t model_state_bytes(const struct model *model);
struct state *model_state_copy(
    const struct model *model, const struct state *state);

/* The initial state. */
struct state *model_begin(const struct model *model);

/* Has it ended, or another thread its process? (Or has it not begun?) */
bool model_has_ended(
    const struct model *model, const struct state *state, int worker);

/* Is the worker of that other one's process? */
static inline bool
model_is_of(const struct model *model, int worker, int other)
{
    const int *space_of = model->machine->space_of;

    return space_of[worker] == space_of[other];
}

enum standing model_standing(
    const struct model *model, const struct state *state, int worker);

/* May it run next? A ready worker may; and, if all tasks are controlled, one
 * whose sleep has a time limit, which may expire now. */
bool model_may_run(
    const struct model *model, const struct state *state, int worker);

/* The turn that must come because no worker is ready; -1: there is none. */
int model_last_hope(const struct model *model, const struct state *state);

/* Does it wait in a loop that changes it each time round, so that it may leave
 * the loop by itself? */
bool model_may_leave(
    const struct model *model, const struct state *state, int worker);

/* The worker whose pthread_t that is in the worker's process, or -1. (A child
 * has its parent's.) */
int model_thread(const struct model *model, const struct state *state,
    int worker, uint64_t thread);

/* The contended word at that address of a worker's; -1: it is not contended. */
int model_word(const struct model *model, int worker, uint64_t address);

/* The contended word on which a worker sleeps in that pose, or is about to, or
 * wakes others; -1: there is none. */
int model_futex(const struct model *model, const struct pose *pose);

/* Take that turn: the worker, which must be ready or the last hope, makes a
 * step, or a chance that may happen happens to it. The state changes. False if
 * the machine is stale, or the step cannot be undone (has_unknown_call). event
 * may be NULL. */
bool model_step(
    struct model *model, struct state *state, int turn, struct event *event);
