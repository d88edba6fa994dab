/* Is each experiment measured with the real programs, and does every answer
 * agree with itself? The figures themselves are not tested. */

#include "../harness/timing.h"

#include "kit/cpus.h"

#include <stdio.h>
#include <string.h>

static const struct outcome *
run_timing(const char *const *words)
{
    return program_run("timing", words, NULL);
}

static const struct outcome *
run_on_one_cpu(const char *const *words)
{
    return program_run("timing", words, PREPARED(prepare_one_cpu));
}

/* Where other programs want the same CPU, the kernel may count their switches,
 * too: then there is no figure for a hand-over, and that is said. */
static bool
is_answered(const char *entry)
{
    return timing_has_figure(entry) ||
           strncmp(word_at(entry, "reason"), "the kernel counted ", 19) == 0;
}

/* Without any figure, this machine cannot do it now. */
static void
check_status(const struct outcome *seen)
{
    const char *entries[MAX_ENTRIES];
    int count = timing_split(seen->out, "operations", entries), figures = 0;

    for (int i = 0; i < count; i++)
        figures += timing_has_figure(entries[i]);
    CU_ASSERT_EQUAL(seen->status, figures > 0 ? STATUS_HELD : STATUS_CANNOT);
    CU_ASSERT_STRING_EQUAL(seen->err, "");
}

static const struct outcome *
measure(const struct outcome *(*run_it)(const char *const *),
    const char *const *words)
{
    const struct outcome *seen = timing_measure(run_it, 0.6, words);

    timing_check_answer(seen->out);
    check_status(seen);
    return seen;
}

#define MEASURE(...) measure(run_timing, WORDS(__VA_ARGS__, "--json"))

/* Are those ways of that operation measured, each with a figure? */
static void
check_ways(const char *out, const char *name, const char *const *ways)
{
    for (; *ways != NULL; ways++)
        CU_ASSERT(timing_has_figure(timing_entry(out, name, NULL, *ways)));
}

/* Is creation measured in every way, pinned and not, and are ways that were
 * asked for measured alone? */
TEST(creation_is_measured)
{
    const struct outcome *seen = MEASURE("create");

    check_ways(seen->out, "create",
        WORDS("fork", "raw-fork", "exit", "vfork", "spawn", "exec", "thread",
            "fresh-stack", "detached", "coroutine"));
    check_ways(seen->out, "create/first-instruction",
        WORDS("fork", "raw-fork", "exit", "vfork", "thread", "fresh-stack",
            "detached"));
    check_ways(seen->out, "create/unpinned",
        WORDS("fork", "raw-fork", "exit", "vfork", "spawn", "exec", "thread",
            "fresh-stack", "detached"));
    /* Coroutines start where and when their parent lets them: no row there. */
    CU_ASSERT_EQUAL(items_at(seen->out, "operations"), 26);
    check_json(timing_entry(seen->out, "create", "coro", "coroutine"),
        "counted_by=starter");
    seen = MEASURE("create", "--how=vfork,spawn");
    check_ways(seen->out, "create", WORDS("vfork", "spawn", "thread"));
    CU_ASSERT_EQUAL(items_at(seen->out, "operations"), 3);
    seen = MEASURE("create", "--how=coroutine");
    check_ways(seen->out, "create", WORDS("coroutine", "thread"));
    CU_ASSERT_EQUAL(items_at(seen->out, "operations"), 2);
}

/* Does the anatomy contain every step of fork's? */
TEST(anatomy_is_measured)
{
    const struct outcome *seen = MEASURE("create", "--anatomy");

    check_ways(seen->out, "anatomy",
        WORDS("fork", "share-none", "share-vm", "share-fs", "share-files",
            "share-sighand", "share-futex", "share-thread", "thread",
            "fresh-stack"));
    CU_ASSERT(items_at(seen->out, "comparisons") >= 9);
    CHECK_HAS(seen->out, "\"new-ns\"");
}

/* Coroutines hand over in these ways only, and on one core. */
static bool
can_hand_over(const char *model, const char *way, int cores)
{
    if (strcmp(way, "yield") == 0 && cores == 2)
        return false; /* only with --cores=2 */
    return strcmp(model, "coro") != 0 ||
           (cores == 1 &&
               (strcmp(way, "yield") == 0 || strcmp(way, "sem") == 0 ||
                   strcmp(way, "cond") == 0));
}

/* How many entries are there of that way in that model, and how many of them
 * have an answer? Each must say who has counted. */
static int
check_way(const char *out, const char *model, const char *way, int *answers)
{
    static const char *const cores[] = {"one-core", "two-cores"};
    bool own = strcmp(model, "coro") == 0;
    char name[64];
    int entries = 0;

    for (int i = 0; i < 2; i++) {
        if (!can_hand_over(model, way, i + 1))
            continue;
        snprintf(name, sizeof(name), "switch/%s/%s", way, cores[i]);
        const char *entry = timing_entry(out, name, model, model);
        check_json(entry, "counted_by=%s", own ? "scheduler" : "kernel");
        *answers += is_answered(entry);
        entries++;
    }
    return entries;
}

/* Does the kernel's or the scheduler's count confirm what is shown of all ways
 * to hand over, and does every model have an answer for at least one way? Is no
 * model asked for a way that it does not have? */
TEST(switches_are_measured)
{
    static const char *const ways[] = {
        "yield", "sem", "pipe", "futex", "eventfd", "cond", "signal", NULL};
    const struct outcome *seen = MEASURE("switch");
    int entries = 0, of_two = 0;

    for (const char *const *model = home_models(); *model != NULL; model++) {
        int answers = 0;
        for (int i = 0; ways[i] != NULL; i++)
            entries += check_way(seen->out, *model, ways[i], &answers);
        CU_ASSERT(answers > 0);
        of_two += can_hand_over(*model, "sem", 1);
        of_two += can_hand_over(*model, "pipe", 1);
    }
    CU_ASSERT_EQUAL(items_at(seen->out, "operations"), entries);
    seen = MEASURE("switch", "--how=sem,pipe", "--cores=1");
    CU_ASSERT_EQUAL(items_at(seen->out, "operations"), of_two);
    timing_entry(seen->out, "switch/sem/one-core", NULL, NULL);
    timing_entry(seen->out, "switch/pipe/one-core", NULL, NULL);
}

/* Are both together measured in the usual ways, and are the options reported?
 */
TEST(both_are_measured)
{
    const struct outcome *seen =
        MEASURE("create", "switch", "--seed=77", "--precision=3.5");

    timing_entry(seen->out, "create", "proc", "fork");
    timing_entry(seen->out, "create", "thread", "thread");
    timing_entry(seen->out, "create", "coro", "coroutine");
    timing_entry(seen->out, "switch/yield/one-core", "coro", "coro");
    timing_entry(seen->out, "switch/yield/one-core", "proc", "proc");
    check_json(seen->out, "seed=77 how=null anatomy=false");
    CU_ASSERT(real_at(seen->out, "precision") == 3.5);
    CU_ASSERT(real_at(seen->out, "seconds") > 0);
}

/* Are the naive comparison, the fair one and the step between them there? */
TEST(explanation_is_measured)
{
    const struct outcome *seen = MEASURE("switch", "--explain");

    timing_entry(seen->out, "explain/sem", "thread", "private");
    timing_entry(seen->out, "explain/sem", "thread", "shared");
    timing_entry(seen->out, "explain/sem", "proc", "proc");
    timing_entry(seen->out, "explain/pipe", "thread", "common-files");
    timing_entry(seen->out, "explain/pipe", "thread", "own-files");
    CU_ASSERT_EQUAL(items_at(seen->out, "comparisons"), 6);
    CU_ASSERT(bool_at(seen->out, "explain"));
}

/* Is each size of a working set measured in both placements and both walks? */
TEST(working_set_is_measured)
{
    static const char *const names[] = {
        "private/line", "private/page", "common/line", "common/page"};
    const struct outcome *seen = MEASURE("switch", "--working-set=0,16K");
    char name[64];

    for (int i = 0; i < 4; i++) {
        snprintf(name, sizeof(name), "working-set/%s/0", names[i]);
        timing_entry(seen->out, name, "proc", NULL);
        snprintf(name, sizeof(name), "working-set/%s/16K", names[i]);
        timing_entry(seen->out, name, "thread", NULL);
        timing_entry(seen->out, name, "coro", NULL);
    }
    CU_ASSERT_STRING_EQUAL(word_at(seen->out, "working_set"), "0,16K");
    seen = MEASURE("switch", "--working-set=16K", "--how=pipe");
    CU_ASSERT_EQUAL(
        items_at(seen->out, "operations"), 4 * 2); /* no coroutines */
}

/* Is a slope given for each way where there are two sizes, and are huge pages
 * refused for sizes below one page? */
TEST(memory_is_measured)
{
    const char *slopes[MAX_ENTRIES];
    const struct outcome *seen = MEASURE("create", "--memory=0,1M");

    check_ways(
        seen->out, "memory/small/0", WORDS("fork", "vfork", "spawn", "thread"));
    check_ways(seen->out, "memory/small/1M", WORDS("fork", "thread"));
    CU_ASSERT_FALSE(timing_has_figure(
        timing_entry(seen->out, "memory/huge/1M", "proc", "fork")));
    CU_ASSERT_EQUAL(timing_split(seen->out, "slopes", slopes), 8);
    CU_ASSERT_STRING_EQUAL(word_at(slopes[0], "way"), "fork");
    CU_ASSERT_FALSE(is_null_at(slopes[0], "ns_a_page"));
    CU_ASSERT(is_null_at(slopes[4], "ns_a_page"));
}

/* Is what was injected found again? Not exactly, but a tool that adds nothing,
 * or a thousand times as much, is noticed. */
TEST(injection_is_found)
{
    const char *found[MAX_ENTRIES];
    const struct outcome *seen =
        MEASURE("switch", "--how=sem", "--cores=1", "--inject=20000");
    int count = timing_split(seen->out, "injected", found);

    CU_ASSERT(count > 0);
    for (int i = 0; i < count; i++) {
        if (!is_null_at(found[i], "low")) { /* more than one launch */
            double found_ns = real_at(found[i], "found_ns");
            CU_ASSERT(real_at(found[i], "low") <= found_ns);
            CU_ASSERT(real_at(found[i], "high") >= found_ns);
            CU_ASSERT(real_at(found[i], "high") > 10000);
            CU_ASSERT(real_at(found[i], "low") < 1000000);
        }
        check_json(found[i], "name=switch/sem/one-core");
    }
    seen = MEASURE("create", "--how=fork", "--inject-syscall");
    CU_ASSERT_EQUAL(items_at(seen->out, "injected"), 2);
    CU_ASSERT(timing_has_figure(
        timing_entry(seen->out, "getppid", "proc", "syscall")));
}

/* Where only one CPU is usable, is what takes two refused with a reason, and
 * the rest measured? By the mask that we are given, and by --cpus. */
TEST(two_cores_need_two_cpus)
{
    char cpus[32];

    snprintf(cpus, sizeof(cpus), "--cpus=%d", cpus_nth(0));
    for (int i = 0; i < 2; i++) {
        const struct outcome *seen = measure(
            i == 0 ? run_on_one_cpu : run_timing,
            WORDS("switch", "--how=sem,pipe", "--json", i == 0 ? NULL : cpus));
        const char *entry =
            timing_entry(seen->out, "switch/sem/two-cores", "proc", NULL);
        CU_ASSERT_FALSE(timing_has_figure(entry));
        CHECK_HAS(word_at(entry, "reason"), "CPU");
        CU_ASSERT(is_answered(
            timing_entry(seen->out, "switch/sem/one-core", "thread", NULL)));
        CU_ASSERT(is_answered(
            timing_entry(seen->out, "switch/pipe/one-core", "thread", NULL)));
    }
}

/* Does every text fit in 80 columns, without a meaningless figure, however
 * little time there was? */
TEST(texts_are_readable)
{
    static const char *const runs[][2] = {{"create", "--max-seconds=0.1"},
        {"create", "--max-seconds=0.4"}, {"create", "--anatomy"},
        {"create", "--memory=0,1M,2M"}, {"create", "--inject=1000000"},
        {"switch", "--max-seconds=0.2"}, {"switch", "--explain"},
        {"switch", "--working-set=0,16K"}, {"switch", "--inject-syscall"},
        {"switch", "--max-seconds=1"}, {"switch", "--how=pipe"},
        {"--precision=0.001", "--max-seconds=0.3"}};

    for (int i = 0; i < COUNT(runs); i++) {
        const struct outcome *seen =
            run_timing(WORDS("--max-seconds=0.25", runs[i][0], runs[i][1]));
        CU_ASSERT(seen->status == STATUS_HELD || seen->status == STATUS_CANNOT);
        CU_ASSERT(strlen(seen->out) > 0);
        CU_ASSERT_STRING_EQUAL(seen->err, "");
        timing_check_text(seen->out);
    }
}

TIMING_NEEDS_TWO_MODELS
