/* A program of the lab as a black box: start it, watch it, read its output.
 *
 * One program at a time. It leads a process group of its own, and is killed
 * with all its group when it takes too long, or when the test ends. Whatever it
 * does, three things are asserted about every run: it ended, no process of its
 * group lives on, and no name that it created is left in /dev/shm. */
#pragma once

#include "answer.h"
#include "check.h"

#include "kit/die.h"

#include <stdbool.h>
#include <sys/resource.h>
#include <sys/types.h>
#include <unistd.h>

/* How to run it. All zeros are valid. */
struct setting {
    const char *input;     /* for its stdin; NULL: there is none */
    bool (*prepare)(void); /* called in the child, before exec; false: cannot */
    int resource;          /* setrlimit(2), unless `most` is 0 */
    rlim_t most;
};

#define PREPARED(function) (&(const struct setting){.prepare = (function)})
#define LIMITED(resource, most)                                                \
    (&(const struct setting){NULL, NULL, resource, most})

struct outcome {
    pid_t id;
    bool prepared;         /* false: prepare could not; nothing was run */
    bool timed_out;        /* it was killed for it */
    int status;            /* its exit status, or -1 */
    int signal;            /* what it died of, or 0 */
    const char *out, *err; /* until the next program is started */
};

/* Start `program` (its path in build/, two folders up from the test binary),
 * with arguments up to a NULL; argv[0] is added. setting may be NULL. */
void program_start(const char *program, const char *const *arguments,
    const struct setting *setting);

/* Wait until that many workers, threads or processes of the group, have each
 * used the CPU for a while; with 0, until the program itself or any other has.
 * False when it has ended before, or takes too long. */
bool program_await_work(int workers);

/* Wait until the program, or another of its group, is kept by a write to its
 * stdout, which is a full pipe (prepare_full_pipe). False as above. */
bool program_await_write(void);

/* The processes of the group, but for the program itself; at most `size`. */
int program_others(pid_t *ids, int size);

/* May the programs that are started from now on look for leaks at their end?
 * AddressSanitizer does so in a process of its own, of the same group, and
 * waits for ever if that is killed: so where workers are killed at any moment,
 * it must not. */
void allow_leak_check(bool allowed);

/* Wait until it has ended. */
const struct outcome *program_finish(void);

/* The outcome of statements of the test: they run in a child, which then exits
 * with status 0, unless they have ended it before. They must not return: the
 * child would go on with the test. */
#define IN_CHILD(...)                                                          \
    ({                                                                         \
        if (child_begins()) {                                                  \
            __VA_ARGS__;                                                       \
            _exit(0);                                                          \
        }                                                                      \
        program_finish();                                                      \
    })
bool child_begins(void); /* true in the child */

/* A test whose body is run so: the child must be silent, and its status 0. */
#define TEST_IN_CHILD(name)                                                    \
    static void name##_body(void);                                             \
    TEST(name)                                                                 \
    {                                                                          \
        check_held(IN_CHILD(name##_body()));                                   \
    }                                                                          \
    static void name##_body(void)

/* Start and finish. */
const struct outcome *program_run(const char *program,
    const char *const *arguments, const struct setting *setting);

/* The same with those words; and with what is to be prepared. */
#define RUN(program, ...) program_run(program, WORDS(__VA_ARGS__), NULL)
#define RUN_UNDER(prepare, program, ...)                                       \
    program_run(program, WORDS(__VA_ARGS__), PREPARED(prepare))

/* Is the program built? */
bool program_exists(const char *program);

/* Assert that it did as it should: status 0, and nothing on stderr. */
void check_held(const struct outcome *seen);

/* Assert that it ended with that status, and one line on stderr with the word
 * in it; check_refused: and with nothing on stdout. */
void check_complaint(const struct outcome *seen, int status, const char *word);
void check_refused(const struct outcome *seen, int status, const char *word);

/* The id of the program that was started last. */
pid_t program_id(void);

/* Send the signal to the program, or to all its group (-program_id()) as the
 * terminal does, and assert that it dies of that; check_silent_death: and has
 * printed nothing. */
const struct outcome *check_death(pid_t whom, int signal);
void check_silent_death(pid_t whom, int signal);

/* If an assertion has failed since the last call: print the last program's
 * command line, and what came of it. */
void program_explain(void);

/* Things to prepare. */
bool prepare_ordinary_user(void);  /* if we are root: become an ordinary user */
bool prepare_full_disk(void);      /* stdout is /dev/full */
bool prepare_no_stdout(void);      /* stdout is closed */
bool prepare_no_reader(void);      /* stdout is a pipe without a reader */
bool prepare_full_pipe(void);      /* stdout is a full pipe */
bool prepare_few_processes(void);  /* an ordinary user, with room for 20 */
bool prepare_no_processes(void);   /* the same, with room for none */
bool prepare_no_file_growth(void); /* RLIMIT_FSIZE is 0 */
bool prepare_small_shm(void);      /* /dev/shm holds one page: a new mount */
bool prepare_one_cpu(void);

/* From now on that folder is an empty one, for us alone: a new mount. */
bool hide_folder(const char *path, const char *options);
