/* Does it leave the machine as it found it, and sleep while it waits? Four
 * questions, a quarter of the points each: names, children, memory, CPU. */

#include "../build.h"
#include "../check.h"
#include "../grading.h"
#include "../plain.h"
#include "../rubric.h"
#include "../source.h"
#include "../tell.h"
#include "../words.h"

#include "kit/die.h"

#include <stdlib.h>
#include <string.h>

enum {
    QUESTIONS = 4,
    VALGRIND_SLOWER = 12, /* even on a busy machine */
    VALGRIND_CPU_S = 10,
    VALGRIND_STATUS = 111 /* of a program in which it finds a mistake */
};

/* The questions, and their answers. */
struct hygiene {
    struct grading *grading;
    const struct row *row;
    struct words words;
    FILE *out;
    int right, unjudged; /* the others are wrong */
};

static long
seconds_of(const struct row *row)
{
    return row_number(row, "seconds", 5);
}

/* A number in a name may be a process's id: it differs in the next run. */
static void
hide_numbers(char *names)
{
    char *to = names;

    while (*names != '\0') {
        size_t digits = strspn(names, "0123456789");
        *to++ = digits > 0 ? '*' : *names;
        names += digits > 0 ? digits : 1;
    }
    *to = '\0';
}

static int
by_text(const void *one, const void *other)
{
    return strcmp(*(char *const *)one, *(char *const *)other);
}

/* A folder has its names in any order. */
static void
sort_lines(char *text)
{
    char *copy = strdup(text), *rest = copy, *line, *to = text;
    const char **lines = malloc(strlen(text) * sizeof(*lines));
    size_t count = 0;

    if (copy == NULL || lines == NULL)
        die(STATUS_CANNOT, "no memory for the names in /dev/shm");
    while ((line = strsep(&rest, "\n")) != NULL && rest != NULL)
        lines[count++] = line;
    qsort(lines, count, sizeof(*lines), by_text);
    for (size_t i = 0; i < count; i++)
        to = stpcpy(stpcpy(to, lines[i]), "\n");
    free(lines);
    free(copy);
}

static void
ask_names(struct hygiene *asked, const struct run_result *result)
{
    asked->right += *result->left_names == '\0';
    if (*result->left_names != '\0') {
        hide_numbers(result->left_names);
        sort_lines(result->left_names);
        fputs("it leaves a name in /dev/shm: shm_unlink or sem_unlink is "
              "missing (* is a number):\n",
            asked->out);
        tell_lines(asked->out, result->left_names, 400);
    }
}

static void
ask_children(struct hygiene *asked, const struct run_result *result)
{
    asked->right += result->left_processes == 0;
    if (result->left_processes > 0)
        fprintf(asked->out, "it ends without having waited for %s\n",
            result->left_processes == 1 ? "a child" : "its children");
}

/* valgrind's messages start with the id of a process: the same line differs in
 * the next run. */
static void
tell_valgrind(FILE *out, const char *text)
{
    while (*text != '\0') {
        size_t length = strcspn(text, "\n"), mark = strspn(text, "=0123456789");
        if (strncmp(text, "==", 2) == 0 && mark < length)
            fprintf(out, "  %.*s\n", (int)(length - mark), text + mark);
        text += length + (text[length] != '\0');
    }
}

static void
ask_memory(struct hygiene *asked)
{
    static const char valgrind[] =
        "valgrind --quiet --leak-check=full --show-leak-kinds=definite "
        "--errors-for-leak-kinds=definite --error-exitcode=111 "
        "--fair-sched=yes --vgdb=no";
    struct words words = {.count = 0};
    struct run_result result;
    const struct plain plain = {.words = &words,
        .seconds = (double)(VALGRIND_SLOWER * seconds_of(asked->row)),
        .cpu_seconds = VALGRIND_CPU_S,
        .has_shadow = true};

    words_add_all(&words, valgrind);
    for (int i = 0; i < asked->words.count; i++)
        words_add(&words, asked->words.word[i]);
    bool is_run = plain_run(asked->grading, &plain, &result, NULL);
    if (is_run && result.end == RUN_LATE) { /* valgrind may hang by itself */
        run_free(&result);
        is_run = plain_run(asked->grading, &plain, &result, NULL);
    }
    if (is_run && result.end == RUN_EXITED &&
        result.status == VALGRIND_STATUS) {
        fputs("valgrind finds:\n", asked->out);
        tell_valgrind(asked->out, result.err);
    } else if (is_run && result.end == RUN_EXITED && result.status == 0)
        asked->right++;
    else {
        asked->unjudged++;
        fputs("leaks were not looked for: valgrind ", asked->out);
        tell_end(asked->out, &result);
        fputs("\n", asked->out);
    }
    run_free(&result);
}

/* step sees it, however short the wait; CPU time would show only a long one. A
 * lab that teaches spinning says spin=yes. */
static void
ask_cpu(struct hygiene *asked)
{
    bool may_spin = strcmp(row_text(asked->row, "spin", "no"), "yes") == 0;
    const struct grading *grading = asked->grading;

    if (may_spin || (grading->was_stepped && !grading->spins))
        asked->right++;
    else if (grading->spins)
        fputs("it waits in a loop, which keeps a CPU busy: let it sleep\n",
            asked->out);
    else {
        asked->unjudged++;
        fputs("whether it spins while it waits is not known: no check of "
              "schedules showed it\n",
            asked->out);
    }
}

static void
ask_all(struct hygiene *asked, const struct run_result *result,
    struct verdict *verdict)
{
    if (result->end != RUN_EXITED || result->status != 0) {
        fputs("it ", asked->out);
        tell_end(asked->out, result);
        fputs(": only a run that goes well can be judged\n", asked->out);
        return;
    }
    ask_names(asked, result);
    ask_children(asked, result);
    ask_memory(asked);
    ask_cpu(asked);
    if (asked->right + asked->unjudged == QUESTIONS && asked->unjudged > 0)
        verdict_unjudged(verdict);
    else
        verdict_share(
            verdict, asked->row, (double)asked->right / (double)QUESTIONS);
}

void
judge_hygiene(
    struct grading *grading, const struct row *row, struct verdict *verdict)
{
    struct hygiene asked = {
        .grading = grading, .row = row, .out = verdict->out};
    const struct plain plain = {
        .words = &asked.words, .seconds = (double)seconds_of(row)};
    struct run_result result;
    const char *program = build_program(grading, row, NULL, verdict);

    if (program == NULL)
        return;
    words_add(&asked.words, program);
    words_add_all(&asked.words, row_text(row, "args", ""));
    if (plain_run(grading, &plain, &result, verdict))
        ask_all(&asked, &result, verdict);
    run_free(&result);
}
