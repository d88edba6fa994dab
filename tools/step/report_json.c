#include "report_json.h"

#include "schedule.h"
#include "table.h"

#include "kit/json.h"

/* Why it ended: "complete", or before that. */
static const char *
end_name(const struct study *study)
{
    static const char *const names[] = {
        "complete", "time", "stopped", "refused"};

    return names[study->ended_by];
}

static void
write_found(FILE *out, struct study *study)
{
    const struct found *found = &study->search.found;

    fprintf(out, ", \"preemptions\": %d, \"schedule\": ",
        found->is_there ? found->preemptions : -1);
    json_string(out,
        found->is_there ? schedule_text(found->schedule, found->steps) : NULL);
    fprintf(out, ", \"steps\": ");
    if (found->is_there)
        table_json(out, study, found->schedule, found->steps);
    else
        fprintf(out, "[]");
}

void
report_json_study(FILE *out, struct study *study)
{
    const struct tally *tally = &study->tally;

    fprintf(out, "{\"name\": ");
    json_string(out, study->title);
    fprintf(out, ", \"end\": \"%s\", \"complete_up_to\": ", end_name(study));
    if (study->search.complete == -1 ||
        study->search.complete == ALL_PREEMPTIONS)
        fprintf(out, "null");
    else
        fprintf(out, "%d", study->search.complete);
    fprintf(out,
        ", \"workers\": %d, \"schedules\": %lu, \"held\": %lu, "
        "\"broken\": %lu, \"crashed\": %lu, \"stuck\": %lu, \"cyclic\": %s",
        study->search.model.workers, tally_all(tally),
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
    write_found(out, study);
    putc('}', out);
}

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
