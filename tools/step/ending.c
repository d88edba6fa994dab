#include "ending.h"

#include "kit/die.h"
#include "kit/stop.h"

#include <sys/wait.h>

/* A program of the lab has its own text for its statuses 0 and 1. */
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
print_death(FILE *out, const struct ending *ending)
{
    char line[64] = "";

    if (ending->place != 0)
        symbols_line(ending->place, line, sizeof(line));
    fprintf(out, "the program was killed by %s%s%s",
        stop_signal_name(WTERMSIG(ending->status)), *line != '\0' ? " at " : "",
        line);
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

static void
print_output(FILE *out, const struct study *study, const struct ending *ending)
{
    const char *expected = study->question->expected_output;
    const char *text = study->outcomes.outcome[ending->outcome].text;
    char quoted[QUOTED_BYTES];
    size_t skipped = expected != NULL ? outcomes_part(text, expected) : 0;

    if (expected == NULL &&
        (ending->end != END_HELD || study->outcomes.count < 2))
        return;
    fprintf(out, "; it prints %s", outcomes_quote_from(text, skipped, quoted));
    if (expected != NULL && !outcomes_same_text(text, expected))
        fprintf(
            out, ", not %s", outcomes_quote_from(expected, skipped, quoted));
}

void
ending_print(FILE *out, const struct command *command,
    const struct study *study, const struct ending *ending)
{
    fprintf(out, "        => ");
    if (ending->end == END_STUCK)
        fprintf(out, "nobody can go on: a deadlock");
    else if (ending->end == END_UNSURE)
        fprintf(out, "no controlled task goes on");
    else if (ending->end == END_RACED)
        fprintf(out, "a data race: %s", study->race);
    else if (ending->breaks)
        fprintf(
            out, "%s does not hold: %s", study->invariant.text, study->broken);
    else if (WIFSIGNALED(ending->status))
        print_death(out, ending);
    else if (ending->end == END_CRASHED)
        fprintf(out, "it crashed");
    else
        print_status(out, command, WEXITSTATUS(ending->status));
    if (ending->outcome != -1)
        print_output(out, study, ending);
    if (ending->has_value)
        print_watched(out, command, ending);
    putc('\n', out);
}
