/* A task can be done in several ways: does each of them have its points? */

#include "../harness/graded.h"
#include "../harness/program.h"
#include "../harness/stepping.h"

#include <stddef.h>
#include <stdio.h>

/* The adder with semaphores for its mutex, and with the mutex of C11. */
static const char *const by_semaphore[] = {"#include <stdlib",
    "#include <semaphore.h>\n#include <stdlib.h>", "PTHREAD_MUTEX_INITIALIZER",
    "static sem_t s;", "pthread_mutex_t", "", "pthread_mutex_lock",
    "sem_wait(&s);", "pthread_mutex_unlock", "sem_post(&s);", "rounds = argc",
    "sem_init(&s, 0, 1), rounds = argc == 3 ? atol(argv[2]) : 1;", NULL};
static const char *const by_c11[] = {"#include <stdlib",
    "#include <stdlib.h>\n#include <threads.h>", "PTHREAD_MUTEX_INITIALIZER",
    "static mtx_t m;", "pthread_mutex_lock", "mtx_lock(&m);",
    "pthread_mutex_unlock", "mtx_unlock(&m);", "rounds = argc",
    "mtx_init(&m, mtx_plain), rounds = argc == 3 ? atol(argv[2]) : 1;", NULL};
static const char *const by_nothing[] = {
    "pthread_mutex_lock", "", "pthread_mutex_unlock", "", NULL};

/* Is one call of several enough, and is one needed? */
TEST(one_of_several_calls)
{
    lab_write("100 text text call=pthread_mutex_lock|sem_wait,printf\n");
    CU_ASSERT_STRING_EQUAL(
        status_of(grade(adder(NULL))->out, "text"), "passed");
    CU_ASSERT_STRING_EQUAL(
        status_of(grade(adder(by_semaphore))->out, "text"), "passed");
    const struct outcome *seen = grade(adder(by_nothing));
    CU_ASSERT_STRING_EQUAL(status_of(seen->out, "text"), "failed");
    CHECK_HAS(output_of(seen->out, "text"),
        "it does not call pthread_mutex_lock or sem_wait");
}

/* Is a word forbidden only to a program that does not call what would excuse
 * it? */
TEST(forbidden_unless)
{
    lab_write("100 text text not-call=total unless=pthread_mutex_lock|flock\n");
    CU_ASSERT_STRING_EQUAL(
        status_of(grade(adder(NULL))->out, "text"), "passed");
    CU_ASSERT_STRING_EQUAL(
        status_of(grade(adder(by_semaphore))->out, "text"), "failed");
}

/* Is who may have called what excuses it, in assembly, not blamed? */
TEST(forbidden_unless_by_asm)
{
    static const char *const fences[] = {
        "return 0", "__asm__ volatile(\"mfence\"); return 0;", NULL};

    lab_write("100 text text not-call=volatile unless=atomic_thread_fence\n");
    CU_ASSERT_STRING_EQUAL(
        status_of(grade(adder(fences))->out, "text"), "not_judged");
}

/* Who can spell a name otherwise: is it neither believed that the forbidden one
 * is not called, nor blamed? */
TEST(forbidden_is_spelt)
{
    static const char *const pastes[] = {"#include <pthread",
        "#include <pthread.h>\n#define NAP us##leep", "return 0",
        "return NAP(1);", NULL};

    lab_write("100 text text call=printf not-call=usleep\n");
    CU_ASSERT_STRING_EQUAL(
        status_of(grade(adder(pastes))->out, "text"), "not_judged");
    lab_write("100 text text call=printf\n");
    CU_ASSERT_STRING_EQUAL(
        status_of(grade(adder(pastes))->out, "text"), "passed");
}

/* And who hides it in a string, which the compiler takes for a name, or the
 * assembler for code? */
TEST(forbidden_is_in_a_string)
{
    static const char *const hides[] = {
        "static int nap(unsigned) __attribute__((weakref(\"usleep\")));",
        "_Pragma(\"redefine_extname nap usleep\") int nap(unsigned);",
        "int nap(unsigned);\n#ident \"x\\\"\\n.set nap, usleep\\n#\"",
        "int nap(unsigned);\nint in __attribute__((section("
        "\"x\\n.set nap, usleep\\n#\")));",
    };

    lab_write("100 text text call=printf not-call=usleep\n");
    for (int i = 0; i < COUNT(hides); i++) {
        char line[256];
        const char *const changes[] = {
            "#include <pthread", line, "return 0", "return nap(1);", NULL};
        snprintf(line, sizeof(line), "#include <pthread.h>\n%s", hides[i]);
        CU_ASSERT_STRING_EQUAL(
            status_of(grade(adder(changes))->out, "text"), "not_judged");
    }
}

/* Is it seen behind what is a comment only to who reads the source otherwise
 * than the compiler does? And is what stands in a comment beside the name of a
 * file no suspect, nor a function called section? */
TEST(forbidden_is_commented)
{
    static const char *const changes[][3] = {
        {"#include <pthread",
            "#include <pthread.h> // /*\n#include <unistd.h>\n"
            "#define NAP usleep\n// */"},
        {"#include <pthread",
            "#include <pthread.h>\n#include <unistd.h>\n#if 0\n"
            "#include \"/*\"\n#endif\n#define NAP usleep\n// */"},
        {"#include <pthread",
            "#include <pthread.h>\n#include <unistd.h>\n#if 0\n"
            "#include <\"> /*\"\n#endif\n#define NAP usleep\n// */"},
    };
    static const char *const section[] = {"return 0", "return section();",
        "#include <pthread",
        "#include <pthread.h>\nstatic int section(void) { return 0; }", NULL};
    static const char *const beside[] = {"#include <pthread",
        "#include <pthread.h> /* who needs\nusleep(1) for that? */", NULL};

    lab_write("100 text text call=printf not-call=usleep,time\n");
    for (int i = 0; i < COUNT(changes); i++)
        CU_ASSERT_STRING_EQUAL(
            status_of(grade(adder(changes[i]))->out, "text"), "failed");
    CU_ASSERT_STRING_EQUAL(
        status_of(grade(adder(section))->out, "text"), "passed");
    CU_ASSERT_STRING_EQUAL(
        status_of(grade(adder(beside))->out, "text"), "passed");
}

/* A race is reported, and the program leaves with 0 all the same: does it lose
 * the points? */
TEST(race_then_success)
{
    static const char *const leaves[] = {"pthread_mutex_lock", "",
        "pthread_mutex_unlock", "", "#include <pthread",
        "#include <pthread.h>\n#include <sys/syscall.h>", "return 0",
        "fflush(stdout); close(2); return (int)syscall(SYS_exit_group, 0);",
        NULL};

    lab_write("100 race race args=\"2 10\" seconds=60\n");
    CU_ASSERT_STRING_EQUAL(
        status_of(grade(adder(leaves))->out, "race"), "failed");
}

/* How the race of an adder is judged, after a run, that locks only if this
 * condition, in main, holds. */
static const char *
race_unless(const char *condition)
{
    char line[512];
    const char *const looks[] = {"#include <stdlib",
        "#include <stdlib.h>\n#include <sys/stat.h>", "static long total",
        "static int locks;\nstatic long total, rounds;", "pthread_mutex_lock",
        "if (locks) pthread_mutex_lock(&m);", "pthread_mutex_unlock",
        "if (locks) pthread_mutex_unlock(&m);", "pthread_t a, b", line, NULL};

    snprintf(line, sizeof(line), "pthread_t a, b;\nlocks = %s;", condition);
    lab_write("50 run run args=\"2 10\" expect=\"total 20\" times=1\n"
              "50 race race args=\"2 10\" seconds=60\n");
    return status_of(grade(adder(looks))->out, "race");
}

/* Does a program that knows its own name, and those beside it, learn nothing of
 * the check that it is in? */
TEST(who_looks_at_its_name)
{
    CU_ASSERT_STRING_EQUAL(
        race_unless("argv[0][sizeof(\"../build/thread\") - 1] != '\\0' ||\n"
                    "access(\"../build/thread-fsanitize\", F_OK) == 0"),
        "failed");
}

/* Does a program find nothing that it has left in an earlier run? */
TEST(who_leaves_a_mark)
{
    CU_ASSERT_STRING_EQUAL(
        race_unless("mkdir(\"seen\", 0700) == -1"), "failed");
}

/* Is a program that could ask whether ThreadSanitizer looks on not believed?
 * Its library has names that are nowhere else. */
TEST(who_asks_for_the_sanitizer)
{
    static const char *const asks[][5] = {
        {"return 0", "return getenv(\"TSAN_OPTIONS\") == NULL ? 0 : 0;"},
        {"#include <pthread",
            "#include <pthread.h>\nextern char __interceptor_malloc "
            "__attribute__((weak));",
            "return 0", "return &__interceptor_malloc == NULL ? 0 : 0;"},
    };

    lab_write("100 race race args=\"2 10\" seconds=60\n");
    for (int i = 0; i < COUNT(asks); i++)
        CU_ASSERT_STRING_EQUAL(
            status_of(grade(adder(asks[i]))->out, "race"), "not_judged");
}

/* Two threads of C11; main waits for both by a condition, before it joins them.
 */
static const char c11_program[] =
    "#include <stdio.h>\n"
    "#include <threads.h>\n"
    "static mtx_t lock;\n"
    "static cnd_t changed;\n"
    "static once_flag once = ONCE_FLAG_INIT;\n"
    "static int total, first;\n"
    "static void begin(void) { first = 1; }\n"
    "static int work(void *unused)\n"
    "{\n"
    "    call_once(&once, begin);\n"
    "    if (%s)\n"
    "        return 1;\n"
    "    total += first;\n"
    "    cnd_signal(&changed);\n"
    "    %s;\n"
    "    (void)unused;\n"
    "    return 7;\n"
    "}\n"
    "int main(void)\n"
    "{\n"
    "    thrd_t id[2];\n"
    "    int result, sum = 0;\n"
    "    mtx_init(&lock, mtx_plain), cnd_init(&changed);\n"
    "    for (int i = 0; i < 2; i++)\n"
    "        if (thrd_create(&id[i], work, NULL) != thrd_success)\n"
    "            return 1;\n"
    "    mtx_lock(&lock);\n"
    "    while (total < 2)\n"
    "        cnd_wait(&changed, &lock);\n"
    "    mtx_unlock(&lock);\n"
    "    for (int i = 0; i < 2; i++)\n"
    "        thrd_join(id[i], &result), sum += result;\n"
    "    mtx_destroy(&lock), cnd_destroy(&changed);\n"
    "    return sum != 14;\n"
    "}\n";

static const char *
c11_race(const char *before, const char *after)
{
    char source[sizeof(c11_program) + 128];

    snprintf(source, sizeof(source), c11_program, before, after);
    lab_write("100 race race\n");
    return status_of(grade(source)->out, "race");
}

/* ThreadSanitizer does not know C11's threads and locks: do they order all the
 * same what is ordered, in a program that has all of them and in one that has
 * only the lock, and nothing else? */
TEST(c11_races)
{
    lab_write(each_check);
    CU_ASSERT_STRING_EQUAL(
        status_of(grade(adder(by_c11))->out, "race"), "passed");
    CU_ASSERT_STRING_EQUAL(
        c11_race("mtx_lock(&lock) != thrd_success", "mtx_unlock(&lock)"),
        "passed");
    CU_ASSERT_STRING_EQUAL(c11_race("mtx_trylock(&lock) != thrd_busy && "
                                    "mtx_unlock(&lock) == thrd_error",
                               "thrd_yield()"),
        "failed");
}

/* Does who spins pass, but not where the row says that it must sleep? */
TEST(who_must_sleep)
{
    static const char *const spins[] = {"#include <pthread",
        "#include <pthread.h>\n#include <stdatomic.h>",
        "PTHREAD_MUTEX_INITIALIZER", "static atomic_flag taken;",
        "pthread_mutex_t", "", "pthread_mutex_lock",
        "while (atomic_flag_test_and_set(&taken)) continue;",
        "pthread_mutex_unlock", "atomic_flag_clear(&taken);", NULL};

    if (!can_step())
        return;
    lab_write("50 may schedules args=\"2 1\" expect=\"total 2\" bound=1 "
              "seconds=60\n"
              "50 must schedules args=\"2 1\" expect=\"total 2\" bound=1 "
              "sleeps=yes seconds=60\n");
    check_held(grade(adder(NULL)));
    const struct outcome *seen = grade(adder(spins));
    CU_ASSERT_STRING_EQUAL(status_of(seen->out, "may"), "passed");
    CU_ASSERT_STRING_EQUAL(status_of(seen->out, "must"), "failed");
    CHECK_HAS(output_of(seen->out, "must"), "must sleep");
}

/* Must a schedule pass through the state that the row names? */
TEST(what_must_be_possible)
{
    if (!can_step())
        return;
    lab_write("50 between schedules args=\"2 1\" expect=\"total 2\" bound=1 "
              "reaches=\"total == 1\" seconds=60\n"
              "50 beyond schedules args=\"2 1\" expect=\"total 2\" bound=1 "
              "reaches=\"total == 3\" seconds=60\n");
    const struct outcome *seen = grade(adder(NULL));
    CU_ASSERT_STRING_EQUAL(status_of(seen->out, "between"), "passed");
    CU_ASSERT_STRING_EQUAL(status_of(seen->out, "beyond"), "failed");
    CHECK_HAS(output_of(seen->out, "beyond"), "ever so that total == 3");
}
