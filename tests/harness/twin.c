#include "twin.h"

#include "answer.h"
#include "check.h"

#include "kit/die.h"
#include "kit/scenario.h"

#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_WORDS = 32, LINE_BYTES = 512, MAX_WORKERS = 64 };

bool
model_is(const char *name)
{
    return strcmp(twin_model, name) == 0;
}

static void
start_words(const struct setting *setting, char line[LINE_BYTES])
{
    char program[LINE_BYTES];
    const char *words[MAX_WORDS + 1] = {NULL};
    int count = 0;

    for (char *word = strtok(line, " "); word != NULL && count < MAX_WORDS;
         word = strtok(NULL, " "))
        words[count++] = word;
    snprintf(
        program, sizeof(program), "../../%s/%s", twin_model, scenario.name);
    program_start(program, words, setting);
}

const struct outcome *
run_twin(const char *format, ...)
{
    char line[LINE_BYTES];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(line, sizeof(line), format, arguments);
    va_end(arguments);
    start_words(NULL, line);
    return program_finish();
}

const struct outcome *
run_twin_with(const struct setting *setting, const char *format, ...)
{
    char line[LINE_BYTES];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(line, sizeof(line), format, arguments);
    va_end(arguments);
    start_words(setting, line);
    return program_finish();
}

void
start_twin(const char *format, ...)
{
    char line[LINE_BYTES];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(line, sizeof(line), format, arguments);
    va_end(arguments);
    start_words(NULL, line);
}

void
check_answer(const struct outcome *seen, int status)
{
    CU_ASSERT_EQUAL(seen->status, status);
    CU_ASSERT_STRING_EQUAL(seen->err, "");
    CU_ASSERT(is_json(seen->out));
    CU_ASSERT(is_one_line(seen->out));
    CU_ASSERT_STRING_EQUAL(word_at(seen->out, "scenario"), scenario.name);
    CU_ASSERT_STRING_EQUAL(word_at(seen->out, "model"), twin_model);
}

void
check_refusal(const struct outcome *seen, int status, const char *word,
    const char *other_word)
{
    char program[LINE_BYTES];

    snprintf(program, sizeof(program), "%s/%s: ", twin_model, scenario.name);
    CU_ASSERT_EQUAL(seen->status, status);
    CU_ASSERT_STRING_EQUAL(seen->out, "");
    CU_ASSERT(is_one_line(seen->err));
    CU_ASSERT(strncmp(seen->err, program, strlen(program)) == 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(seen->err, word));
    CU_ASSERT_PTR_NOT_NULL(strstr(seen->err, other_word));
}

void
check_mistakes(const struct mistake *table)
{
    for (; table->arguments != NULL; table++)
        check_refusal(run_twin("%s", table->arguments), STATUS_USAGE,
            table->option, table->value);
}

void
check_bad_stdout(const char *short_run)
{
    static const struct setting full = {.prepare = prepare_full_disk};
    static const struct setting none = {.prepare = prepare_no_stdout};
    static const char *const forms[] = {"", " --json"};

    for (int i = 0; i < 2; i++) {
        check_refusal(run_twin_with(&full, "%s%s", short_run, forms[i]),
            STATUS_CANNOT, "write", "No space left");
        check_refusal(run_twin_with(&none, "%s%s", short_run, forms[i]),
            STATUS_CANNOT, "write", "Bad file descriptor");
    }
    check_refusal(
        run_twin_with(&full, "--help"), STATUS_CANNOT, "write", "No space");
    check_refusal(
        run_twin_with(&full, "--version"), STATUS_CANNOT, "write", "No space");
}

/* The kernel knows nothing of coroutines, and so does not count them. */
static bool
are_tasks(void)
{
    return !model_is("coro");
}

void
check_few_processes(const char *many_workers)
{
    static const struct setting setting = {.prepare = prepare_few_processes};
    const struct outcome *seen = run_twin_with(
        &setting, "%s%s", many_workers, are_tasks() ? "" : " --json");

    if (!seen->prepared)
        not_tried("cannot become an ordinary user");
    else if (!are_tasks())
        check_answer(seen, STATUS_HELD);
    else
        check_refusal(seen, STATUS_CANNOT, "could be started", "ulimit -u");
}

void
check_no_processes(const char *short_run)
{
    static const struct setting setting = {.prepare = prepare_no_processes};

    if (UNDER_TSAN || UNDER_ASAN) {
        not_tried("the sanitizer needs a task of its own");
        return;
    }
    const struct outcome *seen = run_twin_with(
        &setting, "%s%s", short_run, are_tasks() ? "" : " --json");
    if (!seen->prepared)
        not_tried("cannot become an ordinary user");
    else if (!are_tasks())
        check_answer(seen, STATUS_HELD);
    else
        check_refusal(seen, STATUS_CANNOT,
            model_is("proc") ? "fork" : "pthread_create", "ulimit -u");
}

void
check_no_file_growth(const char *short_run)
{
    static const struct setting setting = {.prepare = prepare_no_file_growth};

    if (UNDER_TSAN) {
        not_tried("ThreadSanitizer dies of SIGXFSZ itself");
        return;
    }
    const struct outcome *seen =
        run_twin_with(&setting, "%s --json", short_run);
    if (model_is("proc"))
        check_refusal(seen, STATUS_CANNOT, "File too large", "/dev/shm");
    else
        check_answer(seen, STATUS_HELD);
}

/* Asserted, since else the test would ask nothing. */
static void
start_endless(const struct endless *run)
{
    start_twin("%s", run->arguments);
    CU_ASSERT(program_await_work(are_tasks() ? run->workers : 0));
}

static const int stops[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
enum { STOPS = sizeof(stops) / sizeof(stops[0]) };

void
check_stops(const struct endless *run)
{
    for (int i = 0; i < STOPS; i++) {
        start_endless(run);
        kill(program_id(), stops[i]);
        const struct outcome *seen = program_finish();
        CU_ASSERT_EQUAL(seen->signal, stops[i]);
        CU_ASSERT_STRING_EQUAL(seen->out, "");
        CU_ASSERT_STRING_EQUAL(seen->err, "");
    }
}

void
check_terminal_stops(const struct endless *run)
{
    enum { TIMES = 25 }; /* who takes the signal first changes */

    for (int i = 0; i < TIMES; i++) {
        start_endless(run);
        kill(-program_id(), SIGINT);
        const struct outcome *seen = program_finish();
        CU_ASSERT_EQUAL_FATAL(seen->signal, SIGINT);
        CU_ASSERT_STRING_EQUAL(seen->out, "");
        CU_ASSERT_STRING_EQUAL_FATAL(seen->err, "");
    }
}

void
check_orphans(const struct endless *run)
{
    start_endless(run);
    kill(program_id(), SIGKILL);
    CU_ASSERT_EQUAL(program_finish()->signal, SIGKILL);
}

void
check_worker_killed(const struct endless *run)
{
    pid_t workers[MAX_WORKERS];
    char process[64];

    for (int last = 0; last < 2; last++) {
        start_endless(run);
        int count = program_others(workers, MAX_WORKERS);
        if (count == 0) {
            CU_FAIL("no worker to kill");
            program_finish();
            return;
        }
        pid_t victim = workers[last ? count - 1 : 0];
        kill(victim, SIGKILL);
        snprintf(process, sizeof(process), "(process %d)", (int)victim);
        const struct outcome *seen = program_finish();
        check_refusal(seen, STATUS_BROKEN, process, "SIGKILL");
        CU_ASSERT_PTR_NOT_NULL(strstr(seen->err, ": worker "));
    }
}
