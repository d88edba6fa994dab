#include "stepper.h"

#include "check.h"
#include "grading.h"
#include "rubric.h"
#include "source.h"
#include "tell.h"
#include "words.h"

#include "kit/die.h"
#include "kit/home.h"
#include "kit/json.h"

#include <stdlib.h>
#include <string.h>

enum {
    STANDARD_SECONDS = 10, /* of a row */
    FIRST_RUN_S = 5,   /* if nobody keeps it from the CPU: see had_enough; */
    LATER_RUN_S = 3,   /* of a program that has hung before */
    STEP_GRACE_S = 10, /* its start, and writing its results */
    SHOWN_BYTES = 12000,
    LINE_BYTES = 1024,
    CONTRARY_BYTES = 1024,
    FIRST_OWN = 1 /* word of step's, after its path */
};

static void
add_text(struct words *words, const struct row *row, const char *key,
    const char *option)
{
    if (row_text(row, key, NULL) != NULL) {
        words_add(words, option);
        words_add(words, row_text(row, key, NULL));
    }
}

static void
add_number(struct words *words, const struct row *row, const char *key,
    const char *option)
{
    if (row_text(row, key, NULL) != NULL)
        words_add_number(words, option, row_number(row, key, 0));
}

static void
add_step(struct words *words)
{
    char step[HOME_BYTES];

    home_path(step, "step");
    words_add(words, step);
}

/* Which schedules are tried. */
static void
add_schedules(struct words *words, const struct row *row)
{
    add_number(words, row, "status", "--expect-status");
    add_number(words, row, "bound", "--preemptions");
    add_number(words, row, "spurious", "--spurious");
    add_text(words, row, "faults", "--faults");
}

/* And what each must satisfy. */
static void
add_question(struct words *words, const struct row *row)
{
    add_step(words);
    add_text(words, row, "expect", "--expect-output");
    add_schedules(words, row);
    add_text(words, row, "invariant", "--invariant");
    if (strcmp(row->check->name, "race") == 0)
        words_add(words, "--races");
}

/* Or none: that what some schedule must reach is not so, after any step. */
static void
add_contrary(struct words *words, const struct row *row)
{
    char contrary[CONTRARY_BYTES];

    snprintf(contrary, sizeof(contrary), "!(%s)", row_text(row, "reaches", ""));
    add_step(words);
    add_schedules(words, row);
    words_add(words, "--invariant");
    words_add(words, contrary);
    words_add(words, "--always");
}

static void
add_program(struct words *words, const struct row *row, const char *program)
{
    words_add(words, "--");
    words_add(words, program);
    words_add_all(words, row_text(row, "args", ""));
}

static bool
run_step(struct grading *grading, const struct words *words, double seconds,
    struct run_result *result, struct verdict *verdict)
{
    struct run_job job = {
        .argv = words->word,
        .traces = true,
        .limits = {.wall_seconds = seconds,
            .processes = 512,
            .file_bytes = 16L << 20,
            .total_bytes = 2L << 30,
            .output_bytes = 16 << 20},
    };

    return grading_run(grading, &job, result, verdict);
}

static long
number_of(struct json_slice value, long unknown)
{
    char text[32];
    char *end;

    json_text(value, text, sizeof(text));
    long number = strtol(text, &end, 10);
    return end != text ? number : unknown;
}

static bool
is_word(struct json_slice value, const char *word)
{
    char text[32];

    json_text(value, text, sizeof(text));
    return strcmp(text, word) == 0;
}

/* The program that step ran cannot have written this: see judge_schedules. */
static void
read_answer(struct stepped *stepped)
{
    const char *text = stepped->result.out;
    struct json_slice study, task;

    stepped->is_whole = strlen(text) == stepped->result.out_length &&
                        *text == '{' && json_is_whole(text);
    if (!stepped->is_whole)
        return;
    const char *studies = json_get(text, "studies").start;
    if (!json_item(&studies, &study)) {
        stepped->is_whole = false;
        return;
    }
    stepped->is_complete = is_word(json_get(study.start, "end"), "complete");
    stepped->is_cut |= is_word(json_get(study.start, "end"), "time");
    stepped->spins = is_word(json_get(study.start, "waits_in_loop"), "true") ||
                     is_word(json_get(study.start, "cyclic"), "true");
    stepped->has_ended =
        is_word(json_get(study.start, "first_run_ended"), "true");
    stepped->complete_up_to =
        number_of(json_get(study.start, "complete_up_to"), -1);
    if (!is_word(json_get(study.start, "schedule"), "null")) {
        stepped->fails_with =
            number_of(json_get(study.start, "preemptions"), -1);
        json_text(json_get(study.start, "schedule"), stepped->schedule,
            sizeof(stepped->schedule));
        stepped->table = json_get(study.start, "table").start;
    }
    if (!is_word(json_get(study.start, "race"), "null"))
        json_text(json_get(study.start, "race"), stepped->race,
            sizeof(stepped->race));
    stepped->crashes = number_of(json_get(study.start, "crashed"), 0) > 0;
    json_text(json_get(study.start, "schedules"), stepped->schedules,
        sizeof(stepped->schedules));
    const char *tasks = json_get(study.start, "not_led").start;
    if (json_item(&tasks, &task))
        json_text(task, stepped->not_led, sizeof(stepped->not_led));
    json_text(json_get(study.start, "not_tried"), stepped->not_tried,
        sizeof(stepped->not_tried));
    if (strcmp(stepped->not_tried, "null") == 0)
        *stepped->not_tried = '\0';
}

/* One of the two questions. */
typedef void add_words(struct words *words, const struct row *row);

static bool
ask_for(struct grading *grading, const struct row *row, add_words *add,
    const char *program, long seconds, struct stepped *stepped,
    struct verdict *verdict)
{
    struct words words = {.count = 0};

    *stepped = (struct stepped){
        .complete_up_to = -1, .fails_with = -1, .seconds = seconds};
    add(&words, row);
    words_add(&words, "--json");
    words_add_number(&words, "--max-seconds", seconds);
    add_program(&words, row, program);
    if (!run_step(grading, &words, (double)(seconds + STEP_GRACE_S),
            &stepped->result, verdict))
        return false;
    stepped->is_cut = stepped->result.end == RUN_LATE;
    read_answer(stepped);
    return true;
}

static bool
hangs(const struct stepped *stepped)
{
    return stepped->is_cut && stepped->fails_with < 0 && !stepped->has_ended;
}

/* Can its first run be said not to end? That takes a tenth of a second of a
 * CPU, and one or two seconds where workers spin: so twice as much is enough.
 */
static bool
had_enough(const struct grading *grading, const struct stepped *stepped)
{
    return stepped->result.cpu_seconds >= (grading->has_hung ? 2.5 : 3);
}

/* Little time for the first run, and twice as much again where others keep it
 * from the CPU. If the first run ends, the search gets all the time: with less
 * it might find another schedule. */
bool
step_ask(struct grading *grading, const struct row *row, const char *program,
    struct stepped *stepped, struct verdict *verdict)
{
    long most = row_number(row, "seconds", STANDARD_SECONDS);
    long given = grading->has_hung ? LATER_RUN_S : FIRST_RUN_S;
    bool is_known = false;

    while (!is_known) {
        if (given > most)
            given = most;
        if (!ask_for(
                grading, row, add_question, program, given, stepped, verdict))
            return false;
        stepped->hangs = hangs(stepped);
        is_known = given == most || !stepped->is_cut ||
                   (stepped->hangs && had_enough(grading, stepped));
        given = stepped->hangs ? 2 * given : most;
        if (!is_known)
            run_free(&stepped->result);
    }
    grading->has_hung |= stepped->hangs;
    grading->hangs_in_step |= stepped->hangs;
    return true;
}

bool
step_reaches(struct grading *grading, const struct row *row,
    const char *program, struct stepped *stepped, struct verdict *verdict)
{
    return ask_for(grading, row, add_contrary, program,
        row_number(row, "seconds", STANDARD_SECONDS), stepped, verdict);
}

bool
step_saw_no_task(const struct stepped *stepped)
{
    return stepped->result.end == RUN_EXITED &&
           stepped->result.status == STATUS_USAGE &&
           strstr(stepped->result.err, "it makes no other thread or process");
}

bool
step_saw_its_end(const struct stepped *stepped)
{
    return strstr(stepped->result.err, ": there is nothing to study") != NULL ||
           strstr(stepped->result.err, " before that\n") != NULL;
}

void
step_reason(const struct stepped *stepped, struct verdict *verdict)
{
    const char *message = stepped->result.err;

    if (strncmp(message, "step: ", 6) == 0)
        message += 6;
    if (stepped->result.end == RUN_EXITED && *message != '\0') {
        tell_lines(verdict->out, message, SHOWN_BYTES);
        return;
    }
    if (*stepped->not_tried != '\0') {
        fprintf(verdict->out,
            "no schedule fails; not tried: those in which\n%s\n",
            stepped->not_tried);
        return;
    }
    fputs("step ", verdict->out);
    tell_end(verdict->out, &stepped->result);
    putc('\n', verdict->out);
}

static void
tell_table(FILE *out, const struct stepped *stepped)
{
    const char *table = stepped->table;
    struct json_slice item;
    char line[LINE_BYTES];
    size_t told = 0;

    for (; told < SHOWN_BYTES && json_item(&table, &item);
         told += item.length) {
        json_text(item, line, sizeof(line));
        tell_lines(out, line, sizeof(line));
        putc('\n', out);
    }
    if (told >= SHOWN_BYTES)
        fputs("(and more)\n", out);
}

/* The command that asks step the same of the student's own program. */
static void
tell_command_of(const struct grading *grading, const struct row *row,
    add_words *add, const char *schedule, FILE *out)
{
    struct words words = {.count = 0};
    char name[64];

    add(&words, row);
    if (schedule != NULL) {
        words_add(&words, "--schedule");
        words_add(&words, schedule);
    }
    snprintf(name, sizeof(name), "./%s", grading->source->model);
    add_program(&words, row, name);
    fputs("twinlab step ", out);
    tell_command(out, &words, FIRST_OWN);
    putc('\n', out);
}

void
step_show(const struct grading *grading, const struct row *row,
    const struct stepped *stepped, struct verdict *verdict)
{
    tell_table(verdict->out, stepped);
    fputs("play it:  ", verdict->out);
    tell_command_of(
        grading, row, add_question, stepped->schedule, verdict->out);
}

void
step_show_unreached(const struct grading *grading, const struct row *row,
    struct verdict *verdict)
{
    fprintf(verdict->out, "in none of the schedules is it ever so that %s\n",
        row_text(row, "reaches", ""));
    fputs("see it:   ", verdict->out);
    tell_command_of(grading, row, add_contrary, NULL, verdict->out);
}

void
step_show_race(const struct grading *grading, const struct row *row,
    const struct stepped *stepped, struct verdict *verdict)
{
    const char *model = grading->source->model;

    tell_table(verdict->out, stepped);
    fprintf(verdict->out, "see it:   gcc -g -O0 -pthread -o %s %s.c && ", model,
        model);
    tell_command_of(grading, row, add_question, NULL, verdict->out);
}
