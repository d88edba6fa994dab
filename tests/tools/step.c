/* Does step count every interleaving, and only these; are its verdicts those of
 * the programs; does a schedule replay?
 *
 * With an argument, one of the roles below, this test is itself the student's
 * program that is studied. */

#include "../harness/answer.h"
#include "../harness/check.h"
#include "../harness/forbid.h"
#include "../harness/program.h"
#include "../harness/stepping.h"
#include "../harness/timing.h"

#include "kit/clock.h"
#include "kit/die.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#define COUNTER(...) STEP("counter", __VA_ARGS__)

/* ---- A program of a student's, without a gate. ---- */

static volatile long total;
static pthread_mutex_t first = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t second = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t own_lock = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
static pthread_mutex_t heir;
static const char *behaviour;

static void
lock(pthread_mutex_t *mutex)
{
    if (strcmp(behaviour, "race") != 0)
        pthread_mutex_lock(mutex);
}

static void
unlock(pthread_mutex_t *mutex)
{
    if (strcmp(behaviour, "race") != 0)
        pthread_mutex_unlock(mutex);
}

/* The barrier keeps load and store apart, whatever the compiler. */
static void *
worker(void *argument)
{
    bool turned = argument != NULL && strcmp(behaviour, "crossed") == 0;

    lock(turned ? &second : &first);
    lock(turned ? &first : &second);
    long seen = total;
    __asm__ volatile("" : "+r"(seen));
    total = seen + 1;
    unlock(&first);
    unlock(&second);
    return NULL;
}

static int ends[2]; /* of a pipe */

/* The one writes, unless it is mute, and the other reads. */
static void *
talk(void *argument)
{
    char byte = 0;
    bool writes = argument != NULL && strcmp(behaviour, "mute") != 0;

    if ((writes ? write(ends[1], &byte, 1) : read(ends[0], &byte, 1)) != 1)
        abort();
    long seen = total;
    __asm__ volatile("" : "+r"(seen));
    total = seen + 1;
    return NULL;
}

/* How many files are open in the program? */
static int
count_open(void)
{
    int open = 0;

    for (int i = 0; i < 256; i++)
        open += fcntl(i, F_GETFD) != -1;
    return open;
}

static void *
do_nothing(void *argument)
{
    return argument;
}

static void *
give_up(void *argument)
{
    if (argument != NULL)
        abort();
    return NULL;
}

struct sums {
    long *other;
    long sum[2];
};

#define SUMS ((struct sums *)argument) /* no variable of that type here */

/* On what main has in its frame, and on what that points to. */
static void *
add_up(void *argument)
{
    long seen = SUMS->sum[1];
    __asm__ volatile("" : "+r"(seen));
    SUMS->sum[1] = seen + 1;
    seen = SUMS->other[3];
    __asm__ volatile("" : "+r"(seen));
    SUMS->other[3] = seen + 1;
    return NULL;
}

/* Each waits if it sees that the other one wants to: so both wait. */
static volatile int wants[2];

static void *
be_polite(void *argument)
{
    int me = argument != NULL;

    wants[me] = 1;
    while (wants[!me] != 0)
        continue;
    wants[me] = 0;
    total = total + 1;
    return NULL;
}

/* Two words of half the size, side by side; and a step of another kind. */
static volatile int halves[2];

static void *
write_half(void *argument)
{
    void *volatile memory = malloc(100);

    halves[argument != NULL] = 1;
    free(memory);
    return NULL;
}

/* Not what a worker should do in the middle of its work. */
static void *
misbehave(void *argument)
{
    long seen = total;

    if (argument != NULL && strcmp(behaviour, "forks") == 0 && fork() == 0)
        _exit(0);
    if (argument != NULL && strcmp(behaviour, "exits") == 0)
        exit(STATUS_BROKEN);
    if (argument != NULL && strcmp(behaviour, "execs") == 0)
        execl("/bin/false", "false", NULL);
    total = seen + 1;
    return NULL;
}

static void
take_notice(int signal)
{
    (void)signal;
    total = total + 1000;
}

/* A signal for the program, again and again. */
static void
set_alarm(void)
{
    const struct itimerval often = {{0, 1000}, {0, 1000}};

    signal(SIGALRM, take_notice);
    setitimer(ITIMER_REAL, &often, NULL);
}

/* ---- Ways to end. ---- */

static volatile int inside;

static void *
be_alone(void *argument)
{
    inside = inside + 1;
    assert(inside == 1);
    inside = inside - 1;
    return argument;
}

/* The one looks through a pointer that the other takes away. */
static void *
look_at_nothing(void *argument)
{
    static int *volatile shown;
    static int thing;

    if (argument != NULL) {
        shown = &thing;
        shown = NULL;
    } else if (shown != NULL) {
        *shown = 1;
    }
    return NULL;
}

/* The one would spin for ever, if the other did not end the program. */
static void *
end_all(void *argument)
{
    static volatile int never;

    while (argument != NULL && never == 0)
        continue;
    exit(STATUS_HELD);
}

static void *
leave_early(void *argument)
{
    total = total + 1;
    pthread_exit(argument);
}

static void *
print_total(void *argument)
{
    total = total + 1;
    printf("%ld\n", total);
    return argument;
}

/* Memory, a lock that knows its owner, and a pipe that is not rolled back. */
static void *
do_it_all(void *argument)
{
    char *volatile much = malloc(8 << 20), byte = 0;

    if (much == NULL)
        abort();
    much[4 << 20] = 1;
    pthread_mutex_lock(&own_lock);
    pthread_mutex_lock(&own_lock);
    total = total + 1;
    if (write(ends[1], &byte, 1) != 1)
        abort();
    pthread_mutex_unlock(&own_lock);
    pthread_mutex_unlock(&own_lock);
    if (read(ends[0], &byte, 1) != 1 || much[4 << 20] != 1)
        abort();
    free(much);
    return argument;
}

/* The one sleeps on a word, and the other sends it to sleep on another, and
 * then wakes whoever sleeps there (as some C libraries do in a broadcast). */
static void *
send_elsewhere(void *argument)
{
    static int here, there;

    if (argument == NULL) {
        while (__atomic_load_n(&here, __ATOMIC_SEQ_CST) == 0)
            syscall(SYS_futex, &here, FUTEX_WAIT, 0, NULL, NULL, 0);
        return NULL;
    }
    __atomic_store_n(&here, 1, __ATOMIC_SEQ_CST);
    syscall(SYS_futex, &here, FUTEX_REQUEUE, 0, 1, &there, 0);
    syscall(SYS_futex, &there, FUTEX_WAKE, 1, NULL, NULL, 0);
    return NULL;
}

/* Behind a lock that the kernel itself hands over (futex(2), FUTEX_LOCK_PI). */
static void *
inherit(void *argument)
{
    pthread_mutex_lock(&heir);
    total = total + 1;
    pthread_mutex_unlock(&heir);
    return argument;
}

static void
make_heir(void)
{
    pthread_mutexattr_t attributes;

    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_setprotocol(&attributes, PTHREAD_PRIO_INHERIT);
    pthread_mutex_init(&heir, &attributes);
}

/* ---- All of them. ---- */

enum { MANY = 63 }; /* and main */

static const struct {
    const char *how;
    void *(*body)(void *);
} roles[] = {
    {"race", worker},
    {"locked", worker},
    {"crossed", worker},
    {"many", worker},
    {"piped", talk},
    {"mute", talk},
    {"aborts", give_up},
    {"files", do_nothing},
    {"flags", be_polite},
    {"apart", write_half},
    {"handed", add_up},
    {"forks", misbehave},
    {"exits", misbehave},
    {"execs", misbehave},
    {"alarmed", misbehave},
    {"headless", misbehave},
    {"asserts", be_alone},
    {"points", look_at_nothing},
    {"ends", end_all},
    {"leaves", leave_early},
    {"prints", print_total},
    {"does all", do_it_all},
    {"requeues", send_elsewhere},
    {"inherits", inherit},
};

static int
be_a_student(const char *how)
{
    pthread_t thread[MANY];
    size_t count = strcmp(how, "many") == 0 ? MANY : 2, role = 0;
    struct sums own = {calloc(4, sizeof(*own.other)), {0}};

    behaviour = how;
    while (strcmp(roles[role].how, how) != 0)
        role++;
    void *(*body)(void *) = roles[role].body;
    if (pipe(ends) != 0)
        return STATUS_CANNOT;
    if (body == do_nothing)
        total = count_open();
    if (body == inherit)
        make_heir();
    if (strcmp(how, "alarmed") == 0)
        set_alarm();
    for (size_t i = 0; i < count; i++)
        if (pthread_create(&thread[i], NULL, body,
                body == add_up ? (void *)&own
                : i == 0       ? NULL
                               : (void *)&thread[i]) != 0)
            return STATUS_CANNOT;
    if (strcmp(how, "headless") == 0)
        pthread_exit(NULL); /* the others go on */
    for (size_t i = 0; i < count; i++)
        pthread_join(thread[i], NULL);
    free(own.other);
    return body == do_nothing ? (int)total : STATUS_HELD;
}

static const struct outcome *
step_student(const char *how, const char *option)
{
    char self[4096];

    if (realpath("/proc/self/exe", self) == NULL)
        return STEP("--nothing");
    return STEP(
        "--json", "--watch=total", "--final=2", option, "--", self, how);
}

/* ---- What is the same in all questions. ---- */

/* Of each model, for the time being the only one. */
struct verdict {
    int status, models;
    long schedules, held, broken, stuck, lowest, highest;
    bool holds_late; /* also where stores wait in store buffers */
    char shortest[64];
};

static struct verdict
verdict_of(const struct outcome *seen)
{
    const char *entries[MAX_ENTRIES];
    struct verdict verdict = {.status = seen->status};

    CU_ASSERT_STRING_EQUAL(seen->err, "");
    CU_ASSERT(is_json(seen->out));
    verdict.models = timing_split(seen->out, "studies", entries);
    CU_ASSERT_FATAL(verdict.models > 0);
    for (int i = 0; i < verdict.models; i++) {
        const char *entry = entries[i], *value = strstr(entry, "\"values\": [");
        struct verdict one = verdict;
        one.schedules = long_at(entry, "schedules");
        one.held = long_at(entry, "held");
        one.broken = long_at(entry, "broken");
        one.stuck = long_at(entry, "stuck");
        one.holds_late = bool_at(entry, "store_buffers");
        CU_ASSERT_EQUAL(one.held + one.broken + one.stuck, one.schedules);
        CU_ASSERT_EQUAL(long_at(entry, "crashed"), 0);
        if (long_at(entry, "preemptions") != -1)
            snprintf(one.shortest, sizeof(one.shortest), "%s",
                word_at(entry, "schedule"));
        CU_ASSERT_PTR_NOT_NULL_FATAL(value);
        value += strlen("\"values\": [");
        one.lowest = one.highest = strtol(value, NULL, 10);
        for (char *end; *value != ']'; value = end + (*end == ',')) {
            long number = strtol(value, &end, 10);
            if (end == value)
                break;
            one.lowest = number < one.lowest ? number : one.lowest;
            one.highest = number > one.highest ? number : one.highest;
        }
        /* Processes and threads race alike. */
        CU_ASSERT(i == 0 || memcmp(&one, &verdict, sizeof(one)) == 0);
        verdict = one;
    }
    return verdict;
}

/* How long is a schedule, in its short form? */
static long
steps_of(const char *schedule)
{
    long steps = 0;

    while (*schedule != '\0') {
        char *letter;
        long count = strtol(schedule, &letter, 10);
        steps += letter == schedule ? 1 : count;
        schedule = letter + 1;
    }
    return steps;
}

/* In how many ways can two workers of n steps each take turns? */
static long
interleavings(long n)
{
    long ways = 1;

    for (long i = 1; i <= n; i++)
        ways = ways * (n + i) / i;
    return ways;
}

/* And with at most two preemptions: with none AB or BA; with one, the first is
 * interrupted behind any step but its last; with two, the other is as well. */
static long
interleavings_within_two(long n)
{
    return 2 + 2 * (n - 1) + 2 * (n - 1) * (n - 1);
}

/* ---- Counting. ---- */

/* Does one increment each, of load, add and store, interleave in C(6,3) = 20
 * ways; and do all lose but the two in which one ends before the other begins?
 * (Another compiler may take another instruction more.) */
static void
instructions_are_counted(void)
{
    if (!can_step())
        return;
    struct verdict all = verdict_of(COUNTER("--sync=none", "--iterations=1",
        "--every-instruction", "--preemptions=all", "--json"));
    long n = steps_of(all.shortest) / 2;

    CU_ASSERT_EQUAL(all.status, STATUS_BROKEN);
    CU_ASSERT(n >= 3);
    CU_ASSERT_EQUAL(all.schedules, interleavings(n));
    CU_ASSERT_EQUAL(all.broken, interleavings(n) - 2);
    CU_ASSERT(n != 3 || (all.schedules == 20 && all.broken == 18));
    CU_ASSERT(n != 3 || strcmp(all.shortest, "AABBBA") == 0);

    struct verdict some = verdict_of(COUNTER(
        "--sync=none", "--iterations=1", "--every-instruction", "--json"));
    CU_ASSERT_EQUAL(some.schedules, interleavings_within_two(n));
    CU_ASSERT_EQUAL(some.broken, interleavings_within_two(n) - 2);
    CU_ASSERT(n != 3 || (some.schedules == 14 && some.broken == 12));
    CU_ASSERT_STRING_EQUAL(some.shortest, all.shortest);
}

/* Are the shared accesses alone a load and a store each: six schedules, of
 * which four lose? */
static void
accesses_are_counted(void)
{
    if (!can_step())
        return;
    struct verdict seen =
        verdict_of(COUNTER("--sync=none", "--iterations=1", "--json"));

    CU_ASSERT_EQUAL(seen.status, STATUS_BROKEN);
    CU_ASSERT_EQUAL(seen.schedules, 6);
    CU_ASSERT_EQUAL(seen.broken, 4);
    CU_ASSERT_EQUAL(seen.lowest, 1);
    CU_ASSERT_EQUAL(seen.highest, 2);
    CU_ASSERT_STRING_EQUAL(seen.shortest, "ABBA");
}

/* Without a preemption, is there one schedule for each order, and no loss? */
static void
no_preemption_loses_nothing(void)
{
    if (!can_step())
        return;
    struct verdict seen = verdict_of(COUNTER("--sync=none", "--workers=3",
        "--iterations=2", "--preemptions=0", "--json"));

    CU_ASSERT_EQUAL(seen.status, STATUS_HELD);
    CU_ASSERT_EQUAL(seen.schedules, 6);
    CU_ASSERT_EQUAL(seen.broken, 0);
}

/* Two updates each, in C(8,4) = 70 ways: all C(4,2) = 6 orders of whole updates
 * lose nothing, and 2 is the least that can come of it? */
static void
two_updates_end_between_2_and_4(void)
{
    if (!can_step())
        return;
    struct verdict seen = verdict_of(COUNTER(
        "--sync=none", "--iterations=2", "--preemptions=all", "--json"));

    CU_ASSERT_EQUAL(seen.status, STATUS_BROKEN);
    CU_ASSERT_EQUAL(seen.schedules, interleavings(4));
    CU_ASSERT_EQUAL(seen.held, interleavings(2));
    CU_ASSERT_EQUAL(seen.lowest, 2);
    CU_ASSERT_EQUAL(seen.highest, 4);
}

/* Do all schedules keep the invariant behind each guard, and does each end,
 * also where a worker spins? */
static void
guards_hold(void)
{
    static const char *const guards[] = {"--sync=mutex", "--sync=sem",
        "--sync=spin", "--sync=atomic", "--sync=local", "--sync=futex",
        "--sync=ticket", "--sync=mcs", "--sync=robust", "--sync=rwlock", NULL};

    if (!can_step())
        return;
    for (size_t i = 0; guards[i] != NULL; i++) {
        struct verdict seen =
            verdict_of(COUNTER(guards[i], "--iterations=1", "--json"));
        CU_ASSERT_EQUAL(seen.status, STATUS_HELD);
        CU_ASSERT(seen.schedules >= 2);
        CU_ASSERT_EQUAL(seen.held, seen.schedules);
        CU_ASSERT(seen.lowest == 2 && seen.highest == 2);
        CU_ASSERT(seen.holds_late);
    }
}

/* Is the verdict the same each time, to the letter? */
static void
verdict_is_the_same_each_time(void)
{
    char before[4096];

    if (!can_step())
        return;
    for (int i = 0; i < 100; i++) {
        const struct outcome *seen = COUNTER("--sync=none", "--iterations=1");
        CU_ASSERT_EQUAL(seen->status, STATUS_BROKEN);
        if (i == 0)
            snprintf(before, sizeof(before), "%s", seen->out);
        CU_ASSERT_STRING_EQUAL(seen->out, before);
    }
    CU_ASSERT_PTR_NOT_NULL(strstr(before, "6 schedules, 4 lose an update"));
}

/* ---- One schedule. ---- */

/* Does a schedule replay, the same each time, and in its short form? */
static void
schedule_replays(void)
{
    char before[4096];

    if (!can_step())
        return;
    const struct outcome *seen = COUNTER("--sync=none", "--schedule", "AABB");
    CU_ASSERT_EQUAL(seen->status, STATUS_HELD);
    CU_ASSERT_PTR_NOT_NULL(strstr(seen->out, "actual is 2"));
    snprintf(before, sizeof(before), "%s", seen->out);
    seen = COUNTER("--sync=none", "--schedule", "AABB");
    CU_ASSERT_STRING_EQUAL(seen->out, before);
    seen = COUNTER("--sync=none", "--schedule=2A2B");
    CU_ASSERT_STRING_EQUAL(seen->out, before);

    seen = COUNTER("--sync=none", "--schedule=A2BA");
    CU_ASSERT_EQUAL(seen->status, STATUS_BROKEN);
    CU_ASSERT_PTR_NOT_NULL(strstr(seen->out, "B's update is lost"));
    CU_ASSERT_PTR_NOT_NULL(strstr(seen->out, "actual is 1"));
}

/* With --json, is it one value; and with --verbose, is the instruction told? */
static void
schedule_is_told_in_full(void)
{
    if (!can_step())
        return;
    const struct outcome *seen =
        COUNTER("--sync=none", "--schedule=ABBA", "--json");
    CU_ASSERT(is_json(seen->out));
    CU_ASSERT_PTR_NOT_NULL(strstr(seen->out, "\"end\": \"broken\""));
    seen = COUNTER("--sync=none", "--schedule=ABBA", "--verbose");
    CU_ASSERT_PTR_NOT_NULL(strstr(seen->out, "| mov "));
}

/* Does the quiz ask before it tells, and judge what was guessed? */
static void
quiz_asks(void)
{
    static const struct setting keys = {.input = "0\n1\nstore\n\n\n\n\n\n"};

    if (!can_step())
        return;
    const struct outcome *seen = program_run("../../step",
        WORDS("counter", "--sync=none", "--schedule=ABBA", "--quiz"), &keys);
    const char *question = strchr(seen->out, '?');
    const char *answer = strstr(seen->out, "load");
    CU_ASSERT_EQUAL(seen->status, STATUS_BROKEN);
    CU_ASSERT(question != NULL && answer != NULL && question < answer);
    const char *right = strstr(seen->out, "   right\n");
    CU_ASSERT_PTR_NOT_NULL_FATAL(right);
    CU_ASSERT_PTR_NULL(strstr(right + 1, "   right\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(right, "   wrong\n"));
}

/* Is a schedule that does not fit, and an option that makes no sense, a
 * mistake, told in one line and with nothing on stdout? */
static void
mistakes_are_told(void)
{
    static const char *const wrong[][2] = {{"--schedule=A1x", NULL},
        {"--schedule=A0B", NULL}, {"--schedule=CCAB", NULL},
        {"--schedule=AAAB", NULL}, {"--schedule=AAB", NULL},
        {"--schedule=ABBA2", NULL}, {"--schedule=9999999A", NULL},
        {"--preemptions=-1", NULL}, {"--preemptions=some", NULL},
        {"--model=coro", NULL}, {"--quiz", NULL}, {"--final=2", NULL},
        {"--watch=total", NULL}, {"--function=worker", NULL},
        {"--max-seconds=-1", NULL}, {"--", NULL}, {"--", "./no-such-program"},
        {"--", "no-path"}};

    if (!can_step())
        return;
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        const struct outcome *seen = strcmp(wrong[i][0], "--") == 0
                                         ? STEP("--", wrong[i][1])
                                         : COUNTER(wrong[i][0]);
        CU_ASSERT_EQUAL(seen->status, STATUS_USAGE);
        CU_ASSERT_STRING_EQUAL(seen->out, "");
        CU_ASSERT(is_one_line(seen->err));
    }
    const struct outcome *seen = STEP("no-such-scenario");
    CU_ASSERT_EQUAL(seen->status, STATUS_USAGE);
    CU_ASSERT(is_one_line(seen->err));
    check_refused(STEP("--schedule=AB", "--save=saved", "--", "/proc/self/exe"),
        STATUS_USAGE, "--save");
}

/* ---- A student's own program. ---- */

/* Is its race found, without the program knowing of us; and none where it
 * locks? */
static void
own_program_is_stepped(void)
{
    if (!can_step())
        return;
    struct verdict seen = verdict_of(step_student("race", "--function=worker"));
    CU_ASSERT_EQUAL(seen.status, STATUS_BROKEN);
    CU_ASSERT_EQUAL(seen.schedules, 6);
    CU_ASSERT_EQUAL(seen.broken, 4);
    CU_ASSERT_STRING_EQUAL(seen.shortest, "ABBA");

    seen = verdict_of(step_student("locked", "--preemptions=1"));
    CU_ASSERT_EQUAL(seen.status, STATUS_HELD);
    CU_ASSERT_EQUAL(seen.held, seen.schedules);
}

/* Is it found that two locks in two orders end in a deadlock; in some schedules
 * and not in all? */
static void
own_deadlock_is_found(void)
{
    if (!can_step())
        return;
    struct verdict seen =
        verdict_of(step_student("crossed", "--preemptions=1"));
    CU_ASSERT_EQUAL(seen.status, STATUS_STUCK);
    CU_ASSERT(seen.stuck > 0);
    CU_ASSERT(seen.held > 0);
}

/* With steps inside the calls that lock: are there more schedules, and are the
 * verdicts the same? */
static void
calls_are_stepped_inside(void)
{
    static char self[4096];

    if (!can_step() || realpath("/proc/self/exe", self) == NULL)
        return;
    struct verdict whole =
        verdict_of(STEP("--json", "--preemptions=1", "--", self, "crossed"));
    struct verdict deep = verdict_of(STEP(
        "--json", "--preemptions=1", "--inside-calls", "--", self, "crossed"));
    CU_ASSERT_EQUAL(deep.status, STATUS_STUCK);
    CU_ASSERT(deep.schedules > whole.schedules);
    CU_ASSERT(deep.stuck > whole.stuck);
    deep = verdict_of(STEP(
        "--json", "--preemptions=1", "--inside-calls", "--", self, "locked"));
    CU_ASSERT_EQUAL(deep.status, STATUS_HELD);
    CU_ASSERT_EQUAL(deep.held, deep.schedules);
}

/* Has the program no more files open than without step? (Its own would have
 * other numbers.) */
static void
files_are_the_same(void)
{
    if (!can_step())
        return;
    int open = program_run("step", WORDS("files"), NULL)->status;
    char values[32];
    snprintf(values, sizeof(values), "\"values\": [%d]", open);
    const struct outcome *seen = step_student("files", "--function=do_nothing");
    CU_ASSERT(open > 2);
    CU_ASSERT_PTR_NOT_NULL(strstr(seen->out, values));
}

/* Is it a deadlock as well when both wait in a loop, each for the other; and is
 * the schedule shown? */
static void
loops_can_be_stuck(void)
{
    char self[4096];

    if (!can_step() || realpath("/proc/self/exe", self) == NULL)
        return;
    const struct outcome *seen =
        STEP("--function=be_polite", "--", self, "flags");
    CU_ASSERT_EQUAL(seen->status, STATUS_STUCK);
    CU_ASSERT_STRING_EQUAL(seen->err, "");
    CU_ASSERT_PTR_NOT_NULL(strstr(seen->out, "A waits in a loop"));
    CU_ASSERT_PTR_NOT_NULL(strstr(seen->out, "B waits in a loop"));
}

/* Is a word called by the variable that leads to it: in a frame of main, behind
 * a pointer there, or a lock of the file's? */
static void
words_have_names(void)
{
    if (!can_step())
        return;
    const struct outcome *seen = step_student("handed", "--function=add_up");
    CU_ASSERT_PTR_NOT_NULL(strstr(seen->out, "own.sum[1] 1\""));
    CU_ASSERT_PTR_NOT_NULL(strstr(seen->out, "own.other[3] 1\""));
    CU_ASSERT_PTR_NULL(strstr(seen->out, "[0x"));
    CU_ASSERT_PTR_NULL(strstr(seen->out, "\"seen"));
    seen = STEP("deadlock", "--preemptions=1", "--model=thread");
    CU_ASSERT_PTR_NOT_NULL(strstr(seen->out, "mutexes[1], which B"));
}

/* Is nothing said to be lost, where each has its own half of a word; and is it
 * said who calls malloc? */
static void
halves_are_apart(void)
{
    char self[4096];

    if (!can_step() || realpath("/proc/self/exe", self) == NULL)
        return;
    const struct outcome *seen = STEP("--function=write_half",
        "--schedule=3A3B", "--watch=total", "--", self, "apart");
    CU_ASSERT_EQUAL(seen->status, STATUS_HELD);
    CU_ASSERT_PTR_NOT_NULL(strstr(seen->out, "halves[0] 1"));
    CU_ASSERT_PTR_NOT_NULL(strstr(seen->out, "halves[1] 1"));
    CU_ASSERT_PTR_NOT_NULL(strstr(seen->out, "malloc -> 0x"));
    CU_ASSERT_PTR_NULL(strstr(seen->out, "lost"));
}

/* Does a reader sleep until the other has written, in every order; and is it a
 * deadlock when nobody writes? (The kernel's pipe is not rolled back: each
 * order starts the program anew.) */
static void
pipes_are_followed(void)
{
    if (!can_step())
        return;
    struct verdict seen = verdict_of(step_student("piped", "--function=talk"));
    CU_ASSERT_EQUAL(seen.status, STATUS_BROKEN);
    CU_ASSERT(seen.held > 0 && seen.broken > 0);
    CU_ASSERT_EQUAL(seen.stuck, 0);
    CU_ASSERT(seen.lowest == 1 && seen.highest == 2);

    const struct outcome *mute = step_student("mute", "--function=talk");
    CU_ASSERT_EQUAL(mute->status, STATUS_STUCK);
    CU_ASSERT_PTR_NOT_NULL(strstr(mute->out, "\"held\": 0"));
    CU_ASSERT_PTR_NOT_NULL(strstr(mute->out, "\"broken\": 0"));
}

/* Does who calls abort crash? */
static void
abort_is_a_crash(void)
{
    if (!can_step())
        return;
    const struct outcome *seen = step_student("aborts", "--function=give_up");
    CU_ASSERT_EQUAL(seen->status, STATUS_BROKEN);
    CU_ASSERT_PTR_NOT_NULL(strstr(seen->out, "\"held\": 0"));
    CU_ASSERT_PTR_NULL(strstr(seen->out, "\"crashed\": 0"));
}

/* A worker, or main, may end in many ways, and what it calls is the library's:
 * is the verdict that of the program, and is it shown in few words? */
static void
ways_to_end_are_judged(void)
{
    static const struct {
        const char *how, *function;
        int status;
        const char *words[2], *more;
    } rows[] = {
        {"headless", "misbehave", STATUS_BROKEN,
            {"6 schedules, 4 fail", "total is 1"}, "--watch=total"},
        {"asserts", "be_alone", STATUS_BROKEN,
            {"crash", ": the assertion \"inside == 1\" fails"}, NULL},
        {"points", "look_at_nothing", STATUS_BROKEN,
            {"4 schedules, 1 crash", "A was killed by SIGSEGV"}, NULL},
        {"ends", "end_all", STATUS_CANNOT, {"none fails; but"}, NULL},
        {"leaves", "leave_early", STATUS_BROKEN,
            {"6 schedules, 4 fail", "total is 1"}, "--watch=total"},
        {"prints", "print_total", STATUS_BROKEN, {"printf -> 2", "total is 1"},
            "--watch=total"},
        {"does all", "do_it_all", STATUS_CANNOT, {"none fails; but"},
            "--preemptions=0"},
        {"requeues", "send_elsewhere", STATUS_CANNOT, {"none fails; but"},
            NULL},
        {"inherits", "inherit", STATUS_CANNOT, {""}, NULL},
    };
    char self[4096];

    if (!can_step() || realpath("/proc/self/exe", self) == NULL)
        return;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        bool watches = rows[i].more != NULL && rows[i].more[2] == 'w';
        const struct outcome *seen = STEP("--function", rows[i].function,
            rows[i].more != NULL ? rows[i].more : "--max-seconds=60",
            watches ? "--final=2" : "--max-seconds=60", "--", self,
            rows[i].how);
        CU_ASSERT_EQUAL(seen->status, rows[i].status);
        CU_ASSERT((*seen->err == '\0') == (*rows[i].words[0] != '\0'));
        for (int j = 0; j < 2 && rows[i].words[j] != NULL; j++)
            CU_ASSERT_PTR_NOT_NULL(strstr(seen->out, rows[i].words[j]));
        CU_ASSERT_PTR_NULL(strstr(seen->out, "[0x"));
    }
}

/* Is the order deadlock found in both models, and none where it is cured? */
static void
deadlock_is_found_and_cured(void)
{
    if (!can_step())
        return;
    const struct outcome *seen = STEP("deadlock", "--preemptions=1");
    CU_ASSERT_EQUAL(seen->status, STATUS_STUCK);
    CU_ASSERT_PTR_NOT_NULL(strstr(seen->out, "which A holds"));
    CU_ASSERT_PTR_NOT_NULL(strstr(seen->out, "which B holds"));
    seen = STEP("deadlock", "--fix", "--preemptions=1");
    CU_ASSERT_EQUAL(seen->status, STATUS_HELD);
    CU_ASSERT_PTR_NOT_NULL(strstr(seen->out, "all keep the invariant"));
}

/* Does the bounded buffer lose nothing, and does nobody sleep for ever in it,
 * in both models: with one slot, and with two, where the lock alone keeps the
 * producer and the consumer apart? */
static void
buffer_is_proved(void)
{
    static const char *const buffers[][2] = {
        {NULL}, {"--slots=2", "--preemptions=1"}};

    for (int i = 0; can_step() && i < COUNT(buffers); i++) {
        struct verdict seen = verdict_of(
            STEP("prodcons", "--json", buffers[i][0], buffers[i][1]));
        CU_ASSERT_EQUAL(seen.status, STATUS_HELD);
        CU_ASSERT(seen.schedules > 2);
        CU_ASSERT_EQUAL(seen.held, seen.schedules);
    }
}

/* Do the queues without a lock lose nothing, where the indices wrap, where one
 * sleeps and where both hold back? And is it said where a late store could let
 * in another order: the word to sleep on is read, and another sleeper is woken,
 * before it is seen? */
static void
queues_are_proved(void)
{
    static const struct {
        const char *options[5];
        bool holds_late;
    } queues[] = {{{"--sync=ring", "--slots=1"}, true},
        {{"--sync=ring", "--wait=block", "--items=1"}, false},
        {{"--sync=ring", "--slots=2", "--publish=2", "--items=3"}, true},
        {{"--sync=mpmc", "--slots=2", "--preemptions=1", "--producers=2"},
            false},
        {{"--sync=robust", "--preemptions=1"}, true}};

    for (int i = 0; can_step() && i < COUNT(queues); i++) {
        const char *const *more = queues[i].options;
        struct verdict seen = verdict_of(STEP("prodcons", "--json",
            "--model=thread", more[0], more[1], more[2], more[3]));
        CU_ASSERT_EQUAL(seen.status, STATUS_HELD);
        CU_ASSERT(seen.schedules > 2);
        CU_ASSERT_EQUAL(seen.held, seen.schedules);
        CU_ASSERT_EQUAL(seen.holds_late, queues[i].holds_late);
    }
}

/* Is a schedule found that fails, where a semaphore's operation is missing or
 * two are exchanged; a deadlock where that is what comes of it; and none where
 * the exchange does no harm? */
static void
mistakes_with_the_buffer(void)
{
    static const struct {
        const char *mutate;
        int status; /* STATUS_STUCK: every bad schedule is a deadlock */
        const char *options[4];
    } mistakes[] = {
        {"--mutate=no-wait-empty", STATUS_BROKEN, {"--preemptions=1"}},
        {"--mutate=no-wait-full", STATUS_BROKEN, {"--preemptions=1"}},
        {"--mutate=no-post-full", STATUS_STUCK, {NULL}},
        {"--mutate=no-post-empty", STATUS_STUCK, {NULL}},
        {"--mutate=no-unlock", STATUS_STUCK, {NULL}},
        {"--mutate=lock-before-empty", STATUS_STUCK, {NULL}},
        {"--mutate=lock-before-full", STATUS_STUCK, {NULL}},
        {"--mutate=no-lock", STATUS_BROKEN,
            {"--slots=2", "--preemptions=1", "--model=thread"}},
        {"--mutate=post-before-unlock", STATUS_HELD, {NULL}},
    };

    if (!can_step())
        return;
    for (size_t i = 0; i < sizeof(mistakes) / sizeof(mistakes[0]); i++) {
        const char *const *more = mistakes[i].options;
        const struct outcome *seen =
            STEP("prodcons", mistakes[i].mutate, more[0], more[1], more[2]);
        CU_ASSERT_EQUAL(seen->status, mistakes[i].status);
        CU_ASSERT_STRING_EQUAL(seen->err, "");
        CU_ASSERT((strstr(seen->out, "shortest: ") != NULL) ==
                  (mistakes[i].status != STATUS_HELD));
    }
}

/* ---- Another's model. ---- */

static const char *updates; /* of each worker */

/* The final values that spin's verifier meets; the model stands in a folder
 * above the test program. Becomes a shell. */
static void
verify_model(void)
{
    static const char script[] =
        "command -v spin >/dev/null || exit 77\n"
        "while [ ! -f \"$1/tests/step.pml\" ]; do\n"
        "    [ \"$1\" != / ] || exit 2\n"
        "    set -- \"$(dirname \"$1\")\" \"$2\"\n"
        "done\n"
        "work=$(mktemp -d) && trap 'rm -rf \"$work\"' EXIT && cd \"$work\" &&\n"
        "    spin -a -DUPDATES=\"$2\" \"$1/tests/step.pml\" >/dev/null &&\n"
        "    cc -w -o pan pan.c && ./pan | sed -n 's/^final //p' | sort -u\n";
    char self[4096];

    if (realpath("/proc/self/exe", self) != NULL)
        execl("/bin/sh", "sh", "-c", script, "sh", self, updates, NULL);
    _exit(STATUS_CANNOT);
}

/* Are the final values of the real program those that spin finds in a Promela
 * model of it? */
static void
values_are_those_of_a_model(void)
{
    static const char *const numbers[] = {"1", "2", "3", NULL};

    if (!can_step())
        return;
    for (size_t i = 0; numbers[i] != NULL; i++) {
        unsigned long modelled = 0, real = 0;
        updates = numbers[i];
        const struct outcome *seen = IN_CHILD(verify_model());
        if (seen->status == STATUS_CANNOT) {
            not_tried("there is no spin");
            return;
        }
        CU_ASSERT_EQUAL(seen->status, STATUS_HELD);
        for (const char *at = seen->out; *at != '\0'; at = strchr(at, '\n') + 1)
            modelled |= 1UL << strtol(at, NULL, 10);
        CU_ASSERT_NOT_EQUAL(modelled, 0);
        seen = COUNTER("--sync=none", "--model=thread", "--preemptions=all",
            "--iterations", updates, "--json");
        const char *value = strstr(seen->out, "\"values\": [");
        CU_ASSERT_PTR_NOT_NULL_FATAL(value);
        value += strlen("\"values\": [");
        for (char *end; *value != ']'; value = end + (*end == ','))
            real |= 1UL << strtol(value, &end, 10);
        CU_ASSERT_EQUAL(real, modelled);
    }
}

/* ---- Programs that do what they should not. ---- */

/* Does a worker that leaves in mid-step, makes a task, becomes another program
 * or gets signals, end in a clear verdict? */
static void
hostile_programs_are_judged(void)
{
    if (!can_step())
        return;
    const struct outcome *seen = step_student("forks", "--function=misbehave");
    CU_ASSERT_EQUAL(seen->status, STATUS_CANNOT);
    CU_ASSERT(is_one_line(seen->err));
    CU_ASSERT_PTR_NOT_NULL(strstr(seen->err, "clone"));

    seen = step_student("exits", "--function=misbehave");
    CU_ASSERT_EQUAL(seen->status, STATUS_BROKEN);
    CU_ASSERT_PTR_NOT_NULL(strstr(seen->out, "\"held\": 0"));
    seen = step_student("execs", "--function=misbehave");
    CU_ASSERT_EQUAL(seen->status, STATUS_BROKEN);
    CU_ASSERT_PTR_NOT_NULL(strstr(seen->out, "\"held\": 0"));

    seen = step_student("alarmed", "--function=misbehave");
    CU_ASSERT_EQUAL(seen->status, STATUS_BROKEN);
    CU_ASSERT_PTR_NOT_NULL(strstr(seen->out, "\"schedules\": 6,"));
}

/* With as many workers as it can name, is the search of them begun, and is
 * nothing said to be proved when there is no time for it? */
static void
many_workers_are_judged(void)
{
    char self[4096];

    if (!can_step() || realpath("/proc/self/exe", self) == NULL)
        return;
    const struct outcome *seen =
        STEP("--json", "--max-seconds=2", "--", self, "many");
    CU_ASSERT_EQUAL(seen->status, STATUS_STUCK);
    CU_ASSERT_STRING_EQUAL(seen->err, "");
    CU_ASSERT_PTR_NOT_NULL(strstr(seen->out, "\"end\": \"time\""));
}

static bool
prepare_no_layout(void)
{
    refuse_call(SYS_personality, EPERM);
    if (!prepare_forbidden())
        return false;
    refuse_call(SYS_mremap, EPERM);
    return prepare_forbidden();
}

static bool
prepare_no_ptrace(void)
{
    refuse_call(SYS_ptrace, EPERM);
    return prepare_forbidden();
}

/* Where the kernel refuses what step is made of, is that said, and how to allow
 * it? */
static void
refusal_is_told(void)
{
    static const struct setting refused[] = {
        {.prepare = prepare_no_ptrace}, {.prepare = prepare_no_layout}};

    if (!can_step())
        return;
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        const struct outcome *seen =
            program_run("../../step", WORDS("counter"), &refused[i]);
        CU_ASSERT_EQUAL(seen->status, STATUS_CANNOT);
        CU_ASSERT_STRING_EQUAL(seen->out, "");
        CU_ASSERT(is_one_line(seen->err));
        CU_ASSERT_PTR_NOT_NULL(strstr(seen->err, "allow"));
    }
}

/* Is it told when there is no such function or variable? */
static void
unknown_names_are_told(void)
{
    if (!can_step())
        return;
    const struct outcome *seen = step_student("race", "--function=nobody");
    CU_ASSERT_EQUAL(seen->status, STATUS_USAGE);
    CU_ASSERT(is_one_line(seen->err));
    seen = step_student("race", "--watch=nothing");
    CU_ASSERT_EQUAL(seen->status, STATUS_USAGE);
    CU_ASSERT(is_one_line(seen->err));
}

/* Is each mistake in an expression told in one line? */
static void
bad_expressions_are_told(void)
{
    static const char *const bad[][2] = {{"--invariant=total = 2", "=="},
        {"--invariant=total ==", "the end"}, {"--invariant=(total", ")"},
        {"--invariant=total 2", "operator"}, {"--invariant=", "the end"},
        {"--invariant=nothing", "no such variable"},
        {"--invariant=total.member", "no such member"},
        {"--invariant=**total", "no pointer"},
        {"--invariant=total == 1.5", "1.5"}, {"--always", "--invariant"}};

    if (!can_step())
        return;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        check_refused(step_student("race", bad[i][0]), STATUS_USAGE, bad[i][1]);
}

static bool
prepare_other_place(void)
{
    return setenv("ANOTHER_USER", "with another environment", 1) == 0;
}

/* Is a schedule that was saved the same, also for somebody else? */
static void
saved_one_is_played(void)
{
    char file[] = "/tmp/step-saved-XXXXXX", option[64], before[4096];

    int descriptor = mkstemp(file);
    if (!can_step() || descriptor == -1)
        return;
    close(descriptor);
    snprintf(option, sizeof(option), "--save=%s", file);
    int status = step_student("crossed", option)->status;
    CU_ASSERT_EQUAL(status, STATUS_STUCK);
    snprintf(option, sizeof(option), "--replay=%s", file);
    const struct outcome *seen = program_run("../../step", WORDS(option), NULL);
    CU_ASSERT_EQUAL(seen->status, STATUS_STUCK);
    CU_ASSERT_PTR_NOT_NULL(strstr(seen->out, "which B holds"));
    snprintf(before, sizeof(before), "%s", seen->out);
    seen =
        program_run("../../step", WORDS(option), PREPARED(prepare_other_place));
    CU_ASSERT_EQUAL(seen->status, STATUS_STUCK);
    CU_ASSERT_STRING_EQUAL(seen->out, before);
    check_refused(
        program_run("../../step", WORDS(option, "--", "/bin/true"), NULL),
        STATUS_USAGE, "another build");
    unlink(file);
    check_refused(program_run("../../step", WORDS(option), NULL), STATUS_USAGE,
        "No such file");
}

/* ---- The end. ---- */

#define LONG_RUN(model)                                                        \
    WORDS("counter", "--sync=none", "--workers=4", "--iterations=6",           \
        "--preemptions=all", "--model=" model)

/* Asked to stop, or killed, does it leave nobody? (The harness looks. If killed
 * at its start it may leave a twin's names, which the next start removes: so
 * there the twin has none.) */
static void
nobody_is_left(void)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGKILL};

    if (!can_step())
        return;
    for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
        program_start("../../step",
            signals[i] == SIGKILL ? LONG_RUN("thread") : LONG_RUN("proc"),
            NULL);
        program_await_work(0);
        kill(program_id(), signals[i]);
        CU_ASSERT_EQUAL(program_finish()->signal, signals[i]);
    }
}

/* Asked to stop by a terminal, which asks the program, too, earlier or later:
 * is the program's death not told as the program's own? */
static void
terminal_stop_is_no_end(void)
{
    if (!can_step())
        return;
    for (int i = 0; i < 60; i++) {
        program_start("../../step", LONG_RUN("thread"), NULL);
        clock_sleep_ns(i * NS_PER_MS / 2);
        CHECK_LACKS(
            check_death(-program_id(), i % 2 == 0 ? SIGHUP : SIGINT)->err,
            "it ended");
    }
}

/* Where it could not be built, does it say what it lacks? */
static void
absence_is_told(void)
{
    const struct outcome *seen = STEP("--preemptions=nonsense");

    if (seen->status == STATUS_CANNOT)
        CU_ASSERT_PTR_NOT_NULL(strstr(seen->err, "libdw"));
    CU_ASSERT(seen->status == STATUS_CANNOT || seen->status == STATUS_USAGE);
    CU_ASSERT(is_one_line(seen->err));
}

static const struct test tests[] = {
    {"instructions are counted", instructions_are_counted},
    {"accesses are counted", accesses_are_counted},
    {"no preemption loses nothing", no_preemption_loses_nothing},
    {"two updates end between 2 and 4", two_updates_end_between_2_and_4},
    {"guards hold", guards_hold},
    {"the verdict is the same each time", verdict_is_the_same_each_time},
    {"a schedule replays", schedule_replays},
    {"a schedule is told in full", schedule_is_told_in_full},
    {"the quiz asks", quiz_asks},
    {"mistakes are told", mistakes_are_told},
    {"a program of one's own is stepped", own_program_is_stepped},
    {"a deadlock of one's own is found", own_deadlock_is_found},
    {"calls are stepped inside, if asked", calls_are_stepped_inside},
    {"files are the same", files_are_the_same},
    {"loops can be stuck", loops_can_be_stuck},
    {"words have names", words_have_names},
    {"halves of a word are apart", halves_are_apart},
    {"pipes are followed", pipes_are_followed},
    {"an abort is a crash", abort_is_a_crash},
    {"ways to end are judged", ways_to_end_are_judged},
    {"the deadlock is found, and cured", deadlock_is_found_and_cured},
    {"the bounded buffer is proved", buffer_is_proved},
    {"the queues without a lock are proved", queues_are_proved},
    {"each mistake with the buffer is found", mistakes_with_the_buffer},
    {"the values are those of a model", values_are_those_of_a_model},
    {"hostile programs are judged", hostile_programs_are_judged},
    {"many workers are judged", many_workers_are_judged},
    {"a refusal is told", refusal_is_told},
    {"unknown names are told", unknown_names_are_told},
    {"bad expressions are told", bad_expressions_are_told},
    {"a saved one is played", saved_one_is_played},
    {"nobody is left", nobody_is_left},
    {"a terminal's stop is no end", terminal_stop_is_no_end},
    {"absence is told", absence_is_told},
    {.question = NULL},
};

int
main(int argc, char **argv)
{
    return argc > 1 ? be_a_student(argv[1]) : run_tests("step", tests);
}
