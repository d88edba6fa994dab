/* Do coroutines take turns in order, and keep their registers, stacks and
 * names? */

#include "coro/coro.h"

#include "../harness/check.h"

#include <fenv.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum { FEW = 3, MANY = UNDER_TSAN ? 1000 : 10000, TURNS = 4 };

static char said[256];

static void
say(void *word)
{
    strncat(said, word, sizeof(said) - strlen(said) - 1);
}

static void
say_often(void *word)
{
    for (int i = 0; i < TURNS; i++) {
        say(word);
        coro_yield();
    }
}

/* Do they run in the order of creation, each until it yields? And none before
 * the creator yields? */
TEST(turns_are_in_order)
{
    struct coro *ids[FEW];
    static char words[FEW][2] = {"a", "b", "c"};

    said[0] = '\0';
    for (int i = 0; i < FEW; i++)
        ids[i] = coro_spawn("turn", say_often, words[i]);
    CU_ASSERT_STRING_EQUAL(said, "");
    for (int i = 0; i < FEW; i++)
        coro_join(ids[i]);
    CU_ASSERT_STRING_EQUAL(said, "abcabcabcabc");
}

/* Does a yield return at once if no other can run? */
TEST(lonely_yield_returns)
{
    long before = coro_switches();

    coro_yield();
    CU_ASSERT_EQUAL(coro_switches(), before);
}

/* Are a coroutine's own switches counted, one for each yield? */
static long counted;

static void
count_own(void *argument)
{
    (void)argument;
    for (int i = 0; i < TURNS; i++)
        coro_yield();
    counted = coro_switches();
}

TEST(switches_are_counted)
{
    struct coro *one = coro_spawn("one", count_own, NULL);
    struct coro *other = coro_spawn("other", say_often, "");

    coro_join(one);
    coro_join(other);
    CU_ASSERT_EQUAL(counted, TURNS);
}

/* What a call must leave as it was: registers, which the compiler is made to
 * use up; the rounding of floating point; the alignment of the stack. */
static long sums[FEW];
static bool aligned = true, rounded = true;

/* fegetround asks the older of the two floating-point units; this, the other.
 */
static double
third(void)
{
    volatile double one = 1, three = 3;

    return one / three;
}

static void
keep(void *index)
{
    static const int rounding[] = {FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO};
    long own = (long)(intptr_t)index;
    long a = own, b = own + 1, c = own + 2, d = own + 3, e = own + 4;
    double x = (double)own, y = x / 3;
    _Alignas(16) char local[16];

    fesetround(rounding[own]);
    double quotient = third();
    for (int i = 0; i < 100; i++) {
        __asm__ volatile("" : "+r"(a), "+r"(b), "+r"(c), "+r"(d), "+r"(e));
        coro_yield();
        char *place =
            local; /* which the compiler must not know to be aligned */
        __asm__("" : "+r"(place));
        aligned = aligned && (uintptr_t)place % 16 == 0;
        rounded =
            rounded && fegetround() == rounding[own] && third() == quotient;
        a += b, b += c, c += d, d += e, e += own;
        x += y;
    }
    sums[own] = a + b + c + d + e;
    fesetround(FE_TONEAREST);
    CU_ASSERT_DOUBLE_EQUAL(x, (double)own + 100 * y, 1e-9);
}

static long
expected_sum(long own)
{
    long v[5] = {own, own + 1, own + 2, own + 3, own + 4};

    for (int i = 0; i < 100; i++) {
        for (int j = 0; j < 4; j++)
            v[j] += v[j + 1];
        v[4] += own;
    }
    return v[0] + v[1] + v[2] + v[3] + v[4];
}

/* Does each have registers, rounding and alignment of its own? (The rounding is
 * not on aarch64, whose ABI has it global.) */
TEST(registers_are_kept)
{
    struct coro *ids[FEW];

    for (intptr_t i = 0; i < FEW; i++)
        ids[i] = coro_spawn("keeper", keep, (void *)i);
    for (int i = 0; i < FEW; i++)
        coro_join(ids[i]);
    for (long i = 0; i < FEW; i++)
        CU_ASSERT_EQUAL(sums[i], expected_sum(i));
    CU_ASSERT(aligned);
#ifndef __aarch64__
    CU_ASSERT(rounded);
#endif
    CU_ASSERT_EQUAL(fegetround(), FE_TONEAREST);
}

static int alive, most_alive;

static void
live(void *argument)
{
    (void)argument;
    alive++;
    most_alive = alive > most_alive ? alive : most_alive;
    coro_yield();
    alive--;
}

/* Can ten thousand be alive at once? */
TEST(many_are_alive)
{
    static struct coro *ids[MANY];

    for (int i = 0; i < MANY; i++) {
        ids[i] = coro_spawn("one of many", live, NULL);
        CU_ASSERT_PTR_NOT_NULL_FATAL(ids[i]);
    }
    for (int i = 0; i < MANY; i++)
        coro_join(ids[i]);
    CU_ASSERT_EQUAL(most_alive, MANY);
    CU_ASSERT_EQUAL(alive, 0);
}

/* Is the stack of a joined or detached one reused, so that a million, one after
 * the other, take no more memory than one? */
TEST(stacks_are_used_again)
{
    enum { TIMES = 20000 };
    struct coro *first = NULL;

    for (int i = 0; i < TIMES; i++) {
        struct coro *now = coro_spawn("again", say, "");
        CU_ASSERT_PTR_NOT_NULL_FATAL(now);
        CU_ASSERT(first == NULL || now == first);
        first = now;
        if (i % 2 == 0) {
            coro_join(now);
        } else {
            coro_detach(now);
            coro_yield();
        }
    }
}

/* May one that has already ended be detached? */
TEST(ended_one_is_detached)
{
    struct coro *one = coro_spawn("one", say, "");

    coro_yield();
    coro_detach(one);
    CU_ASSERT_PTR_EQUAL(coro_spawn("next", say, ""), one);
    coro_join(one);
}

static void
nap(void *word)
{
    coro_sleep_ns(*(char *)word == 'a' ? 30000000 : 10000000);
    say(word);
}

/* Do sleepers wake in the order of their times, and do the others continue? */
TEST(sleepers_wake_in_order)
{
    said[0] = '\0';
    struct coro *late = coro_spawn("late", nap, "a");
    struct coro *soon = coro_spawn("soon", nap, "b");
    struct coro *other = coro_spawn("other", say, "c");

    coro_join(late);
    coro_join(soon);
    coro_join(other);
    CU_ASSERT_STRING_EQUAL(said, "cba");
}

/* Does each have its name, including main? */
TEST(names_are_known)
{
    struct coro *one = coro_spawn("Thread 1", say, "");

    CU_ASSERT_STRING_EQUAL(coro_name(one), "Thread 1");
    CU_ASSERT_STRING_EQUAL(coro_name(coro_self()), "main");
    coro_join(one);
}
