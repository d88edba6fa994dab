/* Where it is known beforehand what the probes will answer: are the figures
 * those, is each probe started with the options that its row stands for, and
 * is what the kernel's count does not bear out refused? */

#include "../harness/stage.h"
#include "../harness/timing.h"

#include "kit/json.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define MEASURE(...) checked(WORDS("--json", "--precision=100", __VA_ARGS__))

/* Run timing on the stage. Its answer must agree with itself. */
static const struct outcome *
checked(const char *const *words)
{
    const struct outcome *seen = stage_run(words);

    timing_check_answer(seen->out);
    return seen;
}

/* The number after --NAME= among the actor's own options, in $NAME. */
#define ACTOR_OPTION(name, none)                                               \
    name "=" none "; for word; do case $word in --" name "=*) " name           \
         "=${word#*=};; esac; done\n"

/* 1 in $NAME if the option is given, else 0. */
#define ACTOR_FLAG(name, option)                                               \
    name "=0; for word; do [ \"$word\" = " option " ] && " name "=1; done\n"

/* How often it was started before, in $start. */
#define ACTOR_STARTS(file)                                                     \
    "start=0; [ -f $stage/" file " ] && read -r start <$stage/" file           \
    "\necho $((start + 1)) >$stage/" file "\n"

static void
check_near(const char *entry, const char *member, double expected)
{
    CU_ASSERT_DOUBLE_EQUAL(
        real_at(entry, member), expected, 1e-6 * fabs(expected) + 1e-9);
}

/* All of a figure is this, its interval has no width. */
static void
check_exact(const char *entry, double raw_ns, double net_ns)
{
    static const char *const raws[] = {"raw", "raw_low", "raw_high", "floor"};
    static const char *const nets[] = {"median", "low", "high"};

    for (int i = 0; i < 4; i++)
        check_near(entry, raws[i], raw_ns);
    for (int i = 0; i < 3; i++)
        check_near(entry, nets[i], net_ns);
}

static const struct outcome *
create_two(const char *proc, const char *thread)
{
    stage_actor("proc/create", proc);
    stage_actor("thread/create", thread);
    return MEASURE("create", "--how=fork,thread");
}

/* Are median, net, floor, ratio, difference and verdict what the probes answer?
 */
TEST(figures_are_exact)
{
    const struct outcome *seen =
        create_two(ACTOR_ANSWERS("2500"), ACTOR_ANSWERS("1000"));
    const char *fork = timing_entry(seen->out, "create", "proc", "fork");

    CU_ASSERT_EQUAL(seen->status, STATUS_HELD);
    CU_ASSERT(long_at(seen->out, "launches") >= 12);
    CU_ASSERT(bool_at(seen->out, "reached"));
    check_exact(fork, 2500, 2490);
    check_near(fork, "ratio", 2.5);
    check_near(fork, "ratio_low", 2.5 / exp(1.96 * 0.012)); /* the drift */
    check_near(fork, "ratio_high", 2.5 * exp(1.96 * 0.012));
    check_near(fork, "difference", 1500);
    check_json(fork, "outliers=0 verdict=slower");
    const char *thread = timing_entry(seen->out, "create", "thread", "thread");
    check_exact(thread, 1000, 990);
    CU_ASSERT(is_null_at(thread, "ratio"));

    seen = create_two(ACTOR_ANSWERS("500"), ACTOR_ANSWERS("1000"));
    fork = timing_entry(seen->out, "create", "proc", "fork");
    check_near(fork, "ratio", 0.5);
    check_near(fork, "difference", -500);
    CU_ASSERT_STRING_EQUAL(word_at(fork, "verdict"), "faster");
}

/* Is there no verdict where the interval contains 1: equal, or sometimes above
 * and sometimes below? */
TEST(verdict_needs_an_interval)
{
    const struct outcome *seen =
        create_two(ACTOR_ANSWERS("1000"), ACTOR_ANSWERS("1000"));

    check_json(
        timing_entry(seen->out, "create", "proc", "fork"), "verdict=none");
    seen = create_two(ACTOR_STARTS("starts")
                          ACTOR_ANSWERS("start % 2 ? 1200 : 800"),
        ACTOR_ANSWERS("1000"));
    const char *fork = timing_entry(seen->out, "create", "proc", "fork");
    CU_ASSERT(real_at(fork, "ratio_low") < 1);
    CU_ASSERT(real_at(fork, "ratio_high") > 1);
    CU_ASSERT_STRING_EQUAL(word_at(fork, "verdict"), "none");
}

/* Are bare calls subtracted, even where they take longer? */
TEST(bare_calls_are_subtracted)
{
    static const char slow_bare[] =
        "while read -r verb count way; do case $verb in\n"
        "batch) echo \"$((count * 1000)) $count\";;\n"
        "*) echo \"$((count * 3000)) 0\";; esac; done\n";
    const struct outcome *seen = create_two(slow_bare, ACTOR_ANSWERS("1000"));

    check_exact(timing_entry(seen->out, "create", "proc", "fork"), 1000, -2000);
}

/* Is a batch so long that the clock does not matter: at least 0.1 ms? */
TEST(batches_are_long_enough)
{
    const struct outcome *seen =
        create_two(ACTOR_ANSWERS("2000"), ACTOR_ANSWERS("50"));
    const char *fork = timing_entry(seen->out, "create", "proc", "fork");
    const char *thread = timing_entry(seen->out, "create", "thread", NULL);

    CU_ASSERT(real_at(fork, "claimed") / real_at(fork, "rounds") / 2 >= 50);
    CU_ASSERT(
        real_at(thread, "claimed") / real_at(thread, "rounds") / 2 >= 2000);
}

/* An actor for whom the kernel counts so many thousandths of what was asked. */
#define ACTOR_COUNTS(thousandths)                                              \
    "while read -r verb count way; do case $verb in\n"                         \
    "batch) echo \"$((count * 100)) $((count * " thousandths " / 1000))\";;\n" \
    "*) echo \"$((count * 10)) 0\";; esac; done\n"

static const struct outcome *
switch_counted(const char *how, const char *cores, const char *actor)
{
    stage_actor("proc/switch", actor);
    stage_actor("thread/switch", ACTOR_ANSWERS("100"));
    const struct outcome *seen = MEASURE("switch", how, cores);
    check_held(seen);
    return seen;
}

/* Is a switch shown only where the kernel counted it, within 1 %? */
TEST(switches_are_counted)
{
    static const char name[] = "switch/sem/one-core";
    static const char *const wrong[] = {ACTOR_COUNTS("980"),
        ACTOR_COUNTS("1020"), ACTOR_COUNTS("0"), ACTOR_COUNTS("2000")};
    const struct outcome *seen =
        switch_counted("--how=sem", "--cores=1", ACTOR_COUNTS("994"));

    CU_ASSERT(timing_has_figure(timing_entry(seen->out, name, "proc", NULL)));
    for (int i = 0; i < 4; i++) {
        seen = switch_counted("--how=sem", "--cores=1", wrong[i]);
        const char *entry = timing_entry(seen->out, name, "proc", NULL);
        CU_ASSERT_FALSE(timing_has_figure(entry));
        CHECK_HAS(word_at(entry, "reason"), "the kernel counted",
            i % 2 == 1 ? "something else" : "did not hand over");
        CU_ASSERT(
            timing_has_figure(timing_entry(seen->out, name, "thread", NULL)));
    }
    seen = switch_counted("--how=yield", "--cores=2", ACTOR_COUNTS("0"));
    const char *entry =
        timing_entry(seen->out, "switch/yield/two-cores", "proc", NULL);
    CU_ASSERT(long_at(entry, "counted") == 0 ||
              strstr(word_at(entry, "reason"), "CPU") != NULL);
    CU_ASSERT(strstr(word_at(entry, "reason"), "yield") != NULL ||
              strstr(word_at(entry, "reason"), "CPU") != NULL);
}

/* Is a task that was not reaped a failure? */
TEST(creations_are_counted)
{
    const struct outcome *seen =
        create_two(ACTOR_COUNTS("999"), ACTOR_ANSWERS("100"));
    const char *fork = timing_entry(seen->out, "create", "proc", "fork");

    CU_ASSERT_EQUAL(seen->status, STATUS_BROKEN);
    CU_ASSERT_FALSE(timing_has_figure(fork));
    CHECK_HAS(word_at(fork, "reason"), "reaped");
    CU_ASSERT(
        timing_has_figure(timing_entry(seen->out, "create", "thread", NULL)));
}

#define ACTOR_INJECTED(each)                                                   \
    ACTOR_OPTION("inject", "0")                                                \
    ACTOR_FLAG("call", "--inject-syscall")                                     \
    ACTOR_ANSWERS(each " + inject + 77 * call")

/* Does each twin have a companion with the addition, and is exactly that found?
 */
TEST(injection_is_found)
{
    const char *found[MAX_ENTRIES];

    stage_actor("proc/switch", ACTOR_INJECTED("3000"));
    stage_actor("thread/switch", ACTOR_INJECTED("2000"));
    stage_actor("task", ACTOR_ANSWERS("120"));
    const struct outcome *seen = MEASURE("switch", "--how=sem", "--cores=1",
        "--inject=20000", "--inject-syscall");
    int count = timing_split(seen->out, "injected", found);

    CU_ASSERT_EQUAL(seen->status, STATUS_HELD);
    CU_ASSERT_EQUAL(count, 4);
    for (int i = 0; i < count; i++) {
        bool call = strcmp(word_at(found[i], "what"), "+ 20000 ns") != 0;
        check_near(found[i], "found_ns", call ? 77 : 20000);
        check_near(found[i], "low", call ? 77 : 20000);
        check_near(found[i], "high", call ? 77 : 20000);
        check_json(found[i], "model=%s", i < 2 ? "proc" : "thread");
    }
    check_exact(timing_entry(seen->out, "switch/sem/one-core", "proc", "proc"),
        3000, 2990);
    check_exact(
        timing_entry(seen->out, "getppid", "proc", "syscall"), 120, 110);
}

/* If an addition is not found, does the report say what could be resolved? And
 * only then? */
TEST(lost_injection_is_reported)
{
    static const char resolved[] = "can be resolved";

    stage_actor("proc/switch", ACTOR_ANSWERS("3000"));
    stage_actor("thread/switch", ACTOR_ANSWERS("2000"));
    for (int i = 0; i < 2; i++) {
        const struct outcome *seen = stage_run(WORDS("switch", "--how=sem",
            "--cores=1", "--inject=20000", "--max-seconds=1"));
        CU_ASSERT_EQUAL(strstr(seen->out, resolved) != NULL, i == 0);
        stage_actor("proc/switch", ACTOR_INJECTED("3000"));
        stage_actor("thread/switch", ACTOR_INJECTED("2000"));
    }
}

/* Is the slope of fork that of the probes, and that of threads flat, in small
 * pages and in huge ones? */
TEST(slopes_are_exact)
{
    const char *slopes[MAX_ENTRIES];
    double page_mib = (double)sysconf(_SC_PAGESIZE) / (1 << 20);

    stage_actor("task",
        ACTOR_OPTION("ballast", "0") "mib=${ballast%M}\n" ACTOR_FLAG("huge",
            "--huge") "slope=$((huge ? 125 : 1000))\n"
                      "while read -r verb count way; do each=10000\n"
                      "[ $way = fork ] && each=$((50000 + mib * slope))\n"
                      "[ $verb = bare ] && each=10\n"
                      "echo \"$((count * each)) $count\"; done\n");
    const struct outcome *seen = MEASURE("create", "--memory=0,4M,16M");
    CU_ASSERT_EQUAL(timing_split(seen->out, "slopes", slopes), 8);
    for (int i = 0; i < 8; i++) {
        bool fork = strcmp(word_at(slopes[i], "way"), "fork") == 0;
        bool huge = strcmp(word_at(slopes[i], "pages"), "huge") == 0;
        double slope = !fork ? 0 : huge ? 125 : 1000;
        CU_ASSERT_EQUAL(fork, i % 4 == 0);
        CU_ASSERT_EQUAL(huge, i >= 4);
        check_near(slopes[i], "ns_a_page", slope * page_mib);
        check_near(slopes[i], "low", slope * page_mib);
        check_near(slopes[i], "high", slope * page_mib);
    }
    check_exact(timing_entry(seen->out, "memory/small/16M", "proc", "fork"),
        66000, 65990);
    seen = MEASURE("create", "--memory=4M");
    CU_ASSERT_EQUAL(timing_split(seen->out, "slopes", slopes), 8);
    CU_ASSERT(is_null_at(slopes[0], "ns_a_page"));
}

/* Does each row of a working set, of the explanation, of the ways to create,
 * start the program with its own options? */
TEST(rows_have_their_options)
{
    stage_actor("proc/switch", ACTOR_ANSWERS("1100"));
    stage_actor("thread/switch",
        ACTOR_FLAG("private", "--private") ACTOR_FLAG("own", "--own-files")
            ACTOR_ANSWERS("1000 - 300 * private + 40 * own"));
    const struct outcome *seen = MEASURE("switch", "--explain");
    static const struct row {
        const char *name, *way;
        double raw_ns;
    } explained[] = {{"explain/sem", "private", 700},
        {"explain/sem", "shared", 1000}, {"explain/sem", "proc", 1100},
        {"explain/pipe", "common-files", 1000},
        {"explain/pipe", "own-files", 1040}};
    for (int i = 0; i < 5; i++)
        check_near(
            timing_entry(seen->out, explained[i].name, NULL, explained[i].way),
            "raw", explained[i].raw_ns);

    stage_actor("proc/switch",
        ACTOR_FLAG("size", "--working-set=16K")
            ACTOR_FLAG("page", "--walk=page") ACTOR_FLAG("common", "--common")
                ACTOR_ANSWERS("1000 + 100 * size + 10 * page + common"));
    seen = MEASURE("switch", "--working-set=0,16K");
    static const struct row walked[] = {
        {"working-set/private/line/0", NULL, 1000},
        {"working-set/private/line/16K", NULL, 1100},
        {"working-set/private/page/16K", NULL, 1110},
        {"working-set/common/line/16K", NULL, 1101},
        {"working-set/common/page/0", NULL, 1011}};
    for (int i = 0; i < 5; i++)
        check_near(timing_entry(seen->out, walked[i].name, "proc", NULL), "raw",
            walked[i].raw_ns);
}

/* And those of fork's anatomy, and of all ways to create? */
TEST(ways_have_their_options)
{
    stage_actor("task", ACTOR_OPTION("how", "none") ACTOR_FLAG("pin", "--pin")
                            ACTOR_FLAG("first", "--until=first")
                                ACTOR_ANSWERS("${#how} * 1000 + 100 * "
                                              "pin + 10 * first"));
    stage_actor("proc/create", ACTOR_ANSWERS("2000"));
    stage_actor("thread/create", ACTOR_ANSWERS("1000"));
    const struct outcome *seen = MEASURE("create", "--anatomy");
    static const char *const links[] = {
        "fork", "share-none", "share-vm", "share-thread", "thread", "new-ns"};
    for (int i = 0; i < 6; i++)
        check_near(timing_entry(seen->out, "anatomy", NULL, links[i]), "raw",
            1000 * (double)strlen(links[i]) + 100);
    seen = MEASURE("create", "--how=all");
    check_near(timing_entry(seen->out, "create", "proc", "vfork"), "raw", 5100);
    check_near(timing_entry(seen->out, "create", "proc", "fork"), "raw", 2000);
    check_near(
        timing_entry(seen->out, "create/first-instruction", "proc", "raw-fork"),
        "raw", 8110);
    check_near(timing_entry(seen->out, "create/unpinned", "thread", "thread"),
        "raw", 6000);
}

/* Are one core and two distinguished? */
TEST(cores_are_distinguished)
{
    static const char actor[] =
        ACTOR_FLAG("two", "--cores=2") ACTOR_ANSWERS("1000 + 500 * two");

    stage_actor("proc/switch", actor);
    stage_actor("thread/switch", actor);
    const struct outcome *seen = MEASURE("switch", "--how=pipe");
    check_near(timing_entry(seen->out, "switch/pipe/one-core", "proc", NULL),
        "raw", 1000);
    const char *two =
        timing_entry(seen->out, "switch/pipe/two-cores", "proc", NULL);
    if (timing_has_figure(two)) /* there are two CPUs */
        check_near(two, "raw", 1500);
}

/* Is each step of the anatomy compared with the one before? And is the first,
 * which has none, readable, though its bar is too short to be drawn? */
TEST(steps_follow_each_other)
{
    static const char *const chain[] = {"fork", "share-none", "share-vm",
        "share-fs", "share-files", "share-sighand", "share-futex",
        "share-thread", "thread", "fresh-stack"};
    const char *all[MAX_ENTRIES];

    stage_actor("task", ACTOR_OPTION("how", "none") ACTOR_ANSWERS(
                            "(${#how} - 3) * (${#how} - 3) * 99"));
    const struct outcome *seen = MEASURE("create", "--anatomy");
    CU_ASSERT_FATAL(timing_split(seen->out, "comparisons", all) >= 9);
    for (int i = 0; i < 9; i++) {
        check_json(all[i], "of=%s to=%s", chain[i + 1], chain[i]);
    }
    seen = stage_run(WORDS("create", "--anatomy", "--precision=100"));
    CU_ASSERT_PTR_NOT_NULL(strstr(seen->out, "a process"));
    timing_check_text(seen->out);
}

static bool
is_warned(const struct outcome *seen, const char *words)
{
    struct json_slice warnings = json_get(seen->out, "warnings");
    const char *found = strstr(warnings.start, words);

    return found != NULL && found < warnings.start + warnings.length;
}

/* Is there a warning when fewer than twelve launches fit into the time, and
 * when another program wants the CPU? (On a busy machine, it takes more time
 * until one fits at all.) */
TEST(warnings_are_given)
{
    static const char *const seconds[] = {
        "--max-seconds=0.4", "--max-seconds=1", "--max-seconds=3"};
    static const char disturbed[] =
        "while read -r verb count way; do case $verb in\n"
        "batch) echo \"$((count * 1000)) $count\";;\n"
        "*) echo \"$((count * 10)) $count\";; esac; done\n";
    const struct outcome *seen =
        create_two(ACTOR_ANSWERS("1000"), ACTOR_ANSWERS("1000"));

    CU_ASSERT_FALSE(is_warned(seen, "twelve"));
    CU_ASSERT_FALSE(is_warned(seen, "involuntary"));
    stage_actor("proc/create", "sleep 0.05\n" ACTOR_ANSWERS("1000"));
    long launches = 0;
    for (int i = 0; i < COUNT(seconds) && launches == 0; i++) {
        seen = MEASURE("create", "--how=fork", seconds[i]);
        launches = long_at(seen->out, "launches");
    }
    CU_ASSERT_EQUAL(is_warned(seen, "twelve"), 0 < launches && launches < 12);
    stage_actor("proc/switch", disturbed);
    stage_actor("thread/switch", disturbed);
    CU_ASSERT(is_warned(MEASURE("switch", "--how=sem"), "involuntary"));
}

/* Are wild figures still printed in 80 columns, and none that is meaningless?
 * Here one launch takes a thousand times as long as another, or nothing at all.
 */
TEST(wild_figures_are_readable)
{
    static const char *const costs[] = {"start % 3 ? 1000 : 999999",
        "start % 2 ? 999 : 999999", "start % 2 ? 123456 : 123", "0"};

    for (int i = 0; i < 4; i++) {
        char actor[1024];
        snprintf(actor, sizeof(actor),
            ACTOR_STARTS("starts") ACTOR_ANSWERS("%s"), costs[i]);
        stage_actor("proc/create", actor);
        stage_actor("thread/create", ACTOR_ANSWERS("1000"));
        stage_actor("task", actor);
        static const char *const how = "--how=fork,raw-fork,fresh-stack";
        timing_check_text(
            stage_run(WORDS("create", how, "--max-seconds=0.3"))->out);
        timing_check_text(
            stage_run(WORDS("create", "--memory=0,4M", "--max-seconds=0.3"))
                ->out);
        CU_ASSERT(is_json(
            stage_run(WORDS("create", how, "--max-seconds=0.3", "--json"))
                ->out));
    }
}

TIMING_NEEDS_TWO_MODELS
