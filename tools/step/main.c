/* Runs a program under every interleaving of its workers' steps.
 *
 * In the field's words: a worker is a tracee, a step a transition, a pose its
 * local state; a word with conflicting accesses we call contended.
 *
 *     main      a study for each twin, or one schedule
 *     command   the command line; schedule: AABBBA; saved: in a file
 *     study     all schedules of a program; pass: a search of it, begun anew
 *               where more has become known; play: one
 *     search    every schedule within the bound, equal states once; scout:
 *               contended words, found before; sample: a few at random;
 *               draw: when;
 *               progress: how far it has got; tally: schedules by their ends
 *     reduce    which schedules need not be tried: a worker that goes alone;
 *               group: workers that never conflict with the rest; future:
 *               what workers may still do, by the moves seen; graph: states
 *     untried   what no schedule has; late: reads that a processor may make
 *               too early; delay: what it may do while a store is late; cycle,
 *               chain: what others do then; torn: accesses that it makes in
 *               two parts
 *     judge     how a schedule has ended; outcomes: output and status;
 *               expression: an invariant, over globals; race: two accesses
 *               that nothing orders
 *     limit     time, Ctrl-C and refusals: what stops a search early
 *     track     what a step has touched, for moves
 *     model     the workers together: steps, sleeping and waking; state: where
 *               all are; take: one step of one; ask: a system call; turn,
 *               chance: what else may happen to it; futex: waiting and waking;
 *               sleepers: who waits; owner: of a mutex with priority
 *               inheritance; standing: which may run; loop: which wait in one;
 *               reap: waiting for a process; said: the output
 *     machine   the program, sent from pose to pose; beginning: before the
 *               first step; pose: what a worker is between two steps; place:
 *               putting it there; contend: words with conflicting accesses
 *     act       one step; enter: one that may sleep; ahead: on to the next;
 *               visit: the library function that it is in; arrive: the pose
 *               there; single: one instruction; emulate: made here; work,
 *               calculate: its operands and result; touch: what it touches;
 *               round: does it loop for ever? await: what a wait tells
 *     native    private work at full speed; pace: when; guard: pages that are
 *               closed meanwhile; lend: open for a step; blind: whose they
 *               are; stops: breakpoints; plt: calls of libraries; stacks:
 *               does it change them?
 *     pages     memory that is unmapped; print: what is printed; where: a
 *               line of the program; early: what main did before the others
 *     born      threads created during the study; clone: the call; forked:
 *               processes; forking: which are refused; spare: the tasks that
 *               they go on; vforked: children that begin in their parent's
 *               memory
 *     become    a worker that becomes another program; guest: that, which runs
 *               apart from call to call, with processes of its own
 *     leave     what the kernel does when a task ends; killed: when a fault or
 *               another kills it; send: a signal; bury: a child whose crash its
 *               parent expects; notify: its end, by SIGCHLD
 *     signals   sent by workers, until they are taken; pending: those that
 *               wait; origin: who has sent them; react: what a process does at
 *               them; actions: what it may do; per_signal: numbers for both;
 *               interrupt: when they come; deliver: to a handler; handler: in
 *               one; cancel: in the library's; mask: those that are blocked;
 *               alarm: the one that a process has set;
 *               ring: it rings; timer: it was set before
 *     imposed   what happens to a worker, and is no step of its own
 *     fatal     signals that kill
 *     calls     system calls: how each is handled; attempt: about CPUs and
 *               limits; kernel: kernel state that some of them change, which
 *               cannot be rolled back; among: is a number in a list?
 *     library   functions known by name: malloc is one step, exit is an end
 *     words     who touched what; space: one name per word; mapped: numbers of
 *               files that are shared memory; maps: memory that the workers ask
 *               for
 *     target    the program that runs; spawn: from fork to exec; start: to
 *               where the study begins; entered: if that is a function; tasks:
 *               its tasks; memory: theirs; look: what /proc tells of them;
 *               births: where they are made; unwinder: what pthread_exit and
 *               pthread_cancel need; left_out: those that are not controlled;
 *               freeze: stopped meanwhile
 *     layout    fixed addresses, where the kernel randomizes them; initial: the
 *               stack as exec leaves it; mappings; inject: a call for us
 *     death     its run to its end; if by a signal, or too early: why
 *     remains   what it creates in the system; named: its words for it;
 *               inherited: its descriptors;
 *               input: its stdin; ids; answer: the time, and random numbers;
 *               tell: the time, later; timed: how long a call may last
 *     decode    instructions, by capstone; decode_hint: one that it lacks
 *     symbols   functions and source lines, by libdw; functions: which one
 *               an address is in; inlined: of headers; written: functions as
 *               their author wrote them; variables, types; names: of words,
 *               found with these
 *     arch      registers of this machine; exclusive: AArch64's pairs;
 *               halts: breakpoints for a task that runs alone
 *     report    what was found; report_json: as JSON; head: what was asked;
 *               ending: of one schedule; table: a schedule step by step; rows:
 *               which of them are needed; cell: one step; lost: an update that
 *               is lost; blame: who waits for whom;
 *               complaint: what the C library says before it aborts
 *     store     arrays that grow, and indexes
 *     absent    in place of all this, without libdw or capstone */

#include "command.h"
#include "ending.h"
#include "inherited.h"
#include "input.h"
#include "report.h"
#include "report_json.h"
#include "saved.h"
#include "schedule.h"
#include "table.h"

#include "kit/apart.h"
#include "kit/begin.h"
#include "kit/cpus.h"
#include "kit/fence.h"
#include "kit/memstream.h"
#include "kit/stop.h"

#include <sched.h>
#include <stdlib.h>
#include <sys/prctl.h>

/* Of two programs' statuses: failed counts most, then unfinished. */
static int
worse(int left, int right)
{
    return left == STATUS_HELD || right == STATUS_BROKEN ? right : left;
}

/* Play one schedule of each subject; print when all have been played. */
static int
play(const struct command *command)
{
    static uint16_t schedule[MAX_STEPS];
    int steps = schedule_read(command->options.schedule, schedule, MAX_STEPS);
    static struct basis basis;
    int status = STATUS_HELD;
    char *text;
    size_t length;
    FILE *out = memstream_open(&text, &length, "the table");

    if (command->options.replay != NULL)
        saved_read(command->options.replay, command->subject[0].program.argv[0],
            &basis);
    if (steps == -1)
        die(STATUS_USAGE,
            "--schedule: '%s' is none: give letters, as in AABBBA, or with "
            "counts, as in 2A3BA",
            command->options.schedule);
    for (int i = 0; i < command->subjects; i++) {
        static struct study study;
        const struct subject *subject = &command->subject[i];
        struct ending ending;
        limit_die_after(command->question.max_seconds);
        study_prepare(&study, &subject->program, &command->question,
            subject->title, command->options.replay != NULL ? &basis : NULL);
        /* Print nothing before we know that the schedule fits. */
        study_play(&study, schedule, steps, NULL, NULL, NULL);
        if (command->options.json && i == 0)
            fprintf(out, "[");
        if (command->options.json) {
            fprintf(out, "%s{\"name\": \"%s\", \"steps\": ", i > 0 ? ", " : "",
                subject->title);
            ending = table_json(out, &study, schedule, steps);
            fprintf(out, ", \"end\": \"%s\"}", study_end_name(ending.end));
        } else {
            /* A quiz shows each row before it asks for the next. */
            FILE *rows = command->options.quiz ? stdout : out;
            fprintf(rows, "%s, %s\n", subject->title,
                schedule_text(schedule, steps));
            ending = table_play(rows, command, &study, schedule, steps);
            ending_print(rows, command, &study, &ending);
        }
        status = worse(status, report_end_status(ending.end));
        study_close(&study);
    }
    if (command->options.json)
        fprintf(out, "]\n");
    memstream_close(out, "the table");
    stop_release(0); /* no program is running: see stop.h */
    fputs(text, stdout);
    free(text);
    return status;
}

static int
search_all(const struct command *command)
{
    static struct study studies[MAX_SUBJECTS];
    int status = STATUS_HELD;

    for (int i = 0; i < command->subjects; i++) {
        const struct subject *subject = &command->subject[i];
        study_search(
            &studies[i], &subject->program, &command->question, subject->title);
        if (studies[i].ended_by == LIMIT_REFUSAL)
            complain("%s", limit_refusal());
        status = worse(status, report_status(&studies[i]));
        if (studies[i].ended_by == LIMIT_REFUSAL &&
            report_status(&studies[i]) == STATUS_CANNOT)
            return STATUS_CANNOT;
        if (command->options.save != NULL && studies[i].search.found.is_there)
            saved_write(command, &studies[i]);
        report_prepare(command, &studies[i], i > 0 ? &studies[0] : NULL);
        study_close(&studies[i]);
    }
    stop_release(0); /* no program is running: see stop.h */
    if (command->options.json)
        report_json(stdout, command, studies);
    else
        report_text(stdout, command, studies);
    for (int i = 0; i < command->subjects; i++)
        free(studies[i].shown);
    return status;
}

int
main(int argc, char **argv)
{
    static struct command command;

    begin("step");
    inherited_remember();
    apart();
    stop_hold();
    saved_arguments(&argc, &argv);
    fence_tracer();
    command_read(&command, argc, argv);
    if (command.options.progress)
        progress_always();
    if (command.scenario == NULL && !command.options.quiz) {
        stop_release(0); /* the writer to our stdin may never end */
        input_read(command.question.max_seconds);
        stop_hold();
    }
    /* Step and its tracee take turns: on one CPU that takes half the time of
     * waking up another. The kernel has just chosen one for us. */
    cpus_pin(sched_getcpu());
    /* We reap workers that outlive their parent. */
    if (prctl(PR_SET_CHILD_SUBREAPER, 1) == -1)
        die(STATUS_CANNOT, "prctl: %m: could not reap the program's workers");
    int status = command.options.schedule != NULL ? play(&command)
                                                  : search_all(&command);
    finish();
    stop_release(limit_signal());
    return status;
}
