/* Run one command under limits, until it and all that it started have ended.
 *
 * What runs here was written by somebody else: the compiler on a student's
 * source, the student's program, step with that program below it. For the main
 * thread; one command at a time; run_begin comes first. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* 0 anywhere: no such limit. */
struct run_limits {
    double wall_seconds;
    long cpu_seconds;    /* of each process */
    long memory_bytes;   /* address space of each process; none for sanitizers,
                            whose shadow memory is larger than any machine */
    long processes;      /* tasks at once; kept by a sandbox alone, since the
                            kernel counts all of a user's, and not the command's */
    long file_bytes;     /* of each file that it writes */
    long total_bytes;    /* memory and files of all its processes together; kept
                            by a sandbox alone, which weighs them now and then */
    size_t output_bytes; /* of stdout, and of stderr: with more it is killed */
};

struct run_job {
    const char *const *argv; /* up to a NULL; argv[0] is found on the PATH */
    const char *directory;   /* where it runs, and all that it may write: new
                                files. Those that are there it cannot change,
                                and those that it leaves are ours. Others must
                                be able to search the folders above. */
    const char
        *reads; /* what it may read beside that and the system; or NULL */
    const char *input;  /* its stdin; NULL: empty */
    bool empties;       /* the directory first, so that no run sees another */
    bool traces;        /* it is step, which traces its own children */
    void (*tick)(void); /* called some times a second while it runs; or NULL */
    struct run_limits limits;
};

enum run_end {
    RUN_EXITED,    /* status: its exit status */
    RUN_KILLED,    /* status: the signal that it died of */
    RUN_LATE,      /* the wall time was up */
    RUN_FLOOD,     /* it printed too much */
    RUN_GREEDY,    /* it took more than total_bytes */
    RUN_NOT_BEGUN, /* status: errno of what failed */
    RUN_STOPPED    /* status: the signal that asks us to stop */
};

struct run_result {
    enum run_end end;
    int status;
    double wall_seconds;
    double cpu_seconds; /* its own, and that of all that it started */
    char *out, *err;    /* what it printed, ended by a NUL; never NULL */
    size_t out_length, err_length; /* may contain NULs */
    int left_processes;            /* not reaped by it: alive or zombies */
    char *left_names; /* in /dev/shm, one a line; "" if none. Removed. */
};

/* With `sandbox`, choose one that this machine has, or end the program with
 * status 77 if there is none; without, run commands as ourselves. */
void run_begin(bool sandbox);

/* The sandbox's name, for the report, or "none". */
const char *run_sandbox(void);

/* Run it. Afterwards none of its processes is left, whatever it did. Once we
 * have been asked to stop (kit/stop.h: the caller blocks the signals), each
 * command ends as RUN_STOPPED. */
void run(const struct run_job *job, struct run_result *result);

/* The signal by which we have been asked to stop, or 0. */
int run_stopped(void);

void run_free(struct run_result *result);
