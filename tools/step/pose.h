/* A worker between two of its steps, and the effect of a step.
 *
 * A pose is all of a worker that no other can see: its registers, and those of
 * its own words that have changed since the study began. It determines what the
 * worker will do next. The effect depends only on the pose and on the inputs of
 * the step (the values of the contended words that it touches, or may touch, or
 * the result of a call). So each step is executed once, and then known: it
 * becomes an edge from pose to pose. */
#pragma once

#include "actions.h"
#include "arch.h"
#include "calls.h"
#include "decode.h"
#include "space.h"
#include "store.h"

#include <stdbool.h>

enum pose_kind {
    POSE_UNBORN,   /* a spare task (spare.h) */
    POSE_ACCESS,   /* will touch contended words */
    POSE_CALL,     /* will make a system call */
    POSE_FUNCTION, /* will call malloc, printf or the like: that is one step */
    POSE_PAGES,    /* will make a call that unmaps memory (pages.h) */
    POSE_RETURNED, /* a call has returned: signals come now (interrupt.h) */
    POSE_LEAVE,    /* will end, and others can see it (leave.h) */
    POSE_EXIT,     /* will end its process, and all other threads of that */
    POSE_EXITED,   /* has done so */
    POSE_ENDED,    /* is done */
    POSE_CRASHED,  /* got a signal that kills */
    POSE_ENDLESS   /* loops for ever without a shared access */
};

/* The library function that a worker is in, if it may sleep; and whether there
 * are clean-up handlers. */
struct visit {
    const char *function; /* NULL: none */
    uint64_t argument, sp;
    uint64_t back;    /* a wait for a condition returns to there, */
    bool for_nothing; /* without a signal, and reports success */
    uint64_t handler; /* where the outermost handler is noted, on the stack; 0:
                         none */
};

/* Where it is: in the program's own code, in a library, or in a library call
 * that is one step. Only the first access of such a call is a point of choice;
 * the rest follows at once, until it returns or sleeps. */
struct place_of_call {
    enum { PLACE_PROGRAM, PLACE_LIBRARY, PLACE_CALL, PLACE_CALL_BEGUN } kind;
    uint64_t sp;          /* of the call, when it began */
    uint64_t outer_sp;    /* when the program called the library */
    const char *function; /* NULL: what comes after a thread's function */
    uint64_t argument;    /* its first */
};

/* What the kernel remembers of a thread created during the study (born.h), and
 * where its stack is. For others, we ask the kernel. */
struct kept {
    bool is_known;
    uint64_t tid_word, robust_list;
    uint64_t stack;        /* where its stack begins */
    bool switches;         /* it has gone to another stack (visit.c) */
    bool blocks_trap;      /* SIGTRAP, as far as it knows: mask.h */
    uint64_t cancelled_at; /* the program's call in which that happened to it,
                              or else some place; 0: it has not */
};

/* The contended words that a step read. They are known only after the step; but
 * with the same values there, it does the same. */
struct reading {
    int count;
    int *word;
};

/* How long its next call may sleep (tell.h). All 0: for ever. */
struct limit_of_call {
    bool is_invalid;
    long lasts; /* nanoseconds from now on, or */
    long until; /* since the study began */
};

/* The handlers of signals that it is in, and what each has interrupted. */
enum { MAX_HANDLERS = 4 };
struct handling {
    int depth;
    struct {
        uint64_t sp, pc;
        bool cancels; /* it is the library's own: cancel.h */
        bool blocks_trap;
        struct visit visit;
        struct place_of_call place;
    } outer[MAX_HANDLERS];
};

struct pose {
    int worker;
    enum pose_kind kind;
    struct registers registers;
    uint64_t blocked; /* the mask of signals */
    size_t vector_bytes;
    void *vectors;
    size_t own_count;
    struct word *own; /* by key */

    /* What follows from these: */
    const struct instruction *next; /* NULL: ended */
    int touched_count;
    int *touched;      /* the contended words of the next step */
    bool takes_all;    /* the inputs are all contended words, not only these */
    int reading_count; /* what its steps read of them, as far as known: */
    struct reading *reading;
    struct call call; /* POSE_CALL */
    struct limit_of_call limit;
    uint64_t awaited;     /* the signals that end its call: await.h */
    struct action action; /* what it is about to have done at a signal */
    uint64_t value;       /* that it is about to send with one: sigqueue(3) */
    uint64_t leaves_word; /* the kernel clears it when the worker ends; or 0 */
    uint64_t asked_at;    /* the program's own code that led to a call that is
                             refused, or a wait (where.h); or to a crash */
    uint64_t caller;      /* and the word on top of the stack: who wants it */
    int signal;           /* POSE_CRASHED; or it was killed (killed.h) */
    char *complaint;      /* and what the C library said; NULL: nothing */
    int exit_status;      /* of an end by exit */
    bool paused; /* on the way here it signalled that it waits in a loop */
    struct visit visit;
    struct place_of_call place;
    struct kept kept;
    struct handling handling;
    int mapped;  /* how often it has asked for memory */
    int made;    /* how many threads it has made */
    bool closes; /* its call gives back what the process has, before it ends
                  */
    bool has_undone, has_closed; /* what it had as a process: leave.h */
    bool has_loaded;             /* half of its step is done (act_load): */
    uint64_t loaded;             /* the value that it read */
    int guest;                   /* it is another program (guest.h); or 0 */
    int vforked; /* it runs as its child does (vforked.h); or 0 */
    int needs;   /* the kernel state in which it mapped shared memory; or 0 */
};

/* What an instruction did, for the reader. */
struct note {
    const struct instruction *what;
    enum { NOTE_WHOLE, NOTE_LOAD, NOTE_STORE } half; /* act_load */
    bool has_before, has_after;
    uint64_t before, after;
    unsigned bytes;   /* how wide these are */
    uint64_t address; /* of the memory; 0: none */
};

/* A contended word that a step touched. */
struct met {
    int word;
    int halves; /* words.h: what it touched of it */
    bool written;
};

struct change {
    int word; /* contended: its number */
    uint64_t value;
};

struct edge {
    int pose;
    size_t input_count;
    uint64_t *input;
    int next; /* pose */
    int change_count;
    struct change *change;
    int met_count;
    struct met *met;   /* each word once */
    bool orders;       /* something after the step did (struct instruction) */
    int answer;        /* of a library call that ended here, or 0 */
    int lag;           /* instructions run after the step, to the next pose */
    struct note *note; /* of the step, and of the lag if each is a step */
    int begin;         /* the pose of the task that it makes, */
    uint64_t id_at[2]; /* and where its id is written; or 0 */
    size_t text_bytes; /* what it prints to stdout */
    char *text;
    int wake_count;
    uint64_t *wake; /* words whose sleepers it wakes, one on each */
};

struct poses {
    size_t words; /* contended: the input of one that takes all has that length;
                     of a call that is to fail, one more */
    int count;
    struct pose **pose;
    struct store_index index;
    int edge_count;
    struct edge *edge;
    struct store_index edge_index;
};

/* The number of the pose, which is copied if it is new. The arrays that it
 * points to become ours, or are freed. */
int poses_intern(struct poses *poses, struct pose *pose);

/* Is the word among the worker's own ones that have changed? */
bool pose_has(const struct pose *pose, uint64_t key);

/* The known edge from there with that input; -1 if there is none. What is no
 * step of the worker's own has more inputs than any step: imposed.h. */
int poses_edge(
    const struct poses *poses, int pose, const uint64_t *input, size_t count);

/* Add one; its arrays become ours. Returns its number. */
int poses_add_edge(struct poses *poses, const struct edge *edge);

/* The edge's input is all contended words: keep only those that the step
 * touched. */
void poses_narrow_input(struct poses *poses, struct edge *edge);

void poses_clear(struct poses *poses);

/* The kind of call that comes next; CALL_REFUSED if none does. Does that sleep
 * for a time, and for nothing else? */
enum call_kind pose_next_call(const struct pose *pose);
bool pose_sleeps_for_a_time(const struct pose *pose);
