#include "report.h"

#include "bury.h"
#include "ending.h"
#include "head.h"
#include "left_out.h"
#include "race.h"
#include "report_json.h"
#include "schedule.h"
#include "table.h"
#include "tell.h"

#include "kit/clock.h"
#include "kit/memstream.h"
#include "kit/table.h"

#include <limits.h>
#include <string.h>
#include <sys/wait.h>

enum { FIGURE_BYTES = 48, SHOWN_OUTCOMES = 4 };

int
report_end_status(enum end end)
{
    return end == END_HELD     ? STATUS_HELD
           : end == END_STUCK  ? STATUS_STUCK
           : end == END_UNSURE ? STATUS_CANNOT
                               : STATUS_BROKEN;
}

/* Are there tasks that were not controlled? Then nothing is proved. */
static bool
is_partial(const struct study *study)
{
    return study->left_out.count > 0 || study->left_out.ended > 0;
}

/* A failure counts, whatever kept us from seeing the rest. */
int
report_status(const struct study *study)
{
    const struct tally *tally = &study->tally;
    const struct found *found = &study->search.found;

    if (tally->schedules[END_BROKEN] > 0 || tally->schedules[END_CRASHED] > 0)
        return STATUS_BROKEN;
    if (found->is_there)
        return report_end_status(found->ending.end);
    if (study->has_failed && study->ended_by != LIMIT_NONE)
        return STATUS_BROKEN;
    if (study->ended_by == LIMIT_NONE &&
        (is_partial(study) || *study->untried != '\0'))
        return STATUS_CANNOT;
    if (study->ended_by == LIMIT_NONE && study->question->sample.wanted > 0)
        return STATUS_STUCK;
    return study->ended_by == LIMIT_NONE      ? STATUS_HELD
           : study->ended_by == LIMIT_REFUSAL ? STATUS_CANNOT
                                              : STATUS_STUCK;
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
print_tally(FILE *out, const struct command *command, const struct tally *tally)
{
    const char *const words[ENDS][2] = {
        [END_BROKEN] = {command->broken, command->breaks},
        [END_CRASHED] = {"crash", "crashes"},
        [END_RACED] = {"come to a data race", "comes to a data race"},
        [END_STUCK] = {"end in a deadlock", "ends in a deadlock"},
        [END_UNSURE] = {"end where no controlled task goes on",
            "ends where no controlled task goes on"}};
    char text[FIGURE_BYTES];

    fprintf(out, "%s schedule%s", count_text(tally_all(tally), text),
        tally_all(tally) == 1 ? "" : "s");
    for (int i = END_BROKEN; i < ENDS; i++)
        if (tally->schedules[i] > 0)
            fprintf(out, ", %s %s", count_text(tally->schedules[i], text),
                words[i][tally->schedules[i] == 1]);
    if (tally->cyclic)
        fprintf(out, "; some can go round for ever, and are cut there");
}

static const char *
limit_words(enum limit limit)
{
    return limit == LIMIT_TIME     ? "time was up"
           : limit == LIMIT_EASED  ? "one that fails was enough"
           : limit == LIMIT_SIGNAL ? "it was stopped"
                                   : "it could not go on";
}

/* What has been seen, if that is not everything: nothing about the rest. */
static void
print_part(FILE *out, const struct command *command, const struct study *study)
{
    const struct search *search = &study->search;

    if (study_workers(study) == 0) {
        fprintf(out, "%s before main had made its tasks: no schedule began\n",
            limit_words(study->ended_by));
        return;
    }
    if (search->complete == -1)
        fprintf(out, "%s before all schedules without a preemption were seen",
            limit_words(study->ended_by));
    else {
        fprintf(out, "complete up to %d preemption%s (", search->complete,
            search->complete == 1 ? "" : "s");
        print_tally(out, command, &study->tally);
        fprintf(out, "%s), then %s",
            tally_bad(&study->tally) == 0 ? ", none fails" : "",
            limit_words(study->ended_by));
    }
    if (search->found.is_there && study->tally.least == -1)
        fprintf(out, "; one was found that fails");
    else if (study->has_failed && !search->found.is_there)
        fprintf(out, "; one has failed, and was not found again in time");
    putc('\n', out);
    if (progress_estimate(&search->progress) > 0)
        fprintf(out, "seen: some %.0f %% of %s, some %.2g (an estimate)\n",
            100 * search->progress.done,
            search->complete == -1 ? "those without a preemption"
            : search->preemptions == ALL_PREEMPTIONS
                ? "all schedules"
                : "those with at most one preemption more",
            progress_estimate(&search->progress));
    if (!study_has_seen_an_end(study))
        fprintf(out, "no schedule came to its end in that time: try fewer "
                     "iterations, or fewer workers\n");
    /* During a run that always happens; only a long one is worth reporting. */
    if (study->ended_by == LIMIT_TIME &&
        study->ran_free_ns >= study->question->max_seconds * NS_PER_S / 2)
        fprintf(out, "the program did not end in the time given, after %s\n",
            search->steps > 0 ? schedule_text(search->schedule, search->steps)
                              : "no step at all");
}

/* The random draws, beside a search or instead of it. */
static void
print_sample(FILE *out, const struct study *study)
{
    static const char *const names[] = {"pct", "pos", "surw"};
    const struct sample *sample = &study->sample;
    bool is_beside = study->question->sample.wanted == 0;
    double missed = sample_missed(sample, &study->drawing.model);
    char text[FIGURE_BYTES];

    fprintf(out, "%s schedule%s drawn by %s, %s\n",
        count_text((uint64_t)sample->tried, text),
        sample->tried == 1 ? "" : "s",
        is_beside ? "pct and surw in turn beside the search"
                  : names[sample->by],
        !sample->found.is_there ? "none fails: that is no proof"
        : sample->tried == 1    ? "which fails"
                                : "the last one fails");
    if (missed < 0.995 && !sample->found.is_there && /* 1 would say nothing */
        (is_beside || sample->by == SAMPLER_PCT))
        fprintf(out,
            "a bug of depth %d is missed with a chance of at most %.2g, "
            "assuming\nthat no schedule has more than %d steps\n",
            sample->depth, missed, sample->longest);
}

/* Has anybody said what must hold? The lab's own programs do. */
static bool
has_invariant(const struct command *command, const struct study *study)
{
    return command->scenario != NULL || study->invariant.text != NULL ||
           study->question->has_expected;
}

static void
print_counts(
    FILE *out, const struct command *command, const struct study *study)
{
    bool only_drawn = study->question->sample.wanted > 0;

    if (study->ended_by != LIMIT_NONE &&
        (!only_drawn || study_workers(study) == 0))
        print_part(out, command, study);
    if (study->ended_by != LIMIT_NONE || only_drawn) {
        if (study->sample.tried > 0)
            print_sample(out, study);
        return;
    }
    print_tally(out, command, &study->tally);
    bool is_good = tally_bad(&study->tally) == 0;
    if (*study->untried != '\0') {
        fprintf(out, "%s; not tried: those in which %s\n",
            is_good ? ", none of these fails" : "", study->untried);
        return;
    }
    if (is_good)
        fputs(is_partial(study)
                  ? ", none fails; but step did not control all of the program"
              : has_invariant(command, study) ? ", all keep the invariant"
                                              : ", none fails",
            out);
    if (is_good && study->question->races && !is_partial(study))
        race_print_none(out);
    putc('\n', out);
    if (is_good && *study->late_line != '\0')
        fprintf(out,
            "note: store buffers are not tried: %s may read too early\n",
            study->late_line);
}

static bool
is_same(const struct study *left, const struct study *right)
{
    return left->ended_by == LIMIT_NONE && right->ended_by == LIMIT_NONE &&
           memcmp(left->tally.schedules, right->tally.schedules,
               sizeof(left->tally.schedules)) == 0 &&
           left->tally.least == right->tally.least &&
           strcmp(left->late_line, right->late_line) == 0;
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
        fprintf(out, "%s %ld\n",
            study->ended_by == LIMIT_NONE ? "always" : "so far", study->lowest);
    else
        fprintf(out, "from %ld to %ld\n", study->lowest, study->highest);
}

static void
print_schedule(FILE *out, const struct command *command, struct study *study,
    const char *which, const struct found *found)
{
    fprintf(out, "%s: %s, %d preemption%s\n", which,
        found->steps > 0 ? schedule_text(found->schedule, found->steps)
                         : "no step at all",
        found->preemptions, found->preemptions == 1 ? "" : "s");
    struct ending ending =
        table_play(out, command, study, found->schedule, found->steps);
    ending_print(out, command, study, &ending);
}

/* What its output does not show. */
static const char *
death_of(const struct outcome *outcome)
{
    return WIFSIGNALED(outcome->status) ? " and death by SIGALRM" : "";
}

/* Different outcomes, and nobody has said which is right: each, with a
 * schedule. */
static void
print_outcomes(FILE *out, const struct command *command, struct study *study)
{
    static struct found found[SHOWN_OUTCOMES];
    const struct outcomes *outcomes = &study->outcomes;
    char quoted[QUOTED_BYTES], which[QUOTED_BYTES + 32], text[FIGURE_BYTES];
    int most =
        outcomes->count < SHOWN_OUTCOMES ? outcomes->count : SHOWN_OUTCOMES;
    bool is_counted = true;

    fprintf(out,
        "%s%d outcomes:", outcomes->count == MAX_OUTCOMES ? "at least " : "",
        outcomes->count);
    for (int i = 0; i < most; i++) {
        uint64_t count = study_search_outcome(study, i, &found[i]);
        is_counted &= found[i].is_there;
        fprintf(out, "%s %s%s %s schedule%s", i > 0 ? "," : "",
            outcomes_quote(outcomes, most, i, quoted),
            death_of(&outcomes->outcome[i]),
            found[i].is_there ? count_text(count, text) : "some",
            count == 1 ? "" : "s");
    }
    fprintf(out, "%s%s\nis that meant? --expect-output tells which is right\n",
        most < outcomes->count ? ", and others" : "",
        is_counted ? "" : "; stopped, or time was up, before all were counted");
    for (int i = 0; i < most; i++) {
        snprintf(which, sizeof(which), "to %s%s",
            outcomes_quote(outcomes, most, i, quoted),
            death_of(&outcomes->outcome[i]));
        if (found[i].is_there)
            print_schedule(out, command, study, which, &found[i]);
    }
}

/* The shortest failing schedule; and the one with the smallest value, if
 * different. If none fails, and nobody has said what is right: the outcomes. */
static void
print_schedules(FILE *out, const struct command *command, struct study *study)
{
    static struct found shortest, other;
    char which[64];

    shortest = study->search.found;
    if (!shortest.is_there) {
        if (study->outcomes.count > 1 && study->question->watch == NULL &&
            study->question->expected_output == NULL &&
            study_is_searched(study))
            print_outcomes(out, command, study);
        return;
    }
    print_schedule(out, command, study,
        study->sample.found.is_there ? "drawn" : "shortest", &shortest);
    if (study->ended_by != LIMIT_NONE || !study->has_values ||
        study->lowest == study->highest)
        return;
    study_search_value(study, study->lowest, &other);
    if (other.is_there &&
        (other.steps != shortest.steps ||
            memcmp(shortest.schedule, other.schedule,
                (size_t)shortest.steps * sizeof(*other.schedule)) != 0)) {
        snprintf(
            which, sizeof(which), "to the smallest value, %ld", study->lowest);
        print_schedule(out, command, study, which, &other);
    }
}

static void
print_split(FILE *out, const struct study *study)
{
    const struct instruction *split = study->machine.split;
    char line[64], source[96];

    symbols_line(split->address, line, sizeof(line));
    symbols_source(split->address, source, sizeof(source));
    fprintf(out,
        "note: %s: %s\n      is one instruction, \"%s\", %s\n      without "
        "LOCK, another core can come between\n",
        *line != '\0' ? line : "the program",
        *line != '\0' ? source : "an update", split->text,
        study->program.births > 0 ? "but two steps:" : "so one step;");
}

void
report_prepare(const struct command *command, struct study *study,
    const struct study *first)
{
    size_t bytes;
    FILE *out = memstream_open(&study->shown, &bytes, "the report");

    if (command->options.json) {
        report_json_study(out, command, study);
    } else if (first == NULL || !is_same(first, study)) {
        left_out_print_inlined(out, &study->program);
        if (study->machine.split != NULL)
            print_split(out, study);
        bury_print(out, study_model(study), study->buried);
        tell_print(out, &study->machine);
        if (first != NULL && study->search.found.is_there)
            fprintf(out, "%s: ", study->title);
        print_schedules(out, command, study);
    }
    memstream_close(out, "the report");
}

void
report_text(
    FILE *out, const struct command *command, const struct study *studies)
{
    bool is_complete = true;

    for (int i = 0; i < command->subjects; i++)
        is_complete = is_complete && studies[i].ended_by == LIMIT_NONE;
    head_print(out, command, &studies[0], is_complete);
    left_out_print(out, &studies[0].left_out);
    for (int i = 0; i < command->subjects; i++) {
        if (command->scenario != NULL)
            fprintf(out, "%-7s ", studies[i].title);
        if (i > 0 && is_same(&studies[0], &studies[i]))
            fprintf(out, "the same\n");
        else
            print_counts(out, command, &studies[i]);
    }
    print_values(out, command, &studies[0]);
    if (studies[0].is_cut && command->scenario == NULL)
        fprintf(out,
            "note: of what it prints only the first %d KiB are looked at\n",
            OUTPUT_BYTES / 1024);
    for (int i = 0; i < command->subjects; i++)
        fputs(studies[i].shown, out);
}
