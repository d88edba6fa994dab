/* Does the reduction lose nothing: no outcome, no data race, and at no bound,
 * so that the smallest number of preemptions to each is the same?
 *
 * Random programs (harness/random.h) are searched with it and without. With a
 * number as its argument, this test is itself that program. REDUCTION_FIRST and
 * REDUCTION_COUNT say which numbers are tried: make reduction takes 500. */

#include "../harness/check.h"
#include "../harness/random.h"
#include "../harness/stepping.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_OUTCOMES = 64, OUTCOME_BYTES = 128 };

/* What is asked. */
enum asked { OUTCOMES, RACES };

struct found {
    bool is_complete;
    int races; /* the preemptions to the first data race; -1: there is none */
    bool ends[3]; /* in a crash, in a deadlock, unsure */
    int count;
    char outcome[MOST_OUTCOMES][OUTCOME_BYTES];
};

static int
by_text(const void *left, const void *right)
{
    return strcmp(left, right);
}

static bool
has(const char *json, const char *member)
{
    const char *at = strstr(json, member);

    return at != NULL && strtoul(at + strlen(member), NULL, 10) > 0;
}

static struct found
search(unsigned number, const char *bound, enum asked asked, bool reduces)
{
    static char self[4096];
    char argument[16], preemptions[32];
    struct found found = {.races = -1};

    if (realpath("/proc/self/exe", self) == NULL)
        return found;
    snprintf(argument, sizeof(argument), "%u", number);
    snprintf(preemptions, sizeof(preemptions), "--preemptions=%s", bound);
    const char *json = STEP("--json", "--max-seconds=30", preemptions,
        reduces ? "--verbose" : "--no-reduction",
        asked == RACES ? "--races" : "--verbose", "--", self, argument)
                           ->out;
    found.is_complete = strstr(json, "\"end\": \"complete\"") != NULL;
    if (asked == RACES) {
        const char *at = strstr(json, "\"preemptions\": ");
        if (has(json, "\"raced\": ") && at != NULL)
            found.races = atoi(at + strlen("\"preemptions\": "));
        return found;
    }
    found.ends[0] = has(json, "\"crashed\": ");
    found.ends[1] = has(json, "\"stuck\": ");
    found.ends[2] = has(json, "\"unsure\": ");
    while ((json = strstr(json, "{\"output\": ")) != NULL &&
           found.count < MOST_OUTCOMES) {
        const char *end = strstr(json, ", \"schedule");
        if (end == NULL)
            break;
        snprintf(found.outcome[found.count++], OUTCOME_BYTES, "%.*s",
            (int)(end - json), json);
        json = end;
    }
    qsort(found.outcome, (size_t)found.count, OUTCOME_BYTES, by_text);
    return found;
}

static void
explain(unsigned number, const char *bound, const struct found *found,
    const char *which)
{
    printf("    program %u, preemptions %s, %s: crash %d, deadlock %d, unsure "
           "%d, race with %d\n",
        number, bound, which, found->ends[0], found->ends[1], found->ends[2],
        found->races);
    for (int i = 0; i < found->count; i++)
        printf("      %s\n", found->outcome[i]);
}

/* Where time was up, or where there are more outcomes than step keeps, nothing
 * is compared. */
static bool
compare(unsigned number, const char *bound, enum asked asked)
{
    struct found all = search(number, bound, asked, false);
    struct found some = search(number, bound, asked, true);

    if (!all.is_complete || !some.is_complete ||
        (all.count == MOST_OUTCOMES && some.count == MOST_OUTCOMES))
        return false;
    bool same = memcmp(all.ends, some.ends, sizeof(all.ends)) == 0 &&
                all.races == some.races && all.count == some.count &&
                memcmp(all.outcome, some.outcome, sizeof(all.outcome)) == 0;
    CU_ASSERT(same);
    if (!same) {
        explain(number, bound, &all, "all");
        explain(number, bound, &some, "reduced");
    }
    return true;
}

static unsigned
number_of(const char *variable, unsigned otherwise)
{
    const char *text = getenv(variable);

    return text != NULL ? (unsigned)strtoul(text, NULL, 10) : otherwise;
}

/* Few of them, at small bounds, among these such as once lost an outcome; or as
 * many as are asked for, at all bounds. */
static void
compare_all(enum asked asked)
{
    static const char *const bounds[] = {"0", "1", "2", "all"};
    static const unsigned few[] = {7, 11, 16, 20, 22, 26, 30, 36, 40, 44};
    bool is_asked = getenv("REDUCTION_COUNT") != NULL;
    unsigned first = number_of("REDUCTION_FIRST", 1);
    unsigned count = number_of("REDUCTION_COUNT", COUNT(few));
    unsigned compared = 0, tried = 0;

    if (!can_step())
        return;
    for (unsigned i = 0; i < count; i++)
        for (int j = 0; j < (is_asked ? COUNT(bounds) : 2); j++, tried++)
            compared +=
                compare(is_asked ? first + i : few[i], bounds[j], asked);
    CU_ASSERT(compared > 0);
    printf("%u of %u compared ", compared, tried);
}

TEST(loses_no_outcome_at_any_bound)
{
    compare_all(OUTCOMES);
}

/* A write of the same value changes nothing, and races all the same. */
TEST(loses_no_race_at_any_bound)
{
    compare_all(RACES);
}

int
main(int argc, char **argv)
{
    return argc > 1 ? random_program((unsigned)strtoul(argv[1], NULL, 10))
                    : run_tests("reduction", NULL);
}
