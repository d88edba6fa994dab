/* Are the workers' lines kept, in order of time, and none of them torn? */

#include "kit/diary.h"

#include "../harness/check.h"

#include "kit/die.h"
#include "kit/memory.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WORKERS = 4, EACH = DIARY_USUAL / WORKERS };

static struct diary diary;

static void
open_diary(void)
{
    if (diary.lines != NULL)
        munmap(diary.lines, DIARY_USUAL * sizeof(*diary.lines));
    memset(&diary, 0, sizeof(diary));
    diary_begin(&diary, DIARY_USUAL);
}

/* Is an empty log empty, and does a line come back as written? */
TEST(lines_come_back)
{
    open_diary();
    CU_ASSERT_PTR_NULL(diary_lines(&diary, false)[0]);
    diary_write(&diary, "one %d", 1);
    diary_write(&diary, "two");
    const char *const *lines = diary_lines(&diary, false);
    CU_ASSERT_PTR_NOT_NULL_FATAL(lines[0]);
    CHECK_HAS(lines[0], " s  one 1");
    CHECK_HAS(lines[1], " s  two");
    CU_ASSERT_PTR_NULL(lines[2]);
}

/* Are they in order of time, and lines of the same time in the order of
 * writing? */
TEST(time_is_the_order)
{
    static const long at_ns[] = {
        3000000000, 1000000000, 2000000000, 1000000000};
    static const char *const sorted[] = {" 1.000 s  line 1", " 1.000 s  line 3",
        " 2.000 s  line 2", " 3.000 s  line 0"};

    open_diary();
    for (int i = 0; i < 4; i++) {
        diary_write(&diary, "line %d", i);
        diary.lines[i].at_ns = diary.begun_ns + at_ns[i];
    }
    for (int i = 0; i < 4; i++)
        CHECK_HAS(diary_lines(&diary, false)[i], sorted[i]);
}

/* Is an unfinished line left out, a long one cut, and is the number of lines
 * that do not fit counted? */
TEST(overflow_is_counted)
{
    char longest[200] = "";

    open_diary();
    memset(longest, 'x', sizeof(longest) - 1);
    diary_write(&diary, "%s", longest);
    for (int i = 0; i < DIARY_USUAL + 4; i++)
        diary_write(&diary, "line");
    diary.lines[1].at_ns = 0;
    const char *const *lines = diary_lines(&diary, false);
    CU_ASSERT(strlen(lines[0]) < DIARY_TEXT + 20);
    int count = 0;
    while (lines[count] != NULL)
        count++;
    CU_ASSERT_EQUAL(count, DIARY_USUAL);
    CU_ASSERT_STRING_EQUAL(lines[count - 1], "and 5 lines more");
}

static pthread_barrier_t all_here;

static void *
write_many(void *name)
{
    pthread_barrier_wait(&all_here);
    for (int i = 0; i < EACH; i++)
        diary_write(&diary, "%s wrote %d", (const char *)name, i);
    return NULL;
}

static void
write_at_once(void)
{
    static char names[WORKERS][8];
    pthread_t ids[WORKERS];

    CU_ASSERT_EQUAL_FATAL(pthread_barrier_init(&all_here, NULL, WORKERS), 0);
    for (int i = 0; i < WORKERS; i++) {
        snprintf(names[i], sizeof(names[i]), "%d", i);
        CU_ASSERT_EQUAL_FATAL(
            pthread_create(&ids[i], NULL, write_many, names[i]), 0);
    }
    for (int i = 0; i < WORKERS; i++)
        pthread_join(ids[i], NULL);
    pthread_barrier_destroy(&all_here);
}

/* When many write at once, is every line there, whole, and each worker's in
 * order? */
TEST(many_write_at_once)
{
    enum { ROUNDS = 1000 };
    char wanted[64];

    for (int round = 0; round < ROUNDS; round++) {
        int next[WORKERS] = {0};
        open_diary();
        write_at_once();
        const char *const *lines = diary_lines(&diary, false);
        for (int i = 0; i < DIARY_USUAL && lines[i] != NULL; i++) {
            int worker = strstr(lines[i], " s  ")[4] - '0';
            CU_ASSERT_FATAL(0 <= worker && worker < WORKERS);
            snprintf(wanted, sizeof(wanted), " s  %d wrote %d", worker,
                next[worker]++);
            CHECK_HAS(lines[i], wanted);
        }
        for (int i = 0; i < WORKERS; i++)
            CU_ASSERT_EQUAL(next[i], EACH);
    }
}

/* Has each line a place of its own, if another is written after every single
 * instruction of its writing? The diary is full, so that places are all it
 * gives. (Not for ever: a CPU may have to begin its addition again each time.)
 */
TEST(no_place_is_given_twice)
{
    enum { STEPS = 10000 };
    struct diary *shared = memory_shared(sizeof(*shared));
    long between = 0;
    int status;

    shared->used = DIARY_USUAL;
    pid_t child = fork();
    if (child == 0) {
        if (ptrace(PTRACE_TRACEME, 0, NULL, NULL) == -1)
            _exit(STATUS_CANNOT);
        raise(SIGSTOP);
        diary_write(shared, "one");
        _exit(STATUS_HELD);
    }
    while (waitpid(child, &status, 0) == child && WIFSTOPPED(status)) {
        diary_write(shared, "between");
        ptrace(between++ < STEPS ? PTRACE_SINGLESTEP : PTRACE_CONT, child, NULL,
            NULL);
    }
    if (is_skipped(between == 0, "this machine lets nobody trace"))
        return;
    CU_ASSERT_EQUAL(status, STATUS_HELD);
    CU_ASSERT_EQUAL(shared->used, DIARY_USUAL + between + 1);
    munmap(shared, sizeof(*shared));
}
