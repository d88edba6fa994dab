/* The program under study: from exec to where its workers begin, and from their
 * end to its own.
 *
 * We trace each of its tasks, process or thread, by ptrace(2), and it dies with
 * us (PTRACE_O_EXITKILL). A program of the lab lets its workers begin together
 * at the gate (kit/gate.h): the study then begins when gate_enter returns, and
 * ends where gate_leave is called. Another program's workers are the tasks that
 * enter a function of a given name, until they return from it. */
#pragma once

#include "arch.h"
#include "early.h"
#include "maps.h"
#include "remains.h"
#include "symbols.h"
#include "workers.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

enum { RUNS_BYTES = 48, MAX_TASKS = 256, OUTPUT_BYTES = 65536 };

struct ids {
    pid_t task, process, parent;
    pid_t group, session; /* they stay what they are: to leave one in
                             mid-study is refused */
};

/* For which task a spare one is: the n-th that the worker makes. */
struct spare {
    int worker, n;
    bool forks; /* it is a process */
};

enum { MAX_CLOCKS = 16 }; /* of clock_gettime(2) */

/* What to run. */
struct program {
    char *const *argv; /* argv[0] is a path */
    const char
        *function; /* NULL: all tasks are controlled, or those at the gate */
    bool inside_calls; /* a call that locks is more than one step */
    int most_births;   /* the study begins when main has made so many tasks; 0:
                          when it has made all that it makes without waiting */

    /* What the first start finds out: */
    bool is_known;
    int births; /* tasks that main makes; 0: it is not controlled */
    int spare;  /* tasks for those created during the study (spare.h): */
    struct spare spare_of[MAX_WORKERS];
    uint64_t call_at;   /* a system call instruction */
    uint64_t unwinder;  /* unwinder.h; 0: it does not matter */
    uint64_t canceller; /* the same */
    uint64_t complaint; /* complaint.h; 0: the library keeps none */
    bool buries; /* a child's crash is the end of the child only (bury.h) */
    bool asks;   /* main asks what differs between starts (answer.h) */
    struct call asking;        /* the call that it is in */
    long asked;                /* how often it has asked, in this start */
    long clock_ns[MAX_CLOCKS]; /* what each clock said at first; 0: nothing */
    uint64_t sent;             /* signals that workers have sent (signals.h); */
    uint64_t sent_main; /* those that came to main's process, whatever it did */
    bool interrupts;    /* some run handlers */
    bool rings;         /* a process sets an alarm (alarm.h) */
    long alarm_ns; /* that which main has set before its first task; or 0 */
    uint64_t asked_origins; /* of which it asks that (origin.h) */
    bool tells_ends;        /* somebody may notice SIGCHLD (notify.h) */
    bool has_descriptors;   /* more than stdin, stdout and stderr */
    bool has_ends;          /* some of which a copy of a process would keep */
    bool prints_in_pieces;  /* a printf makes several calls of write */
    bool inherits;          /* it has mutexes with priority inheritance */
    bool undoes;            /* with SEM_UNDO: what it did when it ends */
    bool has_own_ipc;       /* each start has objects of System V for itself */
    struct early early;
    int entries;
    struct entry entry[MAX_ENTRIES]; /* where the study begins */
    uint64_t gate_leave;             /* 0: it has no gate */
    int workers;
    char runs[MAX_WORKERS][RUNS_BYTES]; /* the function that each is in */
    uint64_t runs_at[MAX_WORKERS];      /* where it was last seen to begin */
    struct ids ids[MAX_WORKERS]; /* the ids that workers see, in each start */

    struct maps maps; /* what they have ever asked for */
};

/* A task stopped at the beginning of its study. */
struct worker {
    pid_t task, process;
    pid_t parent;    /* the process whose child its process is */
    uint64_t end_pc; /* it is done at this instruction, */
    uint64_t end_sp; /* with the stack at least so high; 0: at its exit */
};

struct task {
    pid_t id, process;
    bool fresh;       /* has not made its first step yet */
    bool arrived;     /* stopped at the beginning of the study */
    bool frozen;      /* no worker, and stopped while the workers are studied */
    bool free;        /* no worker: it will be another program */
    bool tells_calls; /* it stops before and after each system call, if let go
                         by tasks_let_go */
    uint64_t entry;   /* where it arrived */
};

enum { MAX_LEFT_OUT = 16, LEFT_NAME = 80 };

/* Tasks that are not controlled while the workers are studied. */
struct left_out {
    int count;
    struct left_task {
        char name[LEFT_NAME];
        bool stands; /* held where it was; otherwise it sleeps in the kernel */
        worker_set until; /* it sleeps until one of these has ended; 0: until
                             anything else */
    } task[MAX_LEFT_OUT];
    int ended; /* those that ran free, and had ended before */
};

/* A signal that came while the program ran free, and kills by default. */
struct death {
    int signal;     /* 0: none came */
    uint64_t place; /* where the program was; 0: not known */
};

struct target {
    pid_t main; /* the process that was started */
    int tasks;  /* that live */
    struct task task[MAX_TASKS];
    int expected; /* workers, as the gate knows; or 0 */
    int workers;
    int spare; /* the last ones of them, if no one has made them yet (spare.h)
                */
    struct worker worker[MAX_WORKERS]; /* in the order of their creation */
    int output, errors;                /* what it prints */
    bool has_vforked;   /* a child shared main's memory, uncontrolled */
    int main_status;    /* as of waitpid, when it is gone */
    struct death death; /* what it died of, if it did */
    int ended;          /* tasks, before the study began */
    struct left_out left_out;
    struct remains left; /* what it has made in the system */
};

/* Start the program, and bring all its workers to the beginning of the study;
 * the breakpoints are removed again. On failure, step ends with one line: with
 * status 77 if ptrace is refused, with 2 if there is no such function. */
void target_start(struct target *target, struct program *program);

/* A start begins: nothing of it runs yet. Whatever ends us ends it as well, and
 * it does not find what other targets have made. */
void target_enlist(struct target *target, const struct program *program);

/* The tasks that have arrived are its workers, in that order. */
void target_list_workers(struct target *target);

void target_bound_output(const struct target *target);

/* Let all run free until the program is over, except the workers that another's
 * exit is to end, unless that waits for them. */
void target_finish(struct target *target, worker_set held);

/* Its stdout so far, ended by a NUL. True if that is not all. */
bool target_output(const struct target *target, char out[OUTPUT_BYTES]);

/* Handle a report of waitpid. Returns the task, if it is this target's and
 * stopped. */
struct task *target_news(struct target *target, pid_t id, int status);

/* Kill and reap all tasks; and release everything else. */
void target_kill(struct target *target);
void target_close(struct target *target);

/* The same for all targets, with all that they have created. */
void target_kill_all(void);

/* If a limit has been reached (limit.h), kill the targets, and leave. */
void target_obey(struct target *target);

/* The same, but first wait for a moment, or until a task has news. */
void target_nap(struct target *target);

/* The same, for that time. */
void target_rest(struct target *target, long wait_ns);

/* Wait for news of the task, which may take long. False if it is not ours (any
 * more). */
bool target_wait(struct target *target, pid_t id, int *status);

/* Bytes of the task's memory. False if they are not mapped. */
bool target_peek(pid_t task, uint64_t address, void *into, size_t bytes);

/* A string of it, with its NUL: how long that is; 0 if it is not mapped, or
 * longer than the room. */
size_t target_peek_string(
    pid_t task, uint64_t address, char *into, size_t room);

bool target_poke(pid_t task, uint64_t address, const void *from, size_t bytes);
