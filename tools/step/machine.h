/* The program, stopped where the study begins, ready to make any step from any
 * pose.
 *
 * Before each step, the worker's registers and the words that differ are put in
 * place; so the workers can be sent from pose to pose in any order, backwards
 * as well as forwards. Only kernel state cannot be rolled back: kernel.h has
 * the steps that change it. */
#pragma once

#include "actions.h"
#include "blind.h"
#include "kernel.h"
#include "names.h"
#include "origin.h"
#include "pace.h"
#include "plt.h"
#include "pose.h"
#include "said.h"
#include "space.h"
#include "stops.h"
#include "target.h"
#include "words.h"

#include <stdbool.h>

/* The words that the workers contend for; grows until nothing new is found. */
struct contended {
    int count;
    uint64_t *key;
};

/* A worker when the study began. */
struct beginning {
    struct registers registers;
    uint64_t blocked;
    struct vectors vectors;
};

/* Words of a worker that were left behind below its stack. */
struct leftovers {
    size_t count;
    uint64_t *key;
};

/* A futex call that must finally be made for real. */
struct owed {
    int worker;
    uint64_t instruction;
    struct call call;
};

/* What the schedules so far leave open (untried.c). */
struct gaps {
    bool waits_in_loop;    /* standing.c: a worker did, in some schedule */
    uint64_t held_back_at; /* standing.c: a loop that was not followed; or 0 */
    uint64_t waits_on_at;  /* standing.c: a wait that did not time out; or 0 */
    /* A process was not killed, or a call not interrupted, since it slept in
     * the kernel (chance.c). */
    bool has_spared, has_slept;
    bool awaits_signal; /* judge.c: from outside, in some schedule */
    bool has_outrun;    /* a kill, at a process that might go on (ask.c) */
    worker_set printed, cancelled; /* in one step; by others (model.c) */
};

struct machine {
    bool every_instruction;
    struct contended *contended;

    struct target target;
    int spaces;
    struct space *space;       /* room for MAX_WORKERS of them */
    int space_of[MAX_WORKERS]; /* by worker */
    struct program *program;
    struct beginning *first; /* by worker */
    struct kernel kernel;
    struct words words;
    struct blind blind;
    struct stops stops;
    struct plt plt;
    struct hot hot;
    uint64_t *first_values; /* of the contended words, when the study began */

    struct said said;
    struct per_signal actions, origins;
    int first_actions[MAX_WORKERS]; /* by worker: its process's, at first */
    long first_alarm;               /* of main's process (alarm.h) */

    struct poses poses;
    int begin[MAX_WORKERS]; /* pose of each worker before its first step */
    int wanted_kernel;      /* the kernel state that the next step is made in */
    int at[MAX_WORKERS];    /* where it really is; -1: somewhere else */
    struct leftovers leftovers[MAX_WORKERS];
    int stop_status[MAX_WORKERS]; /* as of waitpid, after a call */
    bool has_tid_word[MAX_WORKERS];
    uint64_t tid_word[MAX_WORKERS]; /* leave.c */
    bool stale;             /* something contended is new: begin again */
    bool scouts;            /* scout.c: go on, and make it contended later: */
    struct contended found; /* these */
    bool has_exits;         /* there is a POSE_EXITED */
    int crash[MAX_WORKERS]; /* bury.h: the pose in which each was killed */
    worker_set sayers;      /* those that have printed */
    struct gaps gaps;

    /* A read-modify-write without LOCK (act_load); NULL: none was met. */
    const struct instruction *split;
    long instructions; /* single steps made */
    long traced_ns;    /* the time these took */
    struct owed *owed; /* wake-ups of tasks that step does not control */
    size_t owed_count;
};

/* Start the program, and bring each worker before its first step. If
 * machine->stale is set then, a contended word was found: forget the poses
 * (machine_rewind) and look again. */
void machine_start(struct machine *machine, struct program *program,
    struct contended *contended, bool every_instruction);

/* Bring each worker before its first step, with what is contended now. */
void machine_begin(struct machine *machine);

/* After a call that may have mapped shared memory: has it? */
bool machine_look_again(struct machine *machine, int worker);

/* Back to the beginning of the study, with what is contended now. */
void machine_rewind(struct machine *machine);

/* Start the program again, when it is in a kernel state that it cannot leave.
 */
void machine_restart(struct machine *machine);

/* Put a worker into that pose, and the contended words in place. */
void machine_place(struct machine *machine, int pose, const uint64_t *values);

/* Make the next step of that pose, with these inputs: what the call returns
 * (CALL), the values of all contended words (takes_all; with one more input, a
 * function that may fail does), or else those of the touched ones. NULL if the
 * pass is over (machine->stale). The edge is valid until the next call. */
const struct edge *machine_step(
    struct machine *machine, int pose, const uint64_t *input, size_t count);

/* Send its worker there, to make a step, but not the contended words. False if
 * machine->stale. */
bool machine_send(struct machine *machine, int pose);

/* Let the program run to its end from where the workers are: each must be at
 * the pose given, and the contended words have these values. */
void machine_finish(
    struct machine *machine, const int *poses, const uint64_t *values);

/* The word is below the worker's stack pointer: its pose does not include it.
 */
void machine_leave_behind(struct machine *machine, int worker, uint64_t key);

/* A futex call was to wake a task that we do not control: make it when all is
 * over. */
void machine_owe_wake(struct machine *machine, int worker, uint64_t instruction,
    const struct call *call);

/* Kill the program, and free everything. */
void machine_end(struct machine *machine);

/* The word at an address, as a worker would read it with these contended
 * values. */
uint64_t machine_read(const struct machine *machine, int worker,
    uint64_t address, const uint64_t *values);

/* What is at a worker's address: its name (names.h), or "[0x...]". */
void machine_name(const struct machine *machine, int worker, uint64_t address,
    bool whole, char *out, size_t size);

/* The number of the contended word at this address; it is made contended if it
 * was not (machine->stale). */
int machine_contend(struct machine *machine, int worker, uint64_t address);
int machine_contend_key(struct machine *machine, uint64_t key);

static inline const struct pose *
machine_pose(const struct machine *machine, int pose)
{
    return machine->poses.pose[pose];
}
