/* A test program: questions, each answered by CUnit assertions. A test is its
 * question, as a comment, and below it
 *
 *     TEST(guards_lose_nothing)
 *     {
 *         CU_ASSERT_EQUAL(...);
 *     }
 *
 * The name says what is asserted. Being in the file is enough to be run, in
 * the order of the lines.
 *
 * A test asserts what must be so on every machine and under every load: never a
 * time, never that a race was seen. */
#pragma once

#include <CUnit/Basic.h>
#include <stdbool.h>

/* Constructors run before main, in the order of their priorities; those up to
 * 100 are the system's. */
#define TEST(name)                                                             \
    static void name(void);                                                    \
    __attribute__((constructor(101 + __LINE__))) static void add_##name(void)  \
    {                                                                          \
        add_test(#name, name);                                                 \
    }                                                                          \
    static void name(void)

/* Assert that each of these words is in the text; that none is. */
#define CHECK_HAS(text, ...)   check_has(text, true, WORDS(__VA_ARGS__))
#define CHECK_LACKS(text, ...) check_has(text, false, WORDS(__VA_ARGS__))
void check_has(const char *text, bool has, const char *const *words);

/* Have one more run, after those that are known so far. */
void add_test(const char *name, void (*run)(void));

struct test {
    const char *question;
    void (*run)(void);
};

#define COUNT(array) (int)(sizeof(array) / sizeof((array)[0]))
#define WORDS(...)   ((const char *const[]){__VA_ARGS__, NULL})

/* Run the tests of the table, up to one without a question; with NULL, those
 * that were added. The last line of the output is "N passed, N failed"; returns
 * what main should return. A program that does no more needs no main: see
 * main.c. */
int run_tests(const char *suite, const struct test *table);

/* A test program without a main may define this: why nothing can be tried on
 * this machine, or NULL. */
const char *nothing_to_try(void) __attribute__((weak));

/* Report that a part of the test cannot be tried on this machine, and why. */
void not_tried(const char *why);

/* Is it so that the rest of a test cannot be tried? Then that is reported. */
bool is_skipped(bool so, const char *why);

/* How long a program may take before it counts as stuck: 300, or what the
 * environment's TEST_SECONDS says. (With TEST_STOP set, the first failure ends
 * the test program. tests/mutants is in a hurry.) */
long patience_s(void);

/* Wait until it is so, for as long as that. */
#define AWAIT(it_is_so)                                                        \
    for (long end_ns = patience_end_ns(); !(it_is_so) && wait_on(end_ns);)     \
    continue

long patience_end_ns(void);
bool wait_on(long end_ns); /* for a millisecond; false: it is past the end */

#ifdef __has_feature /* clang's spelling */
#if __has_feature(thread_sanitizer)
#define __SANITIZE_THREAD__ 1
#endif
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__ 1
#endif
#endif

#ifdef __SANITIZE_THREAD__
enum { UNDER_TSAN = 1 };
#else
enum { UNDER_TSAN = 0 };
#endif
#ifdef __SANITIZE_ADDRESS__
enum { UNDER_ASAN = 1 };
#else
enum { UNDER_ASAN = 0 };
#endif
enum { UNDER_SANITIZER = UNDER_TSAN || UNDER_ASAN };
