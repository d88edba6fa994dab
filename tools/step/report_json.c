#include "report_json.h"

#include "ending.h"
#include "schedule.h"
#include "table.h"

#include "kit/json.h"
#include "kit/memstream.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

/* Why it ended: "complete", or early. */
static const char *
end_name(const struct study *study)
{
    static const char *const names[] = {
        "complete", "time", "enough", "stopped", "refused"};

    return names[study->ended_by];
}

/* Its lines, as --schedule prints them. */
static void
write_table(FILE *out, const struct command *command, struct study *study)
{
    const struct found *found = &study->search.found;
    char *text;
    size_t bytes;
    FILE *table = memstream_open(&text, &bytes, "the table");

    fprintf(table, "%s, %s\n", study->title,
        schedule_text(found->schedule, found->steps));
    struct ending ending =
        table_play(table, command, study, found->schedule, found->steps);
    ending_print(table, command, study, &ending);
    memstream_close(table, "the table");
    for (char *line = text, *end; *line != '\0'; line = end + 1) {
        end = strchr(line, '\n');
        *end = '\0';
        fprintf(out, "%s", line > text ? ", " : "");
        json_string(out, line);
    }
    free(text);
}

static void
write_found(FILE *out, const struct command *command, struct study *study)
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
    fprintf(out, ", \"table\": [");
    if (found->is_there)
        write_table(out, command, study);
    fprintf(out, "], \"race\": ");
    bool is_race = found->is_there && found->ending.end == END_RACED;
    json_string(out, is_race ? study->race : NULL);
}

/* For a user's own program; counted if all schedules were seen. */
static void
write_outcomes(FILE *out, struct study *study)
{
    static struct found found;
    const struct outcomes *outcomes = &study->outcomes;
    bool is_complete = study_is_searched(study);

    fprintf(out, ", \"outcomes\": [");
    for (int i = 0; i < outcomes->count; i++) {
        const struct outcome *outcome = &outcomes->outcome[i];
        fprintf(out, "%s{\"output\": ", i > 0 ? ", " : "");
        json_string(out, outcome->text);
        fprintf(out, ", \"status\": ");
        fprintf(out, WIFEXITED(outcome->status) ? "%d" : "null",
            WEXITSTATUS(outcome->status));
        uint64_t count =
            is_complete ? study_search_outcome(study, i, &found) : 0;
        if (is_complete) {
            fprintf(out, ", \"schedules\": ");
            fprintf(out, found.is_there ? "%lu" : "null", count);
            fprintf(out, ", \"schedule\": ");
            json_string(out, found.is_there
                                 ? schedule_text(found.schedule, found.steps)
                                 : NULL);
        }
        putc('}', out);
    }
    putc(']', out);
}

void
report_json_study(FILE *out, const struct command *command, struct study *study)
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
        "\"broken\": %lu, \"crashed\": %lu, \"raced\": %lu, \"stuck\": %lu, "
        "\"unsure\": %lu, \"cyclic\": %s, \"waits_in_loop\": %s",
        study_workers(study), tally_all(tally), tally->schedules[END_HELD],
        tally->schedules[END_BROKEN], tally->schedules[END_CRASHED],
        tally->schedules[END_RACED], tally->schedules[END_STUCK],
        tally->schedules[END_UNSURE], tally->cyclic ? "true" : "false",
        study->machine.gaps.waits_in_loop ? "true" : "false");
    fprintf(out, ", \"store_buffers\": %s",
        study_is_searched(study) && study->late_at == 0 ? "true" : "false");
    fprintf(out, ", \"first_run_ended\": %s, \"reduced\": %s, \"drawn\": %ld",
        study->passes > 0 ? "true" : "false",
        study->search.reduces ? "true" : "false", study->sample.tried);
    fprintf(out, ", \"share\": ");
    json_real(out, study->search.progress.done);
    fprintf(out, ", \"estimate\": ");
    json_real(out, progress_estimate(&study->search.progress));
    fprintf(out, ", \"not_led\": [");
    for (int i = 0; i < study->left_out.count; i++) {
        fprintf(out, "%s", i > 0 ? ", " : "");
        json_string(out, study->left_out.task[i].name);
    }
    fprintf(out, "], \"not_led_and_ended\": %d", study->left_out.ended);
    fputs(", \"not_tried\": ", out);
    if (*study->untried != '\0')
        json_string(out, study->untried);
    else
        fputs("null", out);
    fprintf(out, ", \"values\": [");
    for (int i = 0; i < study->value_count; i++)
        fprintf(out, "%s%ld", i > 0 ? ", " : "", study->value[i]);
    fprintf(out,
        "], \"split\": %s, \"states\": %d, \"instructions\": %ld, "
        "\"runs\": %ld, \"seconds\": ",
        study->machine.split != NULL ? "true" : "false",
        study->search.graph.count, study->machine.instructions, study->runs);
    json_real(out, study->seconds);
    fprintf(out, ", \"traced_seconds\": ");
    json_real(out, study->traced_seconds);
    write_found(out, command, study);
    write_outcomes(out, study);
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
