/* Questions that every twin must answer, whatever its scenario and model.
 *
 * The twin under test is two folders up: build/tests/proc/counter asks
 * build/proc/counter. Both are linked with the same proc/counter.o, so that the
 * test knows which model it is in (twin_model) and can call what is pure. */
#pragma once

#include "program.h"

#include "kit/scenario.h"

/* Is this the model of that name? */
bool model_is(const char *name);

/* Start the twin. The format makes its arguments, separated by single spaces;
 * setting may be NULL. */
void start_twin_with(const struct setting *setting, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
#define start_twin(...) start_twin_with(NULL, __VA_ARGS__)

/* Start it, and wait for its end. */
#define run_twin_with(setting, ...)                                            \
    (start_twin_with(setting, __VA_ARGS__), program_finish())
#define run_twin(...) run_twin_with(NULL, __VA_ARGS__)

/* Assert that it ended so: with that status, with one JSON object of this
 * scenario and model on stdout, and silently. */
void check_answer(const struct outcome *seen, int status);

/* Run it, and assert that it answers with status 0; what it printed. */
#define run_held(...) held_out(run_twin(__VA_ARGS__))
const char *held_out(const struct outcome *seen);

/* Assert that it refused: with that status, nothing on stdout, and one line on
 * stderr that begins with the program's name and contains those words. */
void check_refusal(const struct outcome *seen, int status, const char *word,
    const char *other_word);

/* A wrong command line, the option that the message must name, the value. */
struct mistake {
    const char *arguments, *option, *value;
};

#define MISTAKES(...)                                                          \
    ((const struct mistake[]){__VA_ARGS__, {.arguments = NULL}})

/* A run that has `workers` (0: short-lived ones; coroutines are not counted)
 * and does not end by itself. */
struct endless {
    const char *arguments;
    int workers;
};

enum { MAX_ENDLESS = 4, MAX_RUNS = 5, MAX_KILLED = 16 };

/* What is asked of every scenario: only what differs from one to another is
 * here. A question whose member is missing is not asked. */
struct usual {
    /* Values beyond a limit of the scenario's own, up to a NULL; and options
     * that exclude each other, up to a row without arguments. That each option
     * refuses a value of the wrong kind need not be listed. */
    const char *const *limits;
    const struct mistake *mistakes;

    /* Runs of a moment, up to a NULL. Their stdout is on a full disk, or
     * closed: status 77. */
    const char *short_runs[MAX_RUNS];

    /* Runs on one CPU, and by an ordinary user, likewise: status 0. */
    const char *modest_runs[MAX_RUNS];

    /* More workers than the user may have processes: status 77; coroutines are
     * none, and work. */
    const char *many_workers;

    /* A run when the user may have no process or thread more: status 77, but
     * for coroutines. */
    const char *no_processes;

    /* A run when no file may grow, not even a segment: status 77 in proc, and
     * no SIGXFSZ. */
    const char *segment;

    /* A run that needs more than one page of /dev/shm when it has no more:
     * status 77 in proc, and no SIGBUS. */
    const char *small_shm;

    /* Is there a --probe? It ends with its input and its reader, refuses what
     * is not a request, and injects a spin into batches alone. */
    bool probe;

    /* Stopped by a signal, by Ctrl-C and by SIGKILL; up to a row without
     * arguments. */
    struct endless endless[MAX_ENDLESS];

    /* The first of these with each of these options, when a worker is killed,
     * the first or the last, which may hold a lock: status 1, and the others do
     * not wait for ever. Up to a NULL. */
    const char *killed[MAX_KILLED];

    /* TSAN_OPTIONS and TEST_SECONDS (check.h), unless they are set. */
    const char *tsan_options, *seconds;
};

/* A scenario's test defines this; its main is in usual.c. */
extern const struct usual usual;

/* Run it with --json where the kernel allows less: assert that it refuses with
 * those words where the model needs what is missing (status 77), and else that
 * it holds. */
void check_lack(bool (*prepare)(void), const char *arguments, bool needed,
    const char *word, const char *other_word);

/* The same questions one by one, for a run that needs something prepared. */
void check_few_processes(const char *many_workers);
void check_no_processes(const char *arguments, bool needed, const char *word);
void check_stops(const struct endless *run);

/* Assert that the scenario's judge accepts this result of its own, or does not:
 * by the status, and by what it writes into it. */
#define CHECK_JUDGED(options, result, good)                                    \
    do {                                                                       \
        CU_ASSERT_EQUAL(scenario.judge(options, result),                       \
            (good) ? STATUS_HELD : STATUS_BROKEN);                             \
        CU_ASSERT_EQUAL((result)->ok, good);                                   \
        CU_ASSERT_NOT_EQUAL((result)->note[0], '\0');                          \
    } while (0)

/* Can a worker be killed alone? If not, that is reported (not_tried). */
bool can_kill_worker(void);
