/* Is it right under every schedule? Only step's own verdict counts, which is
 * its exit status together with what it found: a program that writes to step's
 * output, or kills it, can spoil the verdict but never pass. */

#include "../build.h"
#include "../check.h"
#include "../grading.h"
#include "../lab.h"
#include "../looks.h"
#include "../plain.h"
#include "../rubric.h"
#include "../source.h"
#include "../stepper.h"
#include "../words.h"

#include "kit/die.h"

#include <signal.h>
#include <string.h>

enum { STANDARD_BOUND = 2, PROBE_SECONDS = 4 };

static bool
can_kill(const struct source *source)
{
    static const char *const calls[] = {
        "kill", "tgkill", "tkill", "syscall", "asm", "__asm__"};

    for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
        if (source_names(source, calls[i]))
            return true;
    return false;
}

/* Whether it succeeds depends on the sandbox: trying is enough. */
static bool
attacks_tracer(const struct source *source)
{
    return can_kill(source) && source_calls(source, "getppid");
}

/* The share of the bounds 0, 1, ... that it survives. */
static double
share_of(long bounds, long bound)
{
    return (double)bounds / (double)(bound + 1);
}

/* An alarm ("!") rings at any point, whatever its seconds: so a program that is
 * right, and would end itself if it hung, has such schedules, too. */
static void
judge_failure(const struct row *row, const struct stepped *stepped, long bound,
    struct verdict *verdict)
{
    long survived = stepped->fails_with < bound ? stepped->fails_with : bound;

    if (strchr(stepped->schedule, '!') != NULL) {
        verdict_unjudged(verdict);
        fputs("a schedule goes wrong in which an alarm rings; whether it does "
              "so there\ndepends on time:\n",
            verdict->out);
        return;
    }
    verdict_share(verdict, row, share_of(survived, bound));
    if (survived == 0)
        fputs("a schedule that goes wrong:\n", verdict->out);
    else if (survived == 1)
        fputs("right without a preemption, wrong with one:\n", verdict->out);
    else
        fprintf(verdict->out,
            "right with fewer than %ld preemptions, wrong with %ld:\n",
            survived, survived);
}

/* How far it gets in the time depends on the machine, so no points depend on
 * it. */
static void
judge_time(const struct stepped *stepped, long bound, struct verdict *verdict)
{
    long seconds = stepped->seconds;
    long covered =
        stepped->complete_up_to < bound ? stepped->complete_up_to + 1 : bound;

    verdict_unjudged(verdict);
    if (stepped->hangs)
        fputs("its first run under step had not ended when its time was up\n",
            verdict->out);
    else if (covered == 0)
        fprintf(verdict->out,
            "not all schedules without a preemption could be seen in %ld s\n",
            seconds);
    else
        fprintf(verdict->out,
            "the time, %ld s, was up: every schedule with at most %ld "
            "preemption%s is right;\nof those with up to %ld not all were "
            "seen: none that fails was found, which is no proof\n",
            seconds, covered - 1, covered == 2 ? "" : "s", bound);
}

static bool
is_killed(const struct stepped *stepped)
{
    return stepped->result.end == RUN_KILLED &&
           stepped->result.status == SIGKILL;
}

/* Of an invariant that step does not accept: because the program lacks what it
 * names? (Or else step tells the place in its text.) */
static bool
lacks_variable(const char *message)
{
    return strstr(message, "--invariant: ") != NULL &&
           strstr(message, ", before '") == NULL;
}

/* step did not end by itself, or says that it cannot judge. */
static void
judge_refusal(struct grading *grading, const struct row *row,
    const struct stepped *stepped, struct verdict *verdict)
{
    const struct run_result *result = &stepped->result;

    if (is_killed(stepped) && can_kill(grading->source)) {
        fputs("step, which ran the program, was killed meanwhile: a program "
              "must not\nkill what runs it\n",
            verdict->out);
        return;
    }
    verdict_unjudged(verdict);
    if (result->end == RUN_EXITED && result->status == STATUS_USAGE &&
        !lacks_variable(result->err)) {
        grading->is_mistaken = true;
        complain("%s/rubric: the row '%s': %.*s", grading->lab->folder,
            row->name, (int)strcspn(result->err, "\n"), result->err);
    }
    step_reason(stepped, verdict);
}

/* If step is killed, it is asked again: a program that has killed it does so
 * each time, and a system without memory hardly does. */
static bool
ask(struct grading *grading, const struct row *row, const char *program,
    struct stepped *stepped, struct verdict *verdict)
{
    bool is_run = step_ask(grading, row, program, stepped, verdict);

    if (is_run && is_killed(stepped)) {
        run_free(&stepped->result);
        is_run = step_ask(grading, row, program, stepped, verdict);
    }
    return is_run;
}

/* Does it end at all, when it just runs? Where no check has asked that before,
 * step would wait for it all its time. */
static bool
probe(struct grading *grading, const struct row *row, const char *program,
    struct verdict *verdict)
{
    struct words words = {.count = 0};
    const struct plain plain = {.words = &words, .seconds = PROBE_SECONDS};
    struct run_result result;

    words_add(&words, program);
    words_add_all(&words, row_text(row, "args", ""));
    bool is_run = plain_run(grading, &plain, &result, verdict);
    run_free(&result);
    return is_run;
}

/* Where a lab teaches both, hygiene lets spin what may, and this row says what
 * may not. */
static bool
must_sleep(const struct row *row)
{
    return strcmp(row_text(row, "sleeps", "no"), "yes") == 0;
}

/* No schedule fails: does one of them reach what it must? If all were seen, and
 * none does, that is as good as a failure. */
static void
judge_reach(struct grading *grading, const struct row *row, const char *program,
    struct verdict *verdict)
{
    static struct stepped reached;
    bool is_run = step_reaches(grading, row, program, &reached, verdict);
    bool is_answer =
        is_run && reached.is_whole && reached.result.end == RUN_EXITED;

    if (!is_run)
        ;
    else if (is_answer && reached.fails_with >= 0)
        verdict_pass(verdict, row);
    else if (is_answer && reached.is_complete &&
             reached.result.status == STATUS_HELD)
        step_show_unreached(grading, row, verdict);
    else if (reached.is_cut) {
        verdict_unjudged(verdict);
        fprintf(verdict->out,
            "no schedule fails; the time, %ld s, was up before one was found "
            "in which\n%s\n",
            reached.seconds, row_text(row, "reaches", ""));
    } else
        judge_refusal(grading, row, &reached, verdict);
    run_free(&reached.result);
}

void
judge_schedules(
    struct grading *grading, const struct row *row, struct verdict *verdict)
{
    static struct stepped stepped;
    const char *program = build_program(grading, row, NULL, verdict);
    const char *word = looks_how_it_is_run(grading);
    long bound = row_number(row, "bound", STANDARD_BOUND);

    if (program == NULL)
        return;
    if (attacks_tracer(grading->source)) {
        fputs(
            "it calls getppid and can kill: a program must not kill what runs "
            "it\n",
            verdict->out);
        return;
    }
    stepped = (struct stepped){.fails_with = -1};
    bool is_run =
        (grading->has_hung || probe(grading, row, program, verdict)) &&
        ask(grading, row, program, &stepped, verdict);
    int status =
        is_run && stepped.result.end == RUN_EXITED ? stepped.result.status : -1;
    bool has_failed = status == STATUS_BROKEN || status == STATUS_STUCK;
    grading->was_stepped |= stepped.is_whole;
    grading->spins |= stepped.spins;
    if (!is_run)
        ;
    else if (has_failed && stepped.is_whole && stepped.fails_with >= 0) {
        judge_failure(row, &stepped, bound, verdict);
        step_show(grading, row, &stepped, verdict);
    } else if (stepped.hangs || (status == STATUS_STUCK && stepped.is_whole &&
                                    !stepped.is_complete))
        judge_time(&stepped, bound, verdict);
    else if (status == STATUS_BROKEN &&
             (stepped.is_whole || step_saw_its_end(&stepped)))
        step_reason(&stepped, verdict);
    else if (step_saw_no_task(&stepped)) {
        grading->was_stepped = true;
        step_reason(&stepped, verdict);
    } else if (status != STATUS_HELD || !stepped.is_whole ||
               !stepped.is_complete)
        judge_refusal(grading, row, &stepped, verdict);
    else if (*stepped.not_led != '\0') {
        verdict_unjudged(verdict);
        fprintf(verdict->out, "step could not control %s\n", stepped.not_led);
    } else if (word != NULL) {
        verdict_unjudged(verdict);
        fprintf(verdict->out,
            "no schedule fails; but the source uses %s: a program that "
            "can find out\nhow it is run may behave otherwise outside step\n",
            word);
    } else if (stepped.spins && must_sleep(row))
        fputs("it waits in a loop: here it must sleep until it is woken\n",
            verdict->out);
    else if (row_text(row, "reaches", NULL) != NULL)
        judge_reach(grading, row, program, verdict);
    else
        verdict_pass(verdict, row);
    run_free(&stepped.result);
}
