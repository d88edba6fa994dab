/* Is a claim judged by its figures alone, and told in full? What the figures
 * are is no matter of a test. */

#include "../../tools/timing/claims.h"

#include "../harness/answer.h"
#include "../harness/check.h"
#include "../harness/program.h"

#include "kit/die.h"
#include "kit/home.h"
#include "kit/json.h"

#include <string.h>

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})
#define CLAIMS(...)                                                            \
    program_run("../../timing", WORDS("claims", __VA_ARGS__), NULL)

static enum bearing
bearing_of(double low, double high)
{
    struct figure figure = {(low + high) / 2, low, high};

    return claims_bearing(&figure, 2);
}

/* Does a figure bear on a claim only where its interval lies on one side of
 * the bound? */
static void
interval_carries_the_bearing(void)
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

/* Does one lost update prove that they can be lost, and none nothing? */
static void
no_loss_proves_nothing(void)
{
    CU_ASSERT_EQUAL(claims_lossy(1), BEARS_FOR);
    CU_ASSERT_EQUAL(claims_lossy(0), BEARS_NOT);
    CU_ASSERT_EQUAL(claims_lossy(NAN), BEARS_NOT);
}

/* Is every verdict reached by its findings, and by no others? */
static void
verdict_follows(void)
{
    enum { FOR = BEARS_FOR, AGAINST = BEARS_AGAINST, OPEN = BEARS_NOT };
    static const struct {
        enum bearing bearings[3];
        enum verdict verdict;
    } rows[] = {
        {{FOR, FOR, FOR}, VERDICT_HOLDS},
        {{FOR, FOR, OPEN}, VERDICT_CONDITIONS},
        {{FOR, AGAINST, AGAINST}, VERDICT_CONDITIONS},
        {{AGAINST, OPEN, FOR}, VERDICT_CONDITIONS},
        {{AGAINST, AGAINST, AGAINST}, VERDICT_HOLDS_NOT},
        {{AGAINST, AGAINST, OPEN}, VERDICT_CANNOT_TELL},
        {{OPEN, OPEN, OPEN}, VERDICT_CANNOT_TELL},
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        CU_ASSERT_EQUAL(claims_verdict(rows[i].bearings, 3), rows[i].verdict);
    CU_ASSERT_EQUAL(claims_verdict(NULL, 0), VERDICT_NOT_YET);
}

/* Has every claim its words, a test or the reason why there is none, and no
 * finding that is not named? */
static void
texts_are_whole(void)
{
    size_t measured = 0;

    for (const struct claim *claim = claims; claim->section != NULL; claim++) {
        CU_ASSERT_PTR_NOT_NULL_FATAL(claim->chinese);
        CU_ASSERT_PTR_NOT_NULL_FATAL(claim->english);
        CU_ASSERT_PTR_NOT_NULL_FATAL(claim->test);
        CU_ASSERT((unsigned char)claim->chinese[0] >= 0xe0 ||
                  strncmp(claim->chinese, "80", 2) == 0 ||
                  strncmp(claim->chinese, "Python", 6) == 0);
        measured += claim->findings[0] != FINDING_NONE;
        for (size_t i = 0; i < MOST_FINDINGS; i++) {
            enum finding_name name = claim->findings[i];
            CU_ASSERT(
                name == FINDING_NONE || claims_findings[name].name != NULL);
        }
    }
    CU_ASSERT(measured >= 15);
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
static void
check_claim(const char *claim)
{
    enum bearing bearings[MOST_FINDINGS];
    struct json_slice list = json_get(claim, "figures"), value;
    size_t count = 0;

    const char *at = list.start + 1;
    while (count < MOST_FINDINGS && (value = json_value(at)).length > 0) {
        bearings[count] = bearing_at(value.start);
        if (!is_null_at(value.start, "low")) {
            struct figure figure = {real_at(value.start, "ratio"),
                real_at(value.start, "low"), real_at(value.start, "high")};
            CU_ASSERT_EQUAL(bearings[count],
                claims_bearing(&figure, real_at(value.start, "at_least")));
        }
        count++;
        at = value.start + value.length;
        at += strspn(at, ", ");
    }
    CU_ASSERT_STRING_EQUAL(word_at(claim, "verdict"),
        claims_verdict_text(claims_verdict(bearings, count)));
    CU_ASSERT(strlen(word_at(claim, "why")) > 0);
}

/* Is every claim in the answer, and does each verdict follow? */
static void
answer_is_whole(void)
{
    const struct outcome *seen = CLAIMS("--max-seconds=4", "--json");
    const struct claim *claim = claims;
    struct json_slice value;

    CU_ASSERT_EQUAL(seen->status, STATUS_HELD);
    CU_ASSERT_STRING_EQUAL(seen->err, "");
    CU_ASSERT_FATAL(is_json(seen->out));
    struct json_slice list = json_get(seen->out, "claims");
    CU_ASSERT_FATAL(list.length > 2);
    const char *at = list.start + 1;
    for (; (value = json_value(at)).length > 0; claim++) {
        CU_ASSERT_PTR_NOT_NULL_FATAL(claim->section);
        CU_ASSERT_STRING_EQUAL(word_at(value.start, "claim"), claim->chinese);
        check_claim(value.start);
        at = value.start + value.length;
        at += strspn(at, ", \n");
    }
    CU_ASSERT_PTR_NULL(claim->section);
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

/* Does the text fit in 80 columns, and are the facts in it that do not depend
 * on luck? */
static void
text_is_readable(void)
{
    const struct outcome *seen = CLAIMS("--max-seconds=4");
    const char *line = seen->out;

    CU_ASSERT_EQUAL(seen->status, STATUS_HELD);
    CU_ASSERT_PTR_NOT_NULL(strstr(seen->out, "线程的调度与切换比进程快很多。"));
    CU_ASSERT_PTR_NOT_NULL(
        strstr(seen->out, "the worker reads 1000, its starter 1000"));
    if (home_has("proc/counter"))
        CU_ASSERT_PTR_NOT_NULL(
            strstr(seen->out, "the worker reads 1000, its starter 0"));
    for (; line != NULL && *line != '\0'; line = strchr(line, '\n')) {
        line += *line == '\n';
        CU_ASSERT(columns(line) <= 80);
    }
}

/* Are operands and options that do not go with it named? */
static void
mistakes_are_named(void)
{
    static const char *const mistakes[] = {
        "create", "--how=yield", "--cores=1", "--anatomy", "--memory=0"};

    for (size_t i = 0; i < sizeof(mistakes) / sizeof(mistakes[0]); i++) {
        const struct outcome *seen = CLAIMS(mistakes[i]);
        CU_ASSERT_EQUAL(seen->status, STATUS_USAGE);
        CU_ASSERT_STRING_EQUAL(seen->out, "");
        CU_ASSERT(is_one_line(seen->err));
    }
}

static const struct test tests[] = {
    {"the interval carries the bearing", interval_carries_the_bearing},
    {"no loss proves nothing", no_loss_proves_nothing},
    {"a verdict follows from its findings", verdict_follows},
    {"the texts are whole", texts_are_whole},
    {"the answer is whole", answer_is_whole},
    {"the text is readable", text_is_readable},
    {"a mistake is named", mistakes_are_named},
    {.question = NULL},
};

int
main(void)
{
    return run_tests("claims", tests);
}
