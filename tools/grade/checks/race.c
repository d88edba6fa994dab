/* Of threads: is ThreadSanitizer silent? It finds unordered accesses even if
 * the run went well. What it says about them depends on which came first; that
 * is left out, so that a report is the same each time. */

#include "../build.h"
#include "../check.h"
#include "../grading.h"
#include "../looks.h"
#include "../plain.h"
#include "../rubric.h"
#include "../source.h"
#include "../tell.h"
#include "../words.h"

#include <signal.h>
#include <string.h>

enum { RUNS = 3 };

/* Where neither its silence nor its words would mean anything. */
static const struct {
    const char *word, *reason;
    bool is_whole; /* else it may be part of a longer one */
} limits[] = {
    {"__tsan_", "could switch ThreadSanitizer off", false},
    {"__sanitizer_", "could switch ThreadSanitizer off", false},
    {"no_sanitize", "switches ThreadSanitizer off", false},
    {"disable_sanitizer", "switches ThreadSanitizer off", false},
    {"__SANITIZE_", "could hide a race from ThreadSanitizer", false},
    {"atomic_thread_fence", "is not known to ThreadSanitizer", false},
    {"__sync_synchronize", "is not known to ThreadSanitizer", true},
    {"getenv", "could tell that ThreadSanitizer looks on", true},
    {"secure_getenv", "could tell that ThreadSanitizer looks on", true},
    {"environ", "could tell that ThreadSanitizer looks on", true},
    {"execv", "starts what ThreadSanitizer may not see", true},
    {"execve", "starts what ThreadSanitizer may not see", true},
    {"execvp", "starts what ThreadSanitizer may not see", true},
    {"execl", "starts what ThreadSanitizer may not see", true},
    {"execle", "starts what ThreadSanitizer may not see", true},
    {"execlp", "starts what ThreadSanitizer may not see", true},
    {"fexecve", "starts what ThreadSanitizer may not see", true},
    {"weak", "could tell that ThreadSanitizer looks on", true},
    {"__weak__", "could tell that ThreadSanitizer looks on", true},
};

static bool
is_beyond(const struct grading *grading, struct verdict *verdict)
{
    const char *way = looks_how_it_calls(grading->source);

    for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++)
        if (limits[i].is_whole
                ? source_names(grading->source, limits[i].word)
                : strstr(grading->source->code, limits[i].word) != NULL) {
            fprintf(verdict->out, "%s, which the source uses, %s\n",
                limits[i].word, limits[i].reason);
            return true;
        }
    if (way != NULL)
        fprintf(verdict->out,
            "%s, which the source uses, can call what switches ThreadSanitizer "
            "off\n",
            way);
    return way != NULL;
}

/* Without address randomization, if its shadow memory cannot cope with the
 * addresses. A report ends the program, which could leave with 0 after it. */
static bool
run_sanitized(struct grading *grading, const struct row *row,
    const char *program, struct run_result *result, struct verdict *verdict)
{
    static const char options[] =
        "env TSAN_OPTIONS=report_thread_leaks=0:detect_deadlocks=0:"
        "halt_on_error=1";
    static const char *const starts[] = {"", "setarch -R"};
    bool is_run = false, is_fatal = true;

    for (int i = 0; i < 2 && is_fatal; i++) {
        struct words words = {.count = 0};
        const struct plain plain = {
            .words = &words,
            .seconds = (double)row_number(row, "seconds", 10),
            .has_shadow = true,
        };
        if (i > 0)
            run_free(result);
        words_add_all(&words, starts[i]);
        words_add_all(&words, options);
        words_add(&words, program);
        words_add_all(&words, row_text(row, "args", ""));
        is_run = plain_run(grading, &plain, result, verdict);
        is_fatal =
            is_run && strstr(result->err, "FATAL: ThreadSanitizer") != NULL;
    }
    return is_run;
}

/* How to see its report, with lines and stacks. */
static void
tell_race(
    struct grading *grading, const struct row *row, struct verdict *verdict)
{
    const char *model = grading->source->model;

    fprintf(verdict->out,
        "ThreadSanitizer finds a data race. To see it:\n"
        "gcc -g -pthread -fsanitize=thread -o %s %s.c && ./%s %s\n",
        model, model, model, row_text(row, "args", ""));
}

/* Has ThreadSanitizer itself given up, or what was to start it, or has a system
 * without memory ended it? (It reports a crash of the program's as well.) */
static bool
is_our_trouble(const struct run_result *result)
{
    return result->end == RUN_NOT_BEGUN ||
           (result->end == RUN_KILLED && result->status == SIGKILL) ||
           strstr(result->err, "setarch: ") != NULL ||
           strstr(result->err, "error while loading shared libraries") !=
               NULL ||
           (strstr(result->err, "ThreadSanitizer") != NULL &&
               strstr(result->err, "ThreadSanitizer:DEADLYSIGNAL") == NULL);
}

/* True if it went well. A race may also end it by a signal, or in a hang: what
 * came of the race depends on luck, so only the fact that it was seen is
 * reported. */
static bool
judge_one(struct grading *grading, const struct row *row,
    const struct run_result *result, struct verdict *verdict)
{
    if (result->end == RUN_EXITED && result->status == 0)
        return true;
    if (strstr(result->err, "WARNING: ThreadSanitizer: ") != NULL)
        tell_race(grading, row, verdict);
    else if (is_our_trouble(result)) {
        verdict_unjudged(verdict);
        fputs("by the way it ends, ThreadSanitizer does not work on this "
              "machine\n",
            verdict->out);
    } else {
        fputs("under ThreadSanitizer it ", verdict->out);
        tell_end(verdict->out, result);
        putc('\n', verdict->out);
    }
    return false;
}

void
judge_race(
    struct grading *grading, const struct row *row, struct verdict *verdict)
{
    struct run_result result;

    if (strcmp(grading->source->model, "thread") != 0) {
        judge_race_of_processes(grading, row, verdict);
        return;
    }
    if (is_beyond(grading, verdict)) {
        verdict_unjudged(verdict);
        return;
    }
    const char *program = build_program(grading, row, build_watched, verdict);
    bool is_silent = program != NULL;
    if (!is_silent) /* but without that it compiles */
        verdict_unjudged(verdict);
    for (int i = 0; i < RUNS && is_silent; i++) {
        is_silent = run_sanitized(grading, row, program, &result, verdict) &&
                    judge_one(grading, row, &result, verdict);
        run_free(&result);
    }
    if (is_silent)
        verdict_pass(verdict, row);
}
