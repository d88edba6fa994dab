#include "report.h"

#include "schedule.h"
#include "table.h"

#include "kit/json.h"
#include "kit/table.h"

#include <limits.h>
#include <string.h>
#include <sys/wait.h>

enum { FIGURE_BYTES = 48 };

static uint64_t
add(uint64_t left, uint64_t right)
{
    uint64_t sum;

    return __builtin_add_overflow(left, right, &sum) ? UINT64_MAX : sum;
}

uint64_t
report_bad(const struct tally *tally)
{
    return add(tally->schedules[END_BROKEN],
        add(tally->schedules[END_CRASHED], tally->schedules[END_STUCK]));
}

int
report_status(const struct tally *tally)
{
    if (tally->schedules[END_BROKEN] > 0 || tally->schedules[END_CRASHED] > 0)
        return STATUS_BROKEN;
    return tally->schedules[END_STUCK] > 0 ? STATUS_STUCK : STATUS_HELD;
}

static const char *
count_text(uint64_t count, char out[FIGURE_BYTES])
{
    if (count > LONG_MAX)
        snprintf(out, FIGURE_BYTES, "over 9.2e18");
    else
        table_integer(out, FIGURE_BYTES, (long)count);
    return out;
}

/* ---- Text. ---- */

static void
print_counts(
    FILE *out, const struct command *command, const struct tally *tally)
{
    static const char *const words[ENDS] = {
        NULL, NULL, "crash", "end in a deadlock"};
    char text[FIGURE_BYTES];
    uint64_t all = add(tally->schedules[END_HELD], report_bad(tally));

    fprintf(out, "%s schedule%s", count_text(all, text), all == 1 ? "" : "s");
    if (report_bad(tally) == 0)
        fprintf(out, ", all keep the invariant");
    for (int i = END_BROKEN; i < ENDS; i++)
        if (tally->schedules[i] > 0)
            fprintf(out, ", %s %s", count_text(tally->schedules[i], text),
                i == END_BROKEN ? command->broken : words[i]);
    if (tally->cyclic)
        fprintf(out, "; some can go round for ever, and are cut there");
    putc('\n', out);
}

static bool
same_tally(const struct tally *left, const struct tally *right)
{
    return memcmp(left->schedules, right->schedules, sizeof(left->schedules)) ==
               0 &&
           left->least == right->least;
}

static void
print_values(
    FILE *out, const struct command *command, const struct study *study)
{
    const char *name = study->question->figure != NULL ? command->figure
                                                       : study->question->watch;

    if (!study->has_values)
        return;
    fprintf(out, "final %s: ", name);
    if (study->lowest == study->highest)
        fprintf(out, "always %ld\n", study->lowest);
    else
        fprintf(out, "from %ld to %ld\n", study->lowest, study->highest);
}

static void
print_head(FILE *out, const struct command *command, const struct study *study)
{
    const char *title =
        command->scenario != NULL ? command->scenario : study->title;
    const struct question *question = study->question;

    int workers = study->search.model.workers;
    fprintf(out, "%s, %d worker%s; ", title, workers, workers == 1 ? "" : "s");
    fprintf(out, "a step is %s\n",
        question->every_instruction
            ? "an instruction"
            : "an access to what they share, or a system call");
    if (question->preemptions == ALL_PREEMPTIONS)
        fprintf(out, "all preemptions");
    else
        fprintf(out, "at most %d preemption%s", question->preemptions,
            question->preemptions == 1 ? "" : "s");
    fprintf(out, ": every such schedule is counted, equal states are run "
                 "once\n");
}

static bool
wants_lowest(const struct search *search, const struct ending *ending)
{
    return ending->has_value && ending->value == search->wanted_value;
}

static void
print_schedule(FILE *out, const struct command *command, struct study *study,
    const char *which)
{
    char schedule[MAX_STEPS + 1];
    int steps = search_best(&study->search, schedule);
    int least = study->tally.least;

    fprintf(out, "%s: %s, %d preemption%s\n", which,
        steps > 0 ? schedule_text(schedule, steps) : "no step at all", least,
        least == 1 ? "" : "s");
    struct ending ending = table_play(out, command, study, schedule, steps);
    report_ending(out, command, &ending);
}

/* The shortest schedule that fails; and the one with the smallest value, where
 * that is another. */
static void
print_schedules(FILE *out, const struct command *command, struct study *study)
{
    if (study->tally.least == -1)
        return;
    print_schedule(out, command, study, "shortest");
    if (!study->has_values || study->lowest == study->highest)
        return;
    char shortest[MAX_STEPS + 1], other[MAX_STEPS + 1];
    int steps = search_best(&study->search, shortest);
    struct tally before = study->tally;
    search_want(&study->search, wants_lowest, study->lowest);
    if (search_run(&study->search, &study->tally) &&
        (search_best(&study->search, other) != steps ||
            memcmp(shortest, other, (size_t)steps) != 0)) {
        char which[64];
        snprintf(
            which, sizeof(which), "to the smallest value, %ld", study->lowest);
        print_schedule(out, command, study, which);
    }
    study->tally = before;
}

static void
write_study(FILE *out, struct study *study)
{
    char schedule[MAX_STEPS + 1];
    const struct tally *tally = &study->tally;
    int steps = search_best(&study->search, schedule);

    fprintf(out, "{\"name\": ");
    json_string(out, study->title);
    fprintf(out,
        ", \"workers\": %d, \"schedules\": %lu, \"held\": %lu, "
        "\"broken\": %lu, \"crashed\": %lu, \"stuck\": %lu, \"cyclic\": %s",
        study->search.model.workers,
        add(tally->schedules[END_HELD], report_bad(tally)),
        tally->schedules[END_HELD], tally->schedules[END_BROKEN],
        tally->schedules[END_CRASHED], tally->schedules[END_STUCK],
        tally->cyclic ? "true" : "false");
    fprintf(out, ", \"values\": [");
    for (int i = 0; i < study->value_count; i++)
        fprintf(out, "%s%ld", i > 0 ? ", " : "", study->value[i]);
    fprintf(out,
        "], \"split\": %s, \"states\": %d, \"instructions\": %ld, "
        "\"runs\": %ld, \"seconds\": ",
        study->machine.split != NULL ? "true" : "false",
        study->search.state_count, study->machine.instructions, study->runs);
    json_real(out, study->seconds);
    fprintf(out, ", \"traced_seconds\": ");
    json_real(out, study->traced_seconds);
    fprintf(out, ", \"preemptions\": %d, \"schedule\": ", tally->least);
    json_string(
        out, tally->least == -1 ? NULL : schedule_text(schedule, steps));
    fprintf(out, ", \"steps\": ");
    if (tally->least == -1)
        fprintf(out, "[]");
    else
        table_json(out, study, schedule, steps);
    putc('}', out);
}

static void
print_split(FILE *out, const struct instruction *split)
{
    char line[64], source[96];

    symbols_line(split->address, line, sizeof(line));
    symbols_source(split->address, source, sizeof(source));
    if (*line != '\0')
        fprintf(out, "note: %s: %s\n      ", line, source);
    else
        fprintf(out, "note: ");
    fprintf(out,
        "is one instruction, \"%s\", so one step;\n      without LOCK, another "
        "core can come between\n",
        split->text);
}

/* The gate's functions are no part of another one: that is the lab's own. */
static void
print_inlined(FILE *out, const struct program *program)
{
    bool is_inlined = false;

    for (int i = 0; i < program->entries; i++)
        is_inlined = is_inlined || program->entry[i].is_inlined;
    if (is_inlined && program->gate_leave == 0)
        fprintf(out,
            "note: the compiler has made '%s' a part of its caller: who comes "
            "to it in\n      another way is not led; compile it with -O0\n",
            program->function != NULL ? program->function : "worker");
}

void
report_prepare(const struct command *command, struct study *study,
    const struct study *first)
{
    size_t bytes;
    FILE *out = open_memstream(&study->shown, &bytes);

    if (out == NULL)
        die(STATUS_CANNOT, "open_memstream: %m: cannot hold the report");
    if (command->options.json) {
        write_study(out, study);
    } else if (first == NULL || !same_tally(&first->tally, &study->tally)) {
        print_inlined(out, &study->program);
        if (study->machine.split != NULL)
            print_split(out, study->machine.split);
        if (first != NULL && study->tally.least != -1)
            fprintf(out, "%s: ", study->title);
        print_schedules(out, command, study);
    }
    if (fclose(out) == EOF)
        die(STATUS_CANNOT, "out of memory for the report: %m");
}

void
report_text(
    FILE *out, const struct command *command, const struct study *studies)
{
    print_head(out, command, &studies[0]);
    for (int i = 0; i < command->subjects; i++) {
        if (command->scenario != NULL)
            fprintf(out, "%-7s ", studies[i].title);
        if (i > 0 && same_tally(&studies[0].tally, &studies[i].tally))
            fprintf(out, "the same\n");
        else
            print_counts(out, command, &studies[i].tally);
    }
    print_values(out, command, &studies[0]);
    for (int i = 0; i < command->subjects; i++)
        fputs(studies[i].shown, out);
}

/* A program of the lab has its own words for its statuses 0 and 1. */
static void
print_status(FILE *out, const struct command *command, int status)
{
    if (command->scenario != NULL && status == STATUS_HELD)
        fprintf(out, "the program keeps its invariant");
    else if (command->scenario != NULL && status == STATUS_BROKEN)
        fprintf(out, "the program says that it failed");
    else
        fprintf(out, "the program exits with %d", status);
    int expected = command->question.expected_status;
    if (expected != STATUS_HELD && status != expected)
        fprintf(out, ", not %d", expected);
}

static void
print_watched(
    FILE *out, const struct command *command, const struct ending *ending)
{
    const struct question *question = &command->question;

    fprintf(out, "; %s is %ld",
        question->figure != NULL ? question->figure : question->watch,
        ending->value);
    if (question->has_expected && ending->value != question->expected)
        fprintf(out, ", not %ld", question->expected);
}

void
report_ending(
    FILE *out, const struct command *command, const struct ending *ending)
{
    fprintf(out, "        => ");
    if (ending->end == END_STUCK)
        fprintf(out, "nobody can go on: a deadlock");
    else if (ending->end == END_CRASHED)
        fprintf(out, "it crashed");
    else
        print_status(out, command, WEXITSTATUS(ending->status));
    if (ending->has_value)
        print_watched(out, command, ending);
    putc('\n', out);
}

/* ---- JSON. ---- */

void
report_json(
    FILE *out, const struct command *command, const struct study *studies)
{
    const struct question *question = &command->question;

    fprintf(out, "{\"scenario\": ");
    json_string(out, command->scenario);
    fprintf(out, ", \"every_instruction\": %s, \"bound\": ",
        question->every_instruction ? "true" : "false");
    if (question->preemptions == ALL_PREEMPTIONS)
        fprintf(out, "null");
    else
        fprintf(out, "%d", question->preemptions);
    fprintf(out, ", \"studies\": [");
    for (int i = 0; i < command->subjects; i++) {
        fprintf(out, "%s", i > 0 ? ", " : "");
        fputs(studies[i].shown, out);
    }
    fprintf(out, "]}\n");
}
