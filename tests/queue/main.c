/* make bench-queue: what an item costs in our queues and in others. It reports,
 * and checks nothing but that all items arrive.
 *
 *     bench-queue goals [ROUNDS]   the ratios of which we have goals (30
 * rounds) bench-queue table [ROUNDS]   each queue, in each course (5 rounds)
 *
 * In a round each queue is measured once; a ratio is formed of two from the
 * same round, since the machine may be four times slower a minute later. Shown
 * are medians and the middle half. */

#include "measure.h"

#include "kit/cpus.h"
#include "kit/die.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MAX_ROUNDS = 200, MAX_PEERS = 32, MAX_AGAINST = 4, LIMIT_S = 600 };

static const struct peer *peers[MAX_PEERS];
static int peers_count, rounds;

static void
add(const struct peer *more)
{
    for (; more != NULL && more->name != NULL; more++)
        peers[peers_count++] = more;
}

/* NULL: it was not found when this was built. */
static const struct peer *
peer_named(const char *name)
{
    for (int i = 0; i < peers_count; i++)
        if (strcmp(peers[i]->name, name) == 0)
            return peers[i];
    return NULL;
}

/* ---- Medians. ---- */

struct spread {
    double low, middle, high; /* quartiles */
    int count;
};

static int
compare(const void *a, const void *b)
{
    double first = *(const double *)a, second = *(const double *)b;

    return (first > second) - (first < second);
}

/* Sorts them; a NAN is left out. */
static struct spread
spread_of(double *values, int all)
{
    int count = 0;

    for (int i = 0; i < all; i++)
        if (!isnan(values[i]))
            values[count++] = values[i];
    if (count == 0)
        return (struct spread){NAN, NAN, NAN, 0};
    qsort(values, (size_t)count, sizeof(*values), compare);
    double middle = count % 2 != 0
                        ? values[count / 2]
                        : (values[count / 2 - 1] + values[count / 2]) / 2;
    return (struct spread){
        values[count / 4], middle, values[count - 1 - count / 4], count};
}

static void
print_line(double *line_ns)
{
    struct cores cores = measure_cores();
    struct spread line = spread_of(line_ns, rounds);

    if (line.count > 0)
        printf("  a cache line takes %.0f ns from CPU %d to CPU %d "
               "(%.0f..%.0f)\n",
            line.middle, cores.first, cores.second, line.low, line.high);
}

/* ---- The goals. ---- */

struct runner {
    const char *name;
    bool processes;
};

static const struct goal {
    const char *what;
    struct course course;
    struct runner ours, against[MAX_AGAINST]; /* the best of these */
    double least, most, stretch;              /* 0: none */
} goals[] = {
    {"bare 8 B, one by one", {1024, 8, 1, false, false}, {"ring", true},
        {{"boost spsc", false}, {"rigtorp's way", false}, {"ck spsc", false}},
        0, .8, .6},
    {"bare 8 B, publish=32", {1024, 8, 1, false, false},
        {"ring publish=32", true},
        {{"boost spsc", false}, {"rigtorp's way", false}, {"ck spsc", false}},
        0, .4, .3},
    {"32 B with check, one by one", {1024, 32, 1, false, false}, {"ring", true},
        {{"boost spsc", false}, {"rigtorp's way", false}, {"ck spsc", false}},
        0, .9, .7},
    {"32 B with check, publish=32", {1024, 32, 1, false, false},
        {"ring publish=32", true},
        {{"boost spsc", false}, {"rigtorp's way", false}, {"ck spsc", false}},
        0, .4, 0},
    {"32 B, by 64, in place / boost bulk", {1024, 32, 1, false, false},
        {"ring in place by 64", true}, {{"boost spsc bulk of 64", false}}, 0,
        .8, 0},
    {"proc ring / thread ring, 8 B", {1024, 8, 1, false, false}, {"ring", true},
        {{"ring", false}}, .95, 1.05, 0},
    {"proc ring / thread ring, publish=32", {1024, 8, 1, false, false},
        {"ring publish=32", true}, {{"ring publish=32", false}}, .95, 1.05, 0},
    {"one core: adaptive / semaphores, 1,024", {1024, 8, 1, true, false},
        {"ring adaptive", true}, {{"three semaphores", true}}, 0, 1. / 40,
        1. / 80},
    {"one core: adaptive / semaphores, 16", {16, 8, 1, true, false},
        {"ring adaptive", true}, {{"three semaphores", true}}, 0, 1. / 4, 0},
    {"two cores: adaptive / spin", {1024, 8, 1, false, false},
        {"ring adaptive", true}, {{"ring", true}}, 0, 1.1, 0},
    {"mpmc 2+2 / mutex, conditions, 1,024", {1024, 8, 2, false, false},
        {"mpmc adaptive", true}, {{"mutex and conditions", true}}, 0, 1. / 8,
        0},
    {"mpmc 2+2 / mutex, conditions, 16", {16, 8, 2, false, false},
        {"mpmc adaptive", true}, {{"mutex and conditions", true}}, 0, 1. / 8,
        0},
};

enum { GOALS = sizeof(goals) / sizeof(*goals) };

static double
measure_as(struct runner runner, struct course course)
{
    const struct peer *peer = peer_named(runner.name);

    course.processes = runner.processes;
    return peer != NULL ? measure(peer, &course) : NAN;
}

/* Every other round the others come first. */
static void
try_goal(const struct goal *goal, int round, double *ours, double *ratio)
{
    double best = NAN;

    if (round % 2 == 0)
        *ours = measure_as(goal->ours, goal->course);
    for (int i = 0; i < MAX_AGAINST && goal->against[i].name != NULL; i++)
        best = fmin(best, measure_as(goal->against[i], goal->course));
    if (round % 2 != 0)
        *ours = measure_as(goal->ours, goal->course);
    *ratio = *ours / best;
}

static void
print_goal(const struct goal *goal, double *ours, double *ratios)
{
    struct spread each = spread_of(ours, rounds);
    struct spread ratio = spread_of(ratios, rounds);
    char wanted[32];

    if (goal->least > 0)
        snprintf(
            wanted, sizeof(wanted), "%.2f to %.2f", goal->least, goal->most);
    else if (goal->stretch > 0)
        snprintf(
            wanted, sizeof(wanted), "%.3g, %.3g", goal->most, goal->stretch);
    else
        snprintf(wanted, sizeof(wanted), "%.3g", goal->most);
    if (ratio.count == 0)
        printf("  %-39s no figure\n", goal->what);
    else
        printf("  %-39s %7.1f %8.3f  %6.3f..%-6.3f  %s\n", goal->what,
            each.middle, ratio.middle, ratio.low, ratio.high, wanted);
}

static void
print_goals(void)
{
    static double ours[GOALS][MAX_ROUNDS], ratios[GOALS][MAX_ROUNDS];
    double line_ns[MAX_ROUNDS];
    bool two = measure_cores().first != measure_cores().second;

    for (int round = 0; round < rounds; round++) {
        line_ns[round] = measure_line();
        for (int i = 0; i < GOALS; i++)
            if (two || goals[i].course.one_core)
                try_goal(&goals[i], round, &ours[i][round], &ratios[i][round]);
            else
                ours[i][round] = ratios[i][round] = NAN;
    }
    printf(
        "goals, %d rounds; ours / the best of the others, in the same round\n",
        rounds);
    print_line(line_ns);
    printf("  %-39s %7s %8s  %-14s  %s\n", "", "ours ns", "ratio",
        "middle half", "goal, stretch");
    for (int i = 0; i < GOALS; i++)
        print_goal(&goals[i], ours[i], ratios[i]);
}

/* ---- The table. ---- */

static void
print_course(struct course course)
{
    static double each[MAX_PEERS][2][MAX_ROUNDS];
    double line_ns[MAX_ROUNDS];

    for (int round = 0; round < rounds; round++) {
        line_ns[round] = measure_line();
        for (int i = 0; i < 2 * peers_count; i++) {
            course.processes = i % 2 == 0;
            each[i / 2][i % 2][round] = measure(peers[i / 2], &course);
        }
    }
    printf("\n%d B, %d slots, %d + %d on %s; ns for an item\n", course.bytes,
        course.slots, course.pairs, course.pairs,
        course.one_core ? "one core" : "two cores");
    print_line(line_ns);
    printf("  %-24s %9s %-19s %9s %s\n", "", "proc", "middle half", "thread",
        "middle half");
    for (int i = 0; i < peers_count; i++) {
        struct spread proc = spread_of(each[i][0], rounds);
        struct spread thread = spread_of(each[i][1], rounds);
        if (proc.count > 0)
            printf("  %-24s %9.1f %8.1f..%-9.1f %9.1f %8.1f..%-9.1f%s\n",
                peers[i]->name, proc.middle, proc.low, proc.high, thread.middle,
                thread.low, thread.high,
                peers[i]->remark != NULL ? peers[i]->remark : "");
    }
    fflush(stdout);
}

static void
print_table(void)
{
    static const int bytes[] = {8, 64}, slots[] = {16, 1024};
    bool two = measure_cores().first != measure_cores().second;

    printf("each queue, %d rounds\n", rounds);
    for (int i = two ? 0 : 4; i < 8; i++)
        print_course(
            (struct course){slots[i % 2], bytes[i / 2 % 2], 1, i >= 4, false});
    if (two)
        print_course((struct course){1024, 8, 2, false, false});
}

/* A worker that spins gets nowhere while another program has taken the core
 * from the one that it waits for: so, where we may, nobody can. A course is
 * over in some milliseconds. */
static void
take_the_cores(void)
{
    const struct sched_param least = {
        .sched_priority = sched_get_priority_min(SCHED_FIFO)};

    if (sched_setscheduler(0, SCHED_FIFO, &least) == -1)
        printf("without real-time priority (%m): other programs disturb\n");
}

int
main(int argc, char **argv)
{
    bool goals_only = argc > 1 && strcmp(argv[1], "goals") == 0;

    die_name("bench-queue");
    rounds = argc > 2 ? atoi(argv[2]) : goals_only ? 30 : 5;
    if (argc < 2 || (!goals_only && strcmp(argv[1], "table") != 0) ||
        rounds < 1 || rounds > MAX_ROUNDS)
        die(STATUS_USAGE, "give goals or table, and perhaps 1 to %d rounds",
            MAX_ROUNDS);
    alarm(LIMIT_S); /* the workers die with us */
    take_the_cores();
    add(ring_peers);
    add(mpmc_peers);
    add(textbook_peers);
    add(ck_peers);
    add(boost_peers);
    add(guarded_peers);
    add(kernel_peers);
    if (goals_only)
        print_goals();
    else
        print_table();
    return STATUS_HELD;
}
