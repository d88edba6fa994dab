/* A program hangs: is what can still be judged judged, and soon? */

#include "../harness/check.h"
#include "../harness/graded.h"
#include "../harness/stepping.h"

#include <stddef.h>

/* Does a program that hangs lose what it hangs in, and is the rest judged? */
TEST(hang_loses_its_points)
{
    static const char *const hangs[] = {"pthread_mutex_unlock", "", NULL};

    lab_write("20 run run args=\"2 9\" expect=\"total 18\" seconds=1\n"
              "30 hygiene hygiene args=\"2 9\" seconds=1\n"
              "30 race race args=\"2 9\" seconds=1\n"
              "20 text text call=pthread_mutex_lock\n");
    const struct outcome *seen = grade(adder(hangs));
    CU_ASSERT_EQUAL(real_at(seen->out, "score"), 20);
    CU_ASSERT_STRING_EQUAL(status_of(seen->out, "run"), "failed");
    CU_ASSERT_STRING_EQUAL(status_of(seen->out, "hygiene"), "failed");
    CU_ASSERT_STRING_EQUAL(status_of(seen->out, "race"), "failed");
}

/* Does a program that hangs in one check, and takes its time in the next, keep
 * the points of that? */
TEST(slow_is_no_hang)
{
    static const char *const waits[] = {"return 0",
        "if (rounds == 9) for (;;) pause(); return (int)sleep(4);", NULL};

    lab_write(
        "40 run run args=\"2 9\" expect=\"total 18\" seconds=1 times=1\n"
        "60 slow run args=\"2 1\" expect=\"total 2\" seconds=20 times=1\n");
    const struct outcome *seen = grade(adder(waits));
    CU_ASSERT_EQUAL(real_at(seen->out, "score"), 60);
}

/* A program that never comes to its end: is step's search of it short, however
 * long it may be, and are the points of the others there? */
TEST(hang_is_found_once)
{
    static const char *const hangs[] = {
        "pthread_t", "pthread_t a, b; for (;;) pause();", NULL};

    if (!can_step())
        return;
    lab_write("40 run run args=\"2 1\" expect=\"total 2\" seconds=1\n"
              "50 schedules schedules args=\"2 1\" expect=\"total 2\" "
              "seconds=3600\n"
              "10 text text call=pthread_create\n");
    const struct outcome *seen = grade(adder(hangs));
    CU_ASSERT_EQUAL(real_at(seen->out, "score"), 10);
    CU_ASSERT_STRING_EQUAL(status_of(seen->out, "schedules"), "not_judged");
    CHECK_HAS(output_of(seen->out, "schedules"),
        "it makes no other thread or process");
}

/* A free run ends, but under step the first one would wait for ever: it counts
 * while it waits, so no state comes again. Is that given up early, and is a row
 * in which it ends judged all the same? */
TEST(hang_under_step)
{
    static const char *const counts[] = {"total = total",
        "total = total + 1; if (rounds == 1) while (*(volatile long *)&total "
        "!= 2) arg = (char *)arg + 1;",
        "pthread_mutex_lock", "", "pthread_mutex_unlock", "", NULL};

    if (!can_step())
        return;
    lab_write("60 schedules schedules args=\"2 1\" expect=\"total 2\" "
              "seconds=30\n"
              "30 twice schedules args=\"2 2\" expect=\"total 4\" seconds=30\n"
              "10 text text call=pthread_create\n");
    const struct outcome *seen = grade(adder(counts));
    CU_ASSERT_EQUAL(real_at(seen->out, "score"), 20);
    CU_ASSERT_STRING_EQUAL(status_of(seen->out, "schedules"), "not_judged");
    CHECK_HAS(output_of(seen->out, "schedules"),
        "its first run under step had not ended");
    CU_ASSERT_STRING_EQUAL(status_of(seen->out, "twice"), "partial");
}
