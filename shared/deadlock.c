#include "deadlock.h"

#include "kit/die.h"
#include "kit/scenario.h"
#include "kit/sysfile.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

enum { BALANCE = 100, AMOUNT = 10, TOO_MUCH = 1000, NOBODY = -1 };

static const char *const cases[] = {
    "self", "order", "lost-release", "holder-killed", NULL};
static const char *const syncs[] = {
    "mutex", "errorcheck", "recursive", "robust", "sem", NULL};

#define AT(member) offsetof(struct deadlock_options, member)
static const struct option_row options_table[] = {
    {"case", OPTION_WORD, AT(which), "self", .words = cases,
        .help = "how it comes about"},
    {"sync", OPTION_WORD, AT(sync), deadlock_default_sync, .words = syncs,
        .help = "what the locks are"},
    {"workers", OPTION_NUMBER, AT(workers), "2", 2, DEADLOCK_MOST,
        .help = "how many, each with an account"},
    {"fix", OPTION_FLAG, AT(fix), .help = "the case's cure"},
    {"hang", OPTION_FLAG, AT(hang), .silent = true,
        .help = "leave them as they are, to be looked at"},
    {"unforced", OPTION_FLAG, AT(unforced), .silent = true,
        .help = "order: nobody sees to it that they meet"},
    {"json", OPTION_FLAG, AT(json), .silent = true,
        .help = "print one JSON object"},
    {.name = NULL}};
#undef AT

#define AT(member) offsetof(struct deadlock_result, member)
static const struct field result_fields[] = {
    {"finished", FIELD_INTEGER, AT(finished), NULL},
    {"stuck", FIELD_INTEGER, AT(stuck), NULL},
    {"killed", FIELD_INTEGER, AT(killed), NULL},
    {"circle", FIELD_INTEGER, AT(circle), NULL},
    {"answer", FIELD_TEXT, AT(answer), NULL},
    {"found_by", FIELD_TEXT, AT(found_by), NULL},
    {"moved", FIELD_INTEGER, AT(moved), NULL},
    {"refused", FIELD_INTEGER, AT(refused), NULL},
    {"repaired", FIELD_INTEGER, AT(repaired), NULL},
    {"expected", FIELD_INTEGER, AT(expected), NULL},
    {"actual", FIELD_INTEGER, AT(actual), NULL},
    {"ok", FIELD_BOOL, AT(ok), NULL},
    {"who_waits", FIELD_LINES, AT(lines), NULL},
    {"note", FIELD_TEXT, AT(note), NULL}, {.name = NULL}};
#undef AT

void
deadlock_memory_init(struct deadlock_memory *memory,
    const struct deadlock_options *options, int sharing)
{
    gate_init(&memory->gate, (int)options->workers, sharing);
    for (long i = 0; i < options->workers; i++)
        memory->balances[i] = BALANCE;
}

bool
deadlock_is_robust(const struct deadlock_options *options)
{
    return options->sync == DEADLOCK_ROBUST ||
           (options->which == DEADLOCK_HOLDER_KILLED && options->fix);
}

/* ---- A worker takes notes. ---- */

/* Before and after each change: steps is odd in between. Who reads the same
 * even number twice has seen, in between, what was so at one moment. All of it
 * is sequentially consistent: were the changes seen before the first step, or
 * after the second, a half-made note could pass for a whole one. */
static void
step(struct deadlock_notes *notes)
{
    atomic_fetch_add(&notes->steps, 1);
}

static void
note_doing(struct deadlock_notes *notes, enum deadlock_doing doing)
{
    step(notes);
    atomic_store(&notes->doing, (int)doing);
    step(notes);
}

/* Take that lock, with notes before and after. False: it said EDEADLK. */
static bool
take(const struct deadlock *deadlock, int index, int lock)
{
    struct deadlock_notes *notes = &deadlock->memory->notes[index];

    step(notes);
    atomic_store(&notes->wanted, lock);
    atomic_store(&notes->doing, DEADLOCK_WAITS);
    step(notes);
    int code = deadlock_lock(deadlock, lock);
    step(notes);
    if (code == 0 || code == EOWNERDEAD)
        atomic_fetch_add(&notes->has[lock], 1);
    atomic_store(&notes->doing, DEADLOCK_RUNS);
    step(notes);
    if (code == EDEADLK || code == EOWNERDEAD)
        atomic_store(&notes->answer, code);
    else if (code != 0)
        die(STATUS_BROKEN, "lock %d: %s: a worker cannot go on", lock,
            strerror(code));
    return code != EDEADLK;
}

/* First the note, then the lock: so that who is noted as having a lock has it.
 */
static void
give_back(const struct deadlock *deadlock, int index, int lock)
{
    struct deadlock_notes *notes = &deadlock->memory->notes[index];

    step(notes);
    atomic_fetch_sub(&notes->has[lock], 1);
    step(notes);
    int code = deadlock_unlock(deadlock, lock);
    if (code != 0)
        die(STATUS_BROKEN, "lock %d: %s: it cannot be given back", lock,
            strerror(code));
}

/* ---- The four cases. Worker `index` moves money from its own account to the
 * next. ---- */

static int
next_account(const struct deadlock *deadlock, int index)
{
    return (index + 1) % (int)deadlock->options->workers;
}

/* Worker 0 comes first: the others wait until it says so. */
static void
come_in_turn(const struct deadlock *deadlock, int index)
{
    if (index > 0)
        deadlock_await(deadlock, index);
}

static void
let_others_come(const struct deadlock *deadlock, int index)
{
    for (int i = 1; index == 0 && i < deadlock->options->workers; i++)
        deadlock_tell(deadlock, i);
}

/* Called by those who have lock 0, and meant for those who have not: so it
 * takes it. The cure is a function that takes no lock and says so. */
static bool
deposit(const struct deadlock *deadlock, int index)
{
    bool fix = deadlock->options->fix;

    if (!fix && !take(deadlock, index, 0))
        return false;
    deadlock->memory->balances[next_account(deadlock, index)] += AMOUNT;
    if (!fix)
        give_back(deadlock, index, 0);
    return true;
}

static void
work_self(const struct deadlock *deadlock, int index)
{
    struct deadlock_memory *memory = deadlock->memory;

    come_in_turn(deadlock, index);
    take(deadlock, index, 0);
    let_others_come(deadlock, index);
    memory->balances[index] -= AMOUNT;
    if (!deposit(deadlock, index)) {
        memory->balances[index] += AMOUNT;
        atomic_store(&memory->notes[index].refused, 1);
    }
    give_back(deadlock, index, 0);
}

/* A rendezvous: wait until each of the others is as far as this. */
static void
meet_others(const struct deadlock *deadlock, int index, bool tell)
{
    for (int i = 0; i < deadlock->options->workers; i++)
        if (i != index && !deadlock->options->unforced) {
            if (tell)
                deadlock_tell(deadlock, i);
            else
                deadlock_await(deadlock, index);
        }
}

/* Both accounts' locks, the own first; with the cure, the lower one first
 * (Havender 1968: a circle would have to go down somewhere). All meet between
 * the two; with the cure one can keep the others from coming that far, so that
 * each has told them before. */
static void
work_order(const struct deadlock *deadlock, int index)
{
    struct deadlock_memory *memory = deadlock->memory;
    bool fix = deadlock->options->fix;
    int to = next_account(deadlock, index);
    int first = fix && to < index ? to : index;
    int second = first == index ? to : index;

    if (fix)
        meet_others(deadlock, index, true);
    take(deadlock, index, first);
    if (!fix)
        meet_others(deadlock, index, true);
    meet_others(deadlock, index, false);
    take(deadlock, index, second);
    memory->balances[index] -= AMOUNT;
    memory->balances[to] += AMOUNT;
    give_back(deadlock, index, second);
    give_back(deadlock, index, first);
}

/* The error path leaves early, and the lock is not given back. The cure is one
 * way out for all. */
static bool
move_if_enough(const struct deadlock *deadlock, int index, long amount)
{
    long *balances = deadlock->memory->balances;

    take(deadlock, index, 0);
    bool enough = balances[index] >= amount;
    if (!enough && !deadlock->options->fix)
        return false;
    if (enough) {
        balances[index] -= amount;
        balances[next_account(deadlock, index)] += amount;
    }
    give_back(deadlock, index, 0);
    return enough;
}

/* A recursive lock is had twice, so that the lost release is one of two. */
static void
work_lost_release(const struct deadlock *deadlock, int index)
{
    bool twice = deadlock->options->sync == DEADLOCK_RECURSIVE;

    come_in_turn(deadlock, index);
    if (twice)
        take(deadlock, index, 0);
    if (!move_if_enough(deadlock, index, index == 0 ? TOO_MUCH : AMOUNT))
        atomic_store(&deadlock->memory->notes[index].refused, 1);
    if (twice)
        give_back(deadlock, index, 0);
    let_others_come(deadlock, index);
}

/* Killed half-way: the money has left one account and not reached the other. */
static void
work_holder_killed(const struct deadlock *deadlock, int index)
{
    struct deadlock_memory *memory = deadlock->memory;

    come_in_turn(deadlock, index);
    take(deadlock, index, 0);
    memory->balances[index] -= AMOUNT;
    let_others_come(deadlock, index);
    if (index == 0) {
        note_doing(&memory->notes[index], DEADLOCK_DYING);
        kill(getpid(), SIGKILL);
    }
    memory->balances[next_account(deadlock, index)] += AMOUNT;
    give_back(deadlock, index, 0);
}

void
deadlock_work(const struct deadlock *deadlock, int index, long id)
{
    static void (*const works[])(const struct deadlock *, int) = {
        work_self, work_order, work_lost_release, work_holder_killed};
    struct deadlock_notes *notes = &deadlock->memory->notes[index];

    atomic_store(&notes->id, id);
    note_doing(notes, DEADLOCK_RUNS);
    if (gate_enter(&deadlock->memory->gate)) {
        works[deadlock->options->which](deadlock, index);
        gate_leave(&deadlock->memory->gate);
    }
    note_doing(notes, DEADLOCK_DONE);
}

/* ---- After a death. ---- */

static long
money(const struct deadlock *deadlock)
{
    long sum = 0;

    for (long i = 0; i < deadlock->options->workers; i++)
        sum += deadlock->memory->balances[i];
    return sum;
}

/* Wherever the dead one was: money that is missing was in its hands, and it was
 * worker 0's. */
void
deadlock_repair(const struct deadlock *deadlock)
{
    long missing = deadlock->options->workers * BALANCE - money(deadlock);

    deadlock->memory->balances[0] += missing;
    deadlock->memory->repaired += missing;
}

/* Only for a semaphore: anybody may post it, and somebody has to know that it
 * is time. A robust mutex knows by itself. */
static void
act_for_the_dead(const struct deadlock *deadlock, struct deadlock_notes *notes)
{
    if (!deadlock->options->fix || deadlock->options->sync != DEADLOCK_SEM)
        return;
    atomic_store(&notes->has[0], 0);
    deadlock_repair(deadlock);
    int code = deadlock_unlock(deadlock, 0);
    if (code != 0)
        die(STATUS_BROKEN, "lock 0: %s: it cannot be given back",
            strerror(code));
}

bool
deadlock_meant(const struct deadlock *deadlock, pid_t id)
{
    struct deadlock_notes *notes = deadlock->memory->notes;

    if (deadlock->stuck)
        return true;
    for (long i = 0; i < deadlock->options->workers; i++)
        if (atomic_load(&notes[i].id) == id &&
            atomic_load(&notes[i].doing) == DEADLOCK_DYING) {
            note_doing(&notes[i], DEADLOCK_DEAD);
            act_for_the_dead(deadlock, &notes[i]);
            return true;
        }
    return false;
}

/* ---- The watchdog. ---- */

static enum deadlock_doing
doing(const struct deadlock *deadlock, int index)
{
    return (enum deadlock_doing)atomic_load(
        &deadlock->memory->notes[index].doing);
}

bool
deadlock_ended(const struct deadlock *deadlock, int index)
{
    return doing(deadlock, index) >= DEADLOCK_DEAD;
}

/* Who has noted that it has the lock, or NOBODY. A robust lock outlives its
 * owner: the dead have none. */
static int
holder(const struct deadlock *deadlock, int lock)
{
    bool robust = deadlock_is_robust(deadlock->options) &&
                  deadlock->options->sync != DEADLOCK_SEM;

    for (int i = 0; i < deadlock->options->workers; i++)
        if (atomic_load(&deadlock->memory->notes[i].has[lock]) > 0 &&
            !(robust && deadlock_ended(deadlock, i)))
            return i;
    return NOBODY;
}

/* The sum of all steps, which only grows; -1 while one is half made. */
static long
all_steps(const struct deadlock *deadlock)
{
    long sum = 0;

    for (long i = 0; i < deadlock->options->workers; i++) {
        long steps = atomic_load(&deadlock->memory->notes[i].steps);
        if (steps % 2 != 0)
            return -1;
        sum += steps;
    }
    return sum;
}

/* The kernel's own word on it. Where /proc is not to be read, the notes must
 * do. */
static bool
is_asleep(const struct deadlock *deadlock, int index)
{
    char path[64], state[64];

    snprintf(path, sizeof(path), "/proc/%ld/status",
        atomic_load(&deadlock->memory->notes[index].id));
    return !sysfile_line(path, "State", state, sizeof(state)) ||
           state[0] == 'S';
}

static bool
is_waiting(const struct deadlock *deadlock, int index)
{
    int wanted = atomic_load(&deadlock->memory->notes[index].wanted);

    return doing(deadlock, index) == DEADLOCK_WAITS &&
           holder(deadlock, wanted) != NOBODY && is_asleep(deadlock, index);
}

/* Somebody waits, and everybody either waits or has ended. */
static bool
nobody_runs(const struct deadlock *deadlock)
{
    int waiting = 0;

    for (int i = 0; i < deadlock->options->workers; i++) {
        if (deadlock_ended(deadlock, i))
            continue;
        if (!is_waiting(deadlock, i))
            return false;
        waiting++;
    }
    return waiting > 0;
}

static void
say_where_to_look(void)
{
    static bool said;

    if (!said)
        complain("deadlock, and left as it is: look with 'ps -L', 'gdb -p' or "
                 "'strace -fp %d' from elsewhere; Ctrl-C ends it",
            (int)getpid());
    said = true;
}

/* Why this is no guess. Whoever waits gets its lock from who has it, and from
 * nobody else. If, at one moment, each that has not ended waits for a lock that
 * somebody has, then that one waits as well, or has ended: nobody is left who
 * could give anything back, now or later. That it is one moment, the steps
 * tell: nobody took one while we looked. No time enters into it. */
bool
deadlock_found(struct deadlock *deadlock)
{
    long before = all_steps(deadlock);

    if (deadlock->stuck)
        return true;
    if (!nobody_runs(deadlock) || before == -1 || all_steps(deadlock) != before)
        return false;
    if (deadlock->options->hang) {
        say_where_to_look();
        return false;
    }
    deadlock->stuck = true;
    return true;
}

/* ---- What came of it. ---- */

static void
tell_owner(
    const struct deadlock *deadlock, int lock, char text[DEADLOCK_LINE_BYTES])
{
    long id = deadlock_owner(deadlock, lock);
    int index = 0;

    while (index < deadlock->options->workers &&
           atomic_load(&deadlock->memory->notes[index].id) != id)
        index++;
    if (deadlock->options->sync == DEADLOCK_SEM)
        snprintf(text, DEADLOCK_LINE_BYTES,
            "  a semaphore names no owner: nobody can tell who has it");
    else if (id == 0 || index == deadlock->options->workers)
        snprintf(text, DEADLOCK_LINE_BYTES,
            "  whose owner this C library does not write down");
    else
        snprintf(text, DEADLOCK_LINE_BYTES,
            "  whose owner, says the mutex, is %s %ld: worker %d%s",
            deadlock_worker_is, id, index,
            doing(deadlock, index) == DEADLOCK_DEAD   ? ", which was killed"
            : doing(deadlock, index) == DEADLOCK_DONE ? ", which has ended"
                                                      : "");
}

/* A worker has one lock at most while it waits. */
static void
tell_waiter(
    const struct deadlock *deadlock, int index, char text[DEADLOCK_LINE_BYTES])
{
    const struct deadlock_notes *notes = &deadlock->memory->notes[index];
    char has[32] = "nothing";

    for (int lock = 0; lock < deadlock->options->workers; lock++)
        if (atomic_load(&notes->has[lock]) > 0)
            snprintf(has, sizeof(has), "lock %d", lock);
    snprintf(text, DEADLOCK_LINE_BYTES,
        "worker %d (%s %ld) has %s and sleeps for lock %d", index,
        deadlock_worker_is, atomic_load(&notes->id), has,
        atomic_load(&notes->wanted));
}

/* The library's own report is one line: "A waits for …; B waits for …". */
static void
take_over_report(const char *report, struct deadlock_result *result)
{
    for (int i = 0; report != NULL && i < DEADLOCK_LINES; i++) {
        const char *end = strstr(report, "; ");
        int length = end != NULL ? (int)(end - report) : (int)strlen(report);
        snprintf(result->text[i], DEADLOCK_LINE_BYTES, "%.*s", length, report);
        result->line[i] = result->text[i];
        report = end != NULL ? end + 2 : NULL;
    }
}

static void
tell_waiters(const struct deadlock *deadlock, struct deadlock_result *result)
{
    int lines = 0;

    for (int i = 0; i < deadlock->options->workers; i++) {
        if (deadlock_ended(deadlock, i))
            continue;
        tell_waiter(deadlock, i, result->text[lines]);
        tell_owner(deadlock, atomic_load(&deadlock->memory->notes[i].wanted),
            result->text[lines + 1]);
        for (int end = lines + 2; lines < end; lines++)
            result->line[lines] = result->text[lines];
    }
}

/* Whom does this one wait for? NOBODY if it does not wait. */
static int
waits_for(const struct deadlock *deadlock, int index)
{
    if (doing(deadlock, index) != DEADLOCK_WAITS)
        return NOBODY;
    return holder(
        deadlock, atomic_load(&deadlock->memory->notes[index].wanted));
}

/* From worker to worker: after as many steps as there are workers one is in the
 * circle, if there is one at all; then go round once. */
static long
circle_length(const struct deadlock *deadlock)
{
    int at = 0;
    long length = 1;

    while (at < deadlock->options->workers && deadlock_ended(deadlock, at))
        at++;
    for (long i = 0; i < deadlock->options->workers && at != NOBODY; i++)
        at = waits_for(deadlock, at);
    if (at == NOBODY)
        return 0;
    for (int other = waits_for(deadlock, at); other != at; length++)
        other = waits_for(deadlock, other);
    return length;
}

static void
count(const struct deadlock *deadlock, struct deadlock_result *result)
{
    const struct deadlock_notes *notes = deadlock->memory->notes;

    for (int i = 0; i < deadlock->options->workers; i++) {
        int code = atomic_load(&notes[i].answer);
        long refused = atomic_load(&notes[i].refused);
        result->killed += doing(deadlock, i) == DEADLOCK_DEAD;
        result->finished += doing(deadlock, i) == DEADLOCK_DONE;
        result->refused += refused;
        if (doing(deadlock, i) == DEADLOCK_DONE)
            result->moved += 1 - refused;
        if (code != 0)
            snprintf(result->answer, sizeof(result->answer), "%s",
                code == EDEADLK ? "EDEADLK" : "EOWNERDEAD");
    }
    result->stuck =
        deadlock->options->workers - result->finished - result->killed;
}

void
deadlock_collect(
    const struct deadlock *deadlock, struct deadlock_result *result)
{
    count(deadlock, result);
    result->repaired = deadlock->memory->repaired;
    result->expected = deadlock->options->workers * BALANCE;
    result->actual = money(deadlock);
    if (result->stuck == 0)
        return;
    result->circle = circle_length(deadlock);
    if (deadlock->report != NULL)
        take_over_report(deadlock->report, result);
    else
        tell_waiters(deadlock, result);
    result->lines = result->line;
}

/* ---- The scenario. ---- */

/* Why nobody can go on. */
static const char *
reason(const struct deadlock_options *options,
    const struct deadlock_result *result)
{
    if (result->circle == 1)
        return "worker 0 waits for the lock that it has itself";
    if (result->circle > 1)
        return "each has what another one waits for, in a circle";
    if (options->which == DEADLOCK_HOLDER_KILLED)
        return options->sync == DEADLOCK_SEM
                   ? "worker 0 was killed with the lock in hand: anybody could "
                     "post it, but nobody knows"
                   : "worker 0 was killed with the lock in hand, and only it "
                     "could have given it back";
    if (options->sync == DEADLOCK_RECURSIVE)
        return "worker 0 took the lock twice, gave it back once and ended";
    return "worker 0 ended and did not give the lock back";
}

/* What kept it from happening. */
static const char *
cure(const struct deadlock_options *options,
    const struct deadlock_result *result)
{
    static const char *const fixes[] = {
        "who has the lock calls a function that takes none",
        "all take the lower lock first: no circle can close",
        "one way out, and it gives the lock back", ""};

    if (strcmp(result->answer, "EDEADLK") == 0)
        return "the lock was refused to who had it: an error instead of a "
               "hang";
    if (strcmp(result->answer, "EOWNERDEAD") == 0)
        return "the next one got the dead owner's lock, was told so, and put "
               "right what it guards";
    if (result->killed > 0)
        return "the starter saw the death (waitpid), put right what the "
               "semaphore guards, and posted it in the dead one's stead";
    if (options->fix)
        return fixes[options->which];
    if (options->sync == DEADLOCK_RECURSIVE && options->which == DEADLOCK_SELF)
        return "each had the lock twice and gave it back twice";
    return deadlock_unmet;
}

static int
run(const void *options, void *result)
{
    return deadlock_run(options, result);
}

static int
judge(const void *from, void *into)
{
    const struct deadlock_options *options = from;
    struct deadlock_result *result = into;
    bool answered = *result->answer != '\0';

    result->ok = result->stuck == 0 && result->actual == result->expected;
    snprintf(result->found_by, sizeof(result->found_by), "%s",
        result->stuck > 0    ? deadlock_finder
        : answered           ? "the lock"
        : result->killed > 0 ? "waitpid"
                             : "-");
    if (!answered)
        snprintf(result->answer, sizeof(result->answer), "-");
    if (result->stuck > 0)
        snprintf(result->note, sizeof(result->note), "deadlock: %s. %s",
            reason(options, result), deadlock_ending);
    else
        snprintf(
            result->note, sizeof(result->note), "%s", cure(options, result));
    if (result->stuck > 0)
        return STATUS_STUCK;
    return result->ok ? STATUS_HELD : STATUS_BROKEN;
}

static const char *const step_options[] = {
    "--case=order", "--sync=mutex", "--workers=2", "--unforced", NULL};
static const struct stepping stepping = {
    step_options, NULL, "break the invariant"};
static const char *const variants[] = {"--sync=mutex", NULL};

const struct scenario scenario = {
    .name = "deadlock",
    .question = "Does every worker come to its end?",
    .options = options_table,
    .fields = result_fields,
    .options_bytes = sizeof(struct deadlock_options),
    .result_bytes = sizeof(struct deadlock_result),
    .variants = variants,
    .stepping = &stepping,
    .run = run,
    .judge = judge,
};
