/* Is what ran when recorded, counted and drawn correctly? */

#include "kit/timeline.h"

#include "kit/clock.h"
#include "kit/cpus.h"

#include "../harness/check.h"

#include <string.h>

static struct timeline
timeline_of(struct timeline_slice *slices, long count)
{
    return (struct timeline){.slices = slices, .room = count, .count = count};
}

/* Do consecutive samples make one slice, and does a rest or a wait end it? */
TEST(looks_make_slices)
{
    struct timeline_slice slices[8];
    struct timeline timeline = {.slices = slices, .room = COUNT(slices)};
    long begin_ns = clock_ns();

    timeline_look(&timeline);
    CU_ASSERT_EQUAL(timeline.count, 1);
    CU_ASSERT(slices[0].from_ns >= begin_ns);
    CU_ASSERT_EQUAL(slices[0].from_ns, slices[0].to_ns);
    timeline_rest(&timeline);
    timeline_look(&timeline);
    CU_ASSERT_EQUAL(timeline.count, 2);
    long from_ns = clock_ns();
    timeline_waited(&timeline, from_ns);
    CU_ASSERT_EQUAL(timeline.count, 3);
    CU_ASSERT_EQUAL(slices[2].cpu, TIMELINE_WAITS);
    CU_ASSERT_EQUAL(slices[2].from_ns, from_ns);
    CU_ASSERT(slices[2].to_ns >= from_ns);
    timeline_look(&timeline);
    CU_ASSERT_EQUAL(timeline.count, 4);
    CU_ASSERT(slices[3].cpu >= 0);
    for (int i = 1; i < 4; i++)
        CU_ASSERT(slices[i].from_ns >= slices[i - 1].to_ns);
}

/* Does a slice continue without a context switch, at least once in many tries,
 * and does it always end at one? A sleep is a switch. */
TEST(switch_ends_slice)
{
    struct timeline_slice slices[64];
    struct timeline timeline = {.slices = slices, .room = COUNT(slices)};
    long looks = 0, before;

    do {
        before = timeline.count = 0;
        timeline.running = false;
        timeline_look(&timeline);
        timeline_look(&timeline);
    } while (timeline.count != 1 && ++looks < 1000000);
    CU_ASSERT_EQUAL(timeline.count, 1);
    CU_ASSERT(slices[0].to_ns > slices[0].from_ns);
    for (int i = 0; i < 10; i++) {
        before = timeline.count;
        clock_sleep_ns(1000000);
        timeline_look(&timeline);
        CU_ASSERT_EQUAL(timeline.count, before + 1);
    }
    timeline_need();
}

/* Is the CPU recorded that it ran on? */
TEST(cpu_is_recorded)
{
    struct timeline_slice slices[1];
    struct timeline timeline = {.slices = slices, .room = 1};
    int cpu = cpus_nth(cpus_usable() - 1);

    cpus_pin(cpu);
    timeline_look(&timeline);
    CU_ASSERT_EQUAL(slices[0].cpu, cpu);
}

/* Is nothing written past the end, and is that marked? */
TEST(overflow_is_marked)
{
    struct timeline_slice slices[3] = {{0, 0, 0}, {0, 0, 0}, {7, 8, 9}};
    struct timeline timeline = {.slices = slices, .room = 2};

    for (int i = 0; i < 4; i++) {
        CU_ASSERT_EQUAL(timeline.full, i > 2);
        timeline_look(&timeline);
        timeline_rest(&timeline);
    }
    timeline_waited(&timeline, 1);
    timeline_look(&timeline);
    timeline_look(&timeline);
    CU_ASSERT_EQUAL(timeline.count, 2);
    CU_ASSERT(timeline.full);
    CU_ASSERT_EQUAL(slices[2].from_ns, 7);
    CU_ASSERT_EQUAL(slices[2].to_ns, 8);
}

/* Are the workers counted that ran at the same instant: but not slices that
 * only touch, empty slices, or waits? */
TEST(most_at_once_is_counted)
{
    struct timeline_slice a[] = {{0, 10, 0}, {10, 20, 0}, {30, 40, 0}};
    struct timeline_slice b[] = {{10, 12, 1}, {20, 30, 0}, {35, 35, 1}};
    struct timeline_slice c[] = {
        {11, 13, 2}, {13, 29, TIMELINE_WAITS}, {40, 50, 0}};
    struct timeline_slice d[] = {{28, 30, TIMELINE_WAITS}};
    struct timeline all[] = {timeline_of(a, 3), timeline_of(b, 3),
        timeline_of(c, 3), timeline_of(d, 1)};

    CU_ASSERT_EQUAL(timeline_most_running(all, 1), 1);
    CU_ASSERT_EQUAL(timeline_most_running(all, 2), 2);
    CU_ASSERT_EQUAL(timeline_most_running(all, 4), 3);
    CU_ASSERT_EQUAL(timeline_most_waiting(all, 2), 0);
    CU_ASSERT_EQUAL(timeline_most_waiting(all, 3), 1);
    CU_ASSERT_EQUAL(timeline_most_waiting(all, 4), 2);
    CU_ASSERT_EQUAL(timeline_most_running(all + 3, 1), 0);
    CU_ASSERT_EQUAL(timeline_ran_ns(&all[0]), 30);
    CU_ASSERT_EQUAL(timeline_ran_ns(&all[2]), 12);
    CU_ASSERT_EQUAL(timeline_most_running(all, 0), 0);
    b[0] = (struct timeline_slice){20, 20, 1};
    CU_ASSERT_EQUAL(timeline_most_running(all, 2), 1);
}

/* Does each column show which worker ran at its instant? */
TEST(picture_is_drawn)
{
    struct timeline_slice slices[] = {{0, 16, 3}, {20, 30, TIMELINE_WAITS},
        {30, 34, 11}, {34, 36, 11}, {52, 60, 36}, {60, 69, 35}};
    struct timeline timeline = timeline_of(slices, COUNT(slices));
    char line[16];

    /* The instants are 5, 15, 25, … */
    timeline_draw(&timeline, 0, 100, line, 10);
    CU_ASSERT_STRING_EQUAL(line, "33-b.#z...");
    timeline.full = true;
    timeline_draw(&timeline, 0, 100, line, 10);
    CU_ASSERT_STRING_EQUAL(line, "33-b.#z???");
    timeline_draw(&timeline, 10, 40, line, 3);
    CU_ASSERT_STRING_EQUAL(line, "3-b");
    timeline_draw(&timeline, 15, 17, line, 1);
    CU_ASSERT_STRING_EQUAL(line, "."); /* the end is excluded */
    timeline.count = 0;
    timeline.full = false;
    timeline_draw(&timeline, 0, 100, line, 4);
    CU_ASSERT_STRING_EQUAL(line, "....");
}

/* Does a day fit, in nanoseconds? */
TEST(long_times_fit)
{
    const long day_ns = 86400L * 1000000000;
    struct timeline_slice slices[] = {{100 * day_ns, 101 * day_ns, 0}};
    struct timeline timeline = timeline_of(slices, 1);
    char line[128];

    timeline_draw(&timeline, 100 * day_ns, 102 * day_ns, line, 100);
    CU_ASSERT_EQUAL(strspn(line, "0"), 50);
    CU_ASSERT_STRING_EQUAL(
        line + 50, "..................................................");
}
