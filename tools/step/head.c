#include "head.h"

#include "schedule.h"

#include <string.h>

enum { FEW_WORKERS = 5 };

/* Which worker runs what. Many that run the same are named together. */
static void
print_workers(FILE *out, const struct program *program)
{
    int count = 1 + program->births + program->spare;

    for (int i = 0; i < count; i++) {
        int last = i;
        if (*program->runs[i] == '\0')
            continue;
        while (last + 1 < count &&
               strcmp(program->runs[last + 1], program->runs[i]) == 0)
            last++;
        fprintf(out, "%s%s", i > 0 ? "  " : "", schedule_name(i));
        if (last - i >= FEW_WORKERS)
            fprintf(out, " to %s", schedule_name(i = last));
        fprintf(out, " %s", program->runs[i]);
    }
    putc('\n', out);
}

void
head_print(FILE *out, const struct command *command, const struct study *study,
    bool is_complete)
{
    const char *title =
        command->scenario != NULL ? command->scenario : study->title;
    const struct question *question = study->question;

    int workers = study_workers(study);
    fprintf(out, "%s", title);
    if (workers > 0)
        fprintf(out, ", %d worker%s", workers, workers == 1 ? "" : "s");
    fprintf(out, "; a step is %s\n",
        question->every_instruction
            ? "an instruction"
            : "an access to what they share, or a system call");
    if (study->program.births > 0)
        print_workers(out, &study->program);
    if (question->sample.wanted > 0) {
        fprintf(out, "some schedules, drawn at random from seed %lu\n",
            question->sample.seed);
        return;
    }
    if (question->preemptions == ALL_PREEMPTIONS)
        fprintf(out, "all preemptions");
    else
        fprintf(out, "at most %d preemption%s", question->preemptions,
            question->preemptions == 1 ? "" : "s");
    fprintf(out, !is_complete ? ": not every such schedule was seen\n"
                 : study->search.reduces
                     ? ": orders that no worker can tell apart are counted "
                       "once\n"
                     : ": every such schedule is counted, equal states are run "
                       "once\n");
    if (arch_reorders)
        fprintf(out,
            "and in each, accesses take effect in the program's order: "
            "this processor need not keep it\n");
    if (question->races)
        fprintf(out, "and each ends at its first data race\n");
    if (question->most[CHANCE_KILL] > 0)
        fprintf(out, "and in each at most %d process%s killed\n",
            question->most[CHANCE_KILL],
            question->most[CHANCE_KILL] == 1 ? " is" : "es are");
    if (question->most[CHANCE_EINTR] > 0)
        fprintf(out, "and in each at most %d call%s interrupted (EINTR)\n",
            question->most[CHANCE_EINTR],
            question->most[CHANCE_EINTR] == 1 ? " is" : "s are");
    if (question->most[CHANCE_ALLOC] > 0)
        fprintf(out, "and in each at most %d call%s of malloc fail%s\n",
            question->most[CHANCE_ALLOC],
            question->most[CHANCE_ALLOC] == 1 ? "" : "s",
            question->most[CHANCE_ALLOC] == 1 ? "s" : "");
    if (question->most[CHANCE_RETURN] > 0)
        fprintf(out,
            "and in each at most %d wait%s for a condition that return%s "
            "unsignalled\n",
            question->most[CHANCE_RETURN],
            question->most[CHANCE_RETURN] == 1 ? "" : "s",
            question->most[CHANCE_RETURN] == 1 ? "s" : "");
}
