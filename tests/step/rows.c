/* Of a long schedule, does step fold only steps that nobody needs, and count
 * them rightly?
 *
 * With an argument, this test is itself the program under study. */

#include "../harness/answer.h"
#include "../harness/check.h"
#include "../harness/stepping.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- The programs under study. ---- */

enum { OFTEN = 5 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static volatile int locked, raced, judged;

static void
work(void)
{
    for (int i = 0; i < OFTEN; i++) {
        pthread_mutex_lock(&lock);
        locked = locked + 1;
        pthread_mutex_unlock(&lock);
    }
}

/* An update is lost after much that goes well. */
static void *
lose(void *unused)
{
    work();
    raced = raced + 1;
    return unused;
}

/* The word that is judged is changed amid the work, and by one worker only. */
static void *
judge(void *argument)
{
    work();
    if (argument != NULL)
        judged = 7;
    work();
    return NULL;
}

/* The lock that each waits for in the end it has taken itself, amid the work.
 */
static pthread_mutex_t own[] = {
    PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER};

static void *
stick(void *argument)
{
    pthread_mutex_t *mine = &own[argument != NULL];

    work();
    pthread_mutex_lock(mine);
    work();
    pthread_mutex_lock(mine);
    return NULL;
}

/* Amid the work, the one reads what the other changes later, and writes what
 * the other reads later: the value that is there already. */
static volatile int told, quiet;

static void *
meet(void *argument)
{
    work();
    if (argument == NULL)
        quiet = told;
    else
        told = 1 + quiet;
    work();
    return NULL;
}

/* Each draws, amid the work, what depends on the number that the other has
 * drawn before. */
static void *
draw(void *unused)
{
    for (int i = 0; i < 5; i++) {
        work();
        (void)rand();
    }
    work();
    return unused;
}

/* A call answers with a count that is, as a number, the id of main's task. */
static char bytes[1 << 22];
static int nowhere;

static void *
count(void *unused)
{
    if (write(nowhere, bytes, (size_t)getpid()) == getpid())
        raced = raced + 1;
    return unused;
}

static int
be_program(const char *what)
{
    void *(*const run)(void *) = strcmp(what, "lose") == 0    ? lose
                                 : strcmp(what, "judge") == 0 ? judge
                                 : strcmp(what, "stick") == 0 ? stick
                                 : strcmp(what, "draw") == 0  ? draw
                                 : strcmp(what, "count") == 0 ? count
                                                              : meet;
    pthread_t one, two;

    nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (pthread_create(&one, NULL, run, NULL) != 0 ||
        pthread_create(&two, NULL, run, &lock) != 0)
        return STATUS_CANNOT;
    pthread_join(one, NULL);
    pthread_join(two, NULL);
    return (run != lose && run != count) || raced != 2;
}

/* ---- What is printed. ---- */

enum { MOST_ROWS = 400, ROW_BYTES = 160, PLACE = 8 };

/* The rows of a table, as they are printed. */
struct printed {
    int count;
    char row[MOST_ROWS][ROW_BYTES];
    int folded, of; /* as the line behind them says; 0: there is none */
};

static char self[4096];
static struct printed folded, whole;

static void
read_rows(const char *text, struct printed *printed)
{
    char line[ROW_BYTES];
    bool is_row = false;

    *printed = (struct printed){.count = 0};
    for (; *text != '\0'; text += strcspn(text, "\n") + 1) {
        snprintf(line, sizeof(line), "%.*s", (int)strcspn(text, "\n"), text);
        if (strncmp(line, "        worker", PLACE + 6) == 0) {
            is_row = true;
            continue;
        }
        if (strncmp(line, "        ", PLACE) == 0)
            is_row = false;
        if (is_row && printed->count < MOST_ROWS)
            memcpy(printed->row[printed->count++], line, sizeof(line));
        if (strstr(line, "are folded") != NULL)
            CU_ASSERT_EQUAL(
                sscanf(line, "%d of %d steps", &printed->folded, &printed->of),
                2);
    }
}

/* How many steps the row stands for; 0: it is one. */
static int
stands_for(const char *row)
{
    int count = 0;
    char word[8] = "";

    if (sscanf(row + PLACE, "%d %7s", &count, word) < 2 ||
        strcmp(word, "more") != 0)
        return 0;
    return count;
}

/* Folded and whole agree: each line is a row there, or stands for so many of
 * the same worker's. */
static void
check_folds(void)
{
    int at = 0, hidden = 0;

    CU_ASSERT(folded.count > 0 && folded.count < whole.count);
    for (int i = 0; i < folded.count && at < whole.count; i++) {
        int count = stands_for(folded.row[i]);
        if (count == 0)
            CU_ASSERT_STRING_EQUAL(folded.row[i], whole.row[at]);
        for (int j = 0; j < count && at + j < whole.count; j++)
            CU_ASSERT_EQUAL(folded.row[i][5], whole.row[at + j][5]);
        CU_ASSERT(count == 0 || count >= 3);
        hidden += count;
        at += count > 0 ? count : 1;
    }
    CU_ASSERT_EQUAL(at, whole.count);
    CU_ASSERT_EQUAL(folded.folded, hidden);
    CU_ASSERT_EQUAL(folded.of, whole.count);
    CU_ASSERT_EQUAL(whole.folded, 0);
}

/* How many of the rows that are shown have these words? */
static int
shown(const char *does, const char *name)
{
    int count = 0;

    for (int i = 0; i < folded.count; i++)
        count += strstr(folded.row[i], does) != NULL &&
                 strstr(folded.row[i], name) != NULL;
    return count;
}

static void
ask(const char *bound, const char *option, const char *program)
{
    read_rows(STEP(bound, option, "--", self, program)->out, &folded);
    read_rows(
        STEP("--all-steps", bound, option, "--", self, program)->out, &whole);
}

/* ---- Questions. ---- */

/* Is a worker named where an answer is its id, and nowhere else? */
TEST(who_is_named)
{
    if (!can_step())
        return;
    read_rows(STEP("--all-steps", "--preemptions=1", "--", self, "count")->out,
        &folded);
    CU_ASSERT(shown("getpid -> id of A", "") > 0);
    CU_ASSERT(shown("write -> ", "") > 0);
    CU_ASSERT_EQUAL(shown("write -> id of", ""), 0);
}

/* Of two locked loops and a race, does all of the race stand, and where each
 * worker found the other's results; and is the rest folded, with its lines? */
TEST(shows_the_race)
{
    if (!can_step())
        return;
    ask("--preemptions=1", "--seed=1", "lose");
    check_folds();
    CU_ASSERT_EQUAL(shown("load   -> 0", "raced 0"), 2);
    CU_ASSERT_EQUAL(shown("store  1", "raced 1"), 2);
    CU_ASSERT_EQUAL(shown("update is lost", "raced"), 1);
    CU_ASSERT_EQUAL(shown("load   -> 5", "locked 5"), 1);
    CU_ASSERT_EQUAL(shown("store  5", "locked 5"), 1);
    CU_ASSERT_EQUAL(shown("store  3", "locked 3"), 0);
    CU_ASSERT(shown("more steps: rows.c:", "-") > 0);
}

/* Does each row stand in which a worker uses what another has changed, or
 * changes what another has used; also if the value remains the same? */
TEST(shows_where_workers_meet)
{
    if (!can_step())
        return;
    ask("--preemptions=0", "--seed=1", "meet");
    check_folds();
    CU_ASSERT_EQUAL(shown("load   -> 0", "told 0"), 1);
    CU_ASSERT_EQUAL(shown("store  0", "quiet 0"), 1);
    CU_ASSERT_EQUAL(shown("load   -> 0", "quiet 0"), 1);
    CU_ASSERT_EQUAL(shown("store  1", "told 1"), 1);
}

/* Are numbers folded that workers have only drawn from the same generator? */
TEST(folds_what_is_drawn)
{
    if (!can_step())
        return;
    ask("--preemptions=0", "--seed=1", "draw");
    check_folds();
    CU_ASSERT_EQUAL(shown("random -> ", ""), 0);
}

/* Does the change stand that decides a verdict by a word's value? */
TEST(shows_what_is_judged)
{
    if (!can_step())
        return;
    ask("--preemptions=0", "--watch=judged", "judge");
    check_folds();
    CU_ASSERT_EQUAL(shown("store  7", "judged 7"), 1);
}

/* Does the row stand in which the lock was taken that a worker sleeps on, also
 * where others go on behind it? */
TEST(shows_who_took_the_lock)
{
    if (!can_step())
        return;
    ask("--preemptions=0", "--seed=1", "stick");
    check_folds();
    CU_ASSERT_EQUAL(shown("lock own", ""), 4);
    CU_ASSERT_EQUAL(shown(", sleeps", "own"), 2);
}

/* The lab's own programs, with processes: is each instruction a row, and are
 * those of the library folded too? */
TEST(folds_instructions)
{
    if (!can_step())
        return;
    for (int i = 0; i < 2; i++)
        read_rows(
            STEP("counter", "--model=proc", "--sync=none", "--iterations=5",
                "--every-instruction", i == 0 ? "--seed=1" : "--all-steps")
                ->out,
            i == 0 ? &folded : &whole);
    check_folds();
    CU_ASSERT_EQUAL(shown("update is lost", ""), 1);
}

/* With --json, do all steps stand, and is each that is folded marked? */
TEST(marks_steps_in_json)
{
    static char out[1 << 16];
    int steps = 0, hidden = 0;

    if (!can_step())
        return;
    ask("--preemptions=0", "--seed=1", "stick");
    snprintf(out, sizeof(out), "%s",
        STEP("--json", "--preemptions=0", "--", self, "stick")->out);
    CU_ASSERT(is_json(out));
    for (const char *at = out; (at = strstr(at, "\"shown\": ")) != NULL;
         at++, steps++)
        hidden += strncmp(at, "\"shown\": false", 14) == 0;
    CU_ASSERT_EQUAL(steps, whole.count);
    CU_ASSERT_EQUAL(hidden, folded.folded);
}

/* Is one schedule that is played folded as well, a quiz never, and a short
 * schedule not at all? */
TEST(folds_what_is_played)
{
    static char schedule[1024];

    if (!can_step())
        return;
    const char *json =
        STEP("--json", "--preemptions=0", "--", self, "stick")->out;
    const char *member = strstr(json, "\"schedule\": \"");
    CU_ASSERT_PTR_NOT_NULL_FATAL(member);
    member += strlen("\"schedule\": \"");
    snprintf(schedule, sizeof(schedule), "--schedule=%.*s",
        (int)strcspn(member, "\""), member);
    ask("--preemptions=0", "--seed=1", "stick");
    read_rows(STEP(schedule, "--", self, "stick")->out, &folded);
    check_folds();
    CU_ASSERT(strstr(STEP(schedule, "--quiz", "--", self, "stick")->out,
                  "more steps") == NULL);
    CU_ASSERT(strstr(STEP("counter", "--sync=none", "--iterations=3")->out,
                  "more steps") == NULL);
}

int
main(int argc, char **argv)
{
    if (argc > 1)
        return be_program(argv[1]);
    if (realpath("/proc/self/exe", self) == NULL)
        return STATUS_CANNOT;
    return run_tests("rows", NULL);
}
