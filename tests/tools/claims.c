/* Is a claim judged by its figures alone, and reported in full? The figures
 * themselves are not tested. */

#include "../../tools/timing/claims/judge.h"

#include "../harness/timing.h"

#include <math.h>
#include <string.h>

#define CLAIMS(...)                                                            \
    program_run("../../timing", WORDS("claims", __VA_ARGS__), NULL)

static enum bearing
bearing_of(double low, double high)
{
    return claims_bearing(low, high, 2);
}

/* Does a figure bear on a claim only where its interval lies on one side of
 * the bound? */
TEST(interval_decides_what_bears_on_a_claim)
{
    CU_ASSERT_EQUAL(bearing_of(2.1, 2.9), BEARS_FOR);
    CU_ASSERT_EQUAL(bearing_of(2, 2.9), BEARS_FOR);
    CU_ASSERT_EQUAL(bearing_of(1.1, 1.9), BEARS_AGAINST);
    CU_ASSERT_EQUAL(bearing_of(1.1, 2), BEARS_NOT);
    CU_ASSERT_EQUAL(bearing_of(1.9, 9), BEARS_NOT);
    CU_ASSERT_EQUAL(bearing_of(NAN, NAN), BEARS_NOT);
    CU_ASSERT_EQUAL(bearing_of(3, NAN), BEARS_NOT);
    CU_ASSERT_EQUAL(bearing_of(NAN, 1), BEARS_NOT);
}

/* Does one lost update prove that updates can be lost, and none prove nothing?
 */
TEST(no_loss_proves_nothing)
{
    CU_ASSERT_EQUAL(claims_lossy(1), BEARS_FOR);
    CU_ASSERT_EQUAL(claims_lossy(0), BEARS_NOT);
    CU_ASSERT_EQUAL(claims_lossy(NAN), BEARS_NOT);
}

/* Does each verdict follow from its findings, and from no others? */
TEST(verdict_follows)
{
    static const struct {
        enum bearing bearings[3];
        enum verdict verdict;
    } rows[] = {
        {{BEARS_FOR, BEARS_FOR, BEARS_FOR}, VERDICT_HOLDS},
        {{BEARS_FOR, BEARS_FOR, BEARS_NOT}, VERDICT_CONDITIONS},
        {{BEARS_FOR, BEARS_AGAINST, BEARS_AGAINST}, VERDICT_CONDITIONS},
        {{BEARS_AGAINST, BEARS_NOT, BEARS_FOR}, VERDICT_CONDITIONS},
        {{BEARS_AGAINST, BEARS_AGAINST, BEARS_AGAINST}, VERDICT_HOLDS_NOT},
        {{BEARS_AGAINST, BEARS_AGAINST, BEARS_NOT}, VERDICT_CANNOT_TELL},
        {{BEARS_NOT, BEARS_NOT, BEARS_NOT}, VERDICT_CANNOT_TELL},
    };

    for (int i = 0; i < COUNT(rows); i++)
        CU_ASSERT_EQUAL(claims_verdict(rows[i].bearings, 3), rows[i].verdict);
    CU_ASSERT_EQUAL(claims_verdict(NULL, 0), VERDICT_NOT_YET);
}

/* The bearing of a finding, as it was printed. */
static enum bearing
bearing_at(const char *finding)
{
    const char *text = word_at(finding, "bears");

    return strcmp(text, "for") == 0       ? BEARS_FOR
           : strcmp(text, "against") == 0 ? BEARS_AGAINST
                                          : BEARS_NOT;
}

/* Does the printed verdict follow from the printed findings, and a finding from
 * its printed interval? */
static int
check_claim(const char *claim)
{
    enum bearing bearings[MAX_ENTRIES];
    const char *findings[MAX_ENTRIES];
    int count = timing_split(claim, "figures", findings);

    for (int i = 0; i < count; i++) {
        bearings[i] = bearing_at(findings[i]);
        if (!is_null_at(findings[i], "low"))
            CU_ASSERT_EQUAL(
                bearings[i], claims_bearing(real_at(findings[i], "low"),
                                 real_at(findings[i], "high"),
                                 real_at(findings[i], "at_least")));
    }
    CU_ASSERT_STRING_EQUAL(word_at(claim, "verdict"),
        claims_verdict_text(claims_verdict(bearings, (size_t)count)));
    CU_ASSERT(strlen(word_at(claim, "why")) > 0);
    CU_ASSERT(strlen(word_at(claim, "english")) > 0);
    CU_ASSERT(strlen(word_at(claim, "experiment")) > 0);
    return count;
}

/* Claims that a reader of the note will look for. */
static const char *const wanted[] = {"进程的创建、撤销、切换花销太大。",
    "每个进程都有自己的地址空间(CPU分配)。",
    "线程自己不拥有系统资源，只拥有一点运行中必不可少的资源。",
    "线程的调度与切换比进程快很多。",
    "当两个或更多的线程访问一个共享的数据或资源时，就会发生竞争条件。",
    "协程不需要多线程的锁机制，因为只有一个线程，不存在变量冲突。", NULL};

/* The claim in those words, as a text that starts there; "" without it. */
static const char *
find_claim(const char *out, const char *words)
{
    const char *found = strstr(out, words);

    while (found != NULL && found > out && *found != '{')
        found--;
    CU_ASSERT_PTR_NOT_NULL(found);
    return found != NULL ? found : "";
}

/* Coroutines lose nothing without a lock, until they yield between read and
 * write, and then half: by two of 200,000 updates each, in every run. And the
 * kernel sees nothing of their switches. */
static void
check_coroutines(const char *out)
{
    const char *locks = find_claim(out, "协程不需要多线程的锁机制");

    CU_ASSERT_STRING_EQUAL(
        word_at(locks, "verdict"), "holds under these conditions");
    CHECK_HAS(locks, "200000 of 400000 updates lost");
    CHECK_HAS(out, "100000 by their scheduler's count, ");
    CHECK_LACKS(out, "100000 of the whole program");
}

/* Facts of the other scenarios, which force what they show. */
static void
check_scenarios(const char *out)
{
    static const struct {
        const char *program, *claim, *verdict;
    } rows[] = {
        {"../../thread/prodcons", "允许数量随着生产者的数据备份", "holds"},
        {"../../thread/lifecycle", "一个守护线程会在程序退出时", "holds"},
        {"../../thread/lifecycle", "那么该程序将等待这些线程完成",
            "holds under these conditions"},
        {"../../thread/deadlock", "但却没有把它交出来", "holds"},
        {"../../thread/deadlock", "当程序第二次调用l.acquisition",
            "holds under these conditions"},
        {"../../thread/deadlock", "之前多次 .acquisition", "holds"},
        {"../../thread/parallel", "但是在执行的只有一个线程", "holds"},
        {"../../proc/parallel", "但在任意一个时间点上", "holds"},
        {"../../thread/counter", "竞争条件在每次执行中都会发生", "holds"},
    };

    for (int i = 0; i < COUNT(rows); i++) {
        const char *claim = find_claim(out, rows[i].claim);
        CU_ASSERT_STRING_EQUAL(word_at(claim, "verdict"),
            home_has(rows[i].program) ? rows[i].verdict : "not yet measured");
    }
}

/* The facts do not depend on time; on a busy machine the ratios may lack it. */
static void
check_status(const struct outcome *seen)
{
    CU_ASSERT(seen->status == STATUS_HELD ||
              (seen->status == STATUS_CANNOT &&
                  strstr(seen->out, "too short") != NULL));
}

/* The busier the machine, the longer it takes until two costs are compared. */
static const struct outcome *
answer_with_a_ratio(void)
{
    const struct outcome *seen = CLAIMS("--max-seconds=5", "--json");

    for (int i = 0; i < 2 && strstr(seen->out, " times: ") == NULL; i++)
        seen =
            CLAIMS(i == 0 ? "--max-seconds=15" : "--max-seconds=45", "--json");
    return seen;
}

/* Is every claim in the answer, does each verdict follow, and are the facts as
 * they must be? */
TEST(answer_is_whole)
{
    const struct outcome *seen = answer_with_a_ratio();
    const char *claims[MAX_ENTRIES];
    int count = timing_split(seen->out, "claims", claims), measured = 0;

    check_status(seen);
    CU_ASSERT_STRING_EQUAL(seen->err, "");
    CU_ASSERT_FATAL(is_json(seen->out));
    for (int i = 0; i < count; i++)
        measured += check_claim(claims[i]) > 0;
    CHECK_HAS(seen->out, "the worker reads 1000, its parent 1000");
    if (home_has("../../proc/counter"))
        CHECK_HAS(seen->out, "the worker reads 1000, its parent 0");
    CU_ASSERT(measured >= 17);
    if (home_has("../../coro/counter"))
        check_coroutines(seen->out);
    check_scenarios(seen->out);
    /* A thread that starts late may find no task left: it is measured. */
    if (home_has("../../thread/pool"))
        CHECK_HAS(seen->out, "each of the two had one in ");
    CU_ASSERT_EQUAL(count, 31);
    check_has(seen->out, true, wanted);
}

static int
columns(const char *line)
{
    int count = 0;

    for (; *line != '\n' && *line != '\0'; line++) {
        unsigned char byte = (unsigned char)*line;
        count += byte >= 0xe0 ? 2 : byte < 0x80 ? 1 : 0;
    }
    return count;
}

/* Is the reason why many figures are missing given once? */
TEST(a_reason_is_given_once)
{
    static const char reason[] = "0.01 s were too short";
    const struct outcome *seen = CLAIMS("--max-seconds=0.01");
    const char *first = strstr(seen->out, reason);

    CU_ASSERT_EQUAL(seen->status, STATUS_CANNOT);
    CU_ASSERT_PTR_NOT_NULL_FATAL(first);
    CU_ASSERT_PTR_NULL(strstr(first + 1, reason));
    CHECK_HAS(seen->out, "No figure for create proc, thread, coro; ");
}

/* Does the text fit in 80 columns, though Chinese takes two a character? */
TEST(text_is_readable)
{
    const struct outcome *seen = CLAIMS("--max-seconds=5");
    const char *line = seen->out;

    check_status(seen);
    check_has(seen->out, true, wanted);
    for (; line != NULL && *line != '\0'; line = strchr(line, '\n')) {
        line += *line == '\n';
        CU_ASSERT(columns(line) <= 80);
    }
}

/* Are operands and options that do not go with it named in the message? */
TEST(mistakes_are_named)
{
    static const char *const mistakes[] = {
        "create", "--how=yield", "--cores=1", "--anatomy", "--memory=0"};

    for (int i = 0; i < COUNT(mistakes); i++)
        check_refused(CLAIMS(mistakes[i]), STATUS_USAGE, "");
}
