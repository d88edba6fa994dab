/* Does step draw schedules as it says, and claim no more for them?
 *
 * With an argument, this test is itself the program under study: two threads
 * add to a word, with a lock or without; or many do so many times, and nothing
 * would be right; or readers look for a moment between two writes. */

#include "../harness/check.h"
#include "../harness/stepping.h"

#include "kit/die.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

/* ---- The program under study. ---- */

static volatile long total;
static bool is_locked;
static int turns = 1;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *
add_one(void *unused)
{
    if (is_locked)
        pthread_mutex_lock(&lock);
    for (int i = 0; i < turns; i++)
        total = total + 1;
    if (is_locked)
        pthread_mutex_unlock(&lock);
    return unused;
}

static volatile long left, right;

static void *
write_both(void *unused)
{
    left = 1;
    right = 1;
    return unused;
}

static void *
read_both(void *unused)
{
    if (left != right)
        abort();
    return unused;
}

static int
be_readers(void)
{
    enum { WRITERS = 10, ALL = 20 };
    pthread_t thread[ALL];

    for (int i = 0; i < ALL; i++)
        if (pthread_create(&thread[i], NULL,
                i < WRITERS ? write_both : read_both, NULL) != 0)
            return STATUS_CANNOT;
    for (int i = 0; i < ALL; i++)
        pthread_join(thread[i], NULL);
    return 0;
}

static int
be_program(const char *role)
{
    enum { TWO = 2, MANY = 12, MANY_TURNS = 20 };
    pthread_t thread[MANY];
    bool are_many = strcmp(role, "many") == 0;
    int threads = are_many ? MANY : TWO;

    is_locked = strcmp(role, "locked") == 0;
    turns = are_many ? MANY_TURNS : 1;
    for (int i = 0; i < threads; i++)
        if (pthread_create(&thread[i], NULL, add_one, NULL) != 0)
            return STATUS_CANNOT;
    for (int i = 0; i < threads; i++)
        pthread_join(thread[i], NULL);
    return are_many || total != 2;
}

/* ---- Questions. ---- */

static char self[4096];

static const struct outcome *
draw(const char *sampler, const char *seed, const char *role)
{
    return STEP(
        "--sample=200", "--sampler", sampler, "--seed", seed, "--", self, role);
}

/* Does each way to draw find what is easy to find, and show it? */
TEST(finds_a_lost_update)
{
    static const char *const samplers[] = {"pct", "pos", "surw"};

    if (!can_step())
        return;
    for (int i = 0; i < COUNT(samplers); i++) {
        const struct outcome *seen = draw(samplers[i], "1", "unlocked");
        CU_ASSERT_EQUAL(seen->status, STATUS_BROKEN);
        CU_ASSERT_PTR_NOT_NULL(strstr(seen->out, "\ndrawn: "));
        CU_ASSERT_PTR_NOT_NULL(strstr(seen->out, "update is lost"));
    }
}

/* Is nothing proved where nothing is found? */
TEST(proves_nothing)
{
    if (!can_step())
        return;
    const struct outcome *seen = draw("pct", "1", "locked");
    CU_ASSERT_EQUAL(seen->status, STATUS_STUCK);
    CU_ASSERT_PTR_NOT_NULL(
        strstr(seen->out, "200 schedules drawn by pct, none"));
    CU_ASSERT_PTR_NOT_NULL(strstr(seen->out, "no proof"));
    CU_ASSERT_PTR_NOT_NULL(strstr(seen->out, "assuming"));
    CU_ASSERT_PTR_NULL(strstr(seen->out, ", none fails\n"));
}

/* Is no chance told that says nothing: at most 1? */
TEST(a_chance_of_1_is_not_told)
{
    if (!can_step())
        return;
    const struct outcome *seen =
        STEP("--sample=200", "--depth=8", "--", self, "locked");
    CU_ASSERT_EQUAL(seen->status, STATUS_STUCK);
    CU_ASSERT_PTR_NOT_NULL(strstr(seen->out, "no proof"));
    CU_ASSERT_PTR_NULL(strstr(seen->out, "chance of at most"));
}

/* Does the same seed draw the same? */
TEST(a_seed_draws_the_same)
{
    if (!can_step())
        return;
    char *once = strdup(draw("surw", "7", "unlocked")->out);
    CU_ASSERT_PTR_NOT_NULL_FATAL(once);
    CU_ASSERT_STRING_EQUAL(draw("surw", "7", "unlocked")->out, once);
    free(once);
}

static long
cpu_seconds(void)
{
    struct rusage usage;

    getrusage(RUSAGE_CHILDREN, &usage);
    return usage.ru_utime.tv_sec + usage.ru_stime.tv_sec;
}

/* Does a search end soon after one has failed? On a busy machine its minute may
 * be up before, but not if it had a CPU for half of it. */
static const struct outcome *
search_until_enough(const char *role)
{
    long before = cpu_seconds();
    const struct outcome *seen = STEP("--", self, role);

    CU_ASSERT_EQUAL(seen->status, STATUS_BROKEN);
    if (strstr(seen->out, "time was up") == NULL ||
        cpu_seconds() - before >= 30)
        CU_ASSERT_PTR_NOT_NULL(strstr(seen->out, "one that fails was enough"));
    return seen;
}

/* Is that so where there are far too many? */
TEST(one_that_fails_is_enough)
{
    if (!can_step())
        return;
    const struct outcome *seen = search_until_enough("many");
    CU_ASSERT_PTR_NOT_NULL(strstr(seen->out, "\nshortest: "));
}

/* And where one is drawn, beside a search that would not find it in its time?
 */
TEST(one_is_drawn_beside_a_search)
{
    if (!can_step())
        return;
    const struct outcome *seen = search_until_enough("readers");
    CU_ASSERT_PTR_NOT_NULL(
        strstr(seen->out, "beside the search, the last one fails"));
    CU_ASSERT_PTR_NOT_NULL(strstr(seen->out, "\ndrawn: "));
}

/* Is a way that there is not told so in a line? */
TEST(an_unknown_sampler_is_refused)
{
    check_refused(draw("dice", "1", "locked"), STATUS_USAGE, "dice");
}

int
main(int argc, char **argv)
{
    if (realpath("/proc/self/exe", self) == NULL)
        return STATUS_CANNOT;
    return argc == 1                         ? run_tests("sample", NULL)
           : strcmp(argv[1], "readers") == 0 ? be_readers()
                                             : be_program(argv[1]);
}
