/* Questions that every twin must answer, whatever its scenario and model.
 *
 * The twin under test stands two folders up: build/tests/proc/counter asks
 * build/proc/counter. Both are linked with the same proc/counter.o, so that the
 * test knows which model it is in (twin_model) and can call what is pure. */
#ifndef HARNESS_TWIN_H
#define HARNESS_TWIN_H

#include "program.h"

/* Is this the model of that name? */
bool model_is(const char *name);

/* Run the twin. The format makes its arguments, separated by single spaces. */
const struct outcome *run_twin(const char *format, ...)
    __attribute__((format(printf, 1, 2)));
const struct outcome *run_twin_with(const struct setting *setting,
    const char *format, ...) __attribute__((format(printf, 2, 3)));
void start_twin(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Assert that it ended so: with that status, with one JSON object of this
 * scenario and model on stdout, and silently. */
void check_answer(const struct outcome *seen, int status);

/* Assert that it said no: with that status, nothing on stdout, and one line on
 * stderr that opens with the program's name and has those words in it. */
void check_refusal(const struct outcome *seen, int status, const char *word,
    const char *other_word);

/* A wrong command line, the option that the message must name, the value. */
struct mistake {
    const char *arguments, *option, *value;
};

/* Each gives status 2; up to a row without arguments. */
void check_mistakes(const struct mistake *table);

/* Mistakes that can be made with every twin. */
void check_common_mistakes(void);

/* --help and --version: status 0, on stdout; --help names all options. */
void check_help(void);

/* A short run whose stdout is on a full disk, or closed: status 77. */
void check_bad_stdout(const char *short_run);

/* More workers than the user may have processes: status 77; coroutines are
 * none, and work. */
void check_few_processes(const char *many_workers);

/* The user may have no process or thread more: status 77, but for coroutines.
 */
void check_no_processes(const char *short_run);

/* No file may grow, not even a segment: status 77 in proc, and no SIGXFSZ. */
void check_no_file_growth(const char *short_run);

/* A run that has `workers` (0: short-lived ones; coroutines are not looked for)
 * and does not end by itself. */
struct endless {
    const char *arguments;
    int workers;
};

/* In mid-run, it gets each signal that asks it to stop, and dies of it. */
void check_stops(const struct endless *run);

/* The same by Ctrl-C: the terminal asks its workers, too. */
void check_terminal_stops(const struct endless *run);

/* In mid-run, it is killed: its workers do not outlive it. */
void check_orphans(const struct endless *run);

/* In mid-run, a worker is killed, the first or the last, which may hold a lock:
 * one line says so, status 1, and the others do not wait for ever. Only where a
 * worker can be killed alone. */
void check_worker_killed(const struct endless *run);

#endif
