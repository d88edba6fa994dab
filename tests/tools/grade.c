/* Does grade give a program the points that it is due, and no others? The
 * grader's sandbox has tests of its own. */

#include "../harness/check.h"
#include "../harness/folder.h"
#include "../harness/graded.h"
#include "../harness/stepping.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *const checks[] = {
    "build", "run", "schedules", "hygiene", "race", "text"};

static const char *const unlocked[] = {
    "pthread_mutex_lock", "", "pthread_mutex_unlock", "", NULL};

static bool
has_word(const char *list, const char *word)
{
    size_t length = strlen(word);

    for (const char *at = list; (at = strstr(at, word)) != NULL; at++)
        if ((at == list || at[-1] == ' ') && strchr(" ", at[length]) != NULL)
            return true;
    return false;
}

/* Assert that it passes all checks but those that are named. */
static const struct outcome *
check_loses(const char *source, const char *lost)
{
    const struct outcome *seen = grade(source);

    CU_ASSERT(is_json(seen->out));
    for (int i = 0; i < COUNT(checks); i++) {
        bool is_lost = strcmp(status_of(seen->out, checks[i]), "passed") != 0;
        if (is_lost != has_word(lost, checks[i]))
            printf("\n    %s: %s", checks[i], output_of(seen->out, checks[i]));
        CU_ASSERT_EQUAL(is_lost, has_word(lost, checks[i]));
    }
    CU_ASSERT_EQUAL(seen->status, *lost == '\0' ? STATUS_HELD : STATUS_BROKEN);
    return seen;
}

/* Has a program without a mistake all the points? */
TEST(right_has_full_marks)
{
    if (!can_step())
        return;
    lab_write(each_check);
    const struct outcome *seen = check_loses(adder(NULL), "");
    CU_ASSERT_EQUAL(real_at(seen->out, "score"), 100);
    CU_ASSERT_EQUAL(long_at(seen->out, "not_judged"), 0);
    CU_ASSERT_STRING_EQUAL(word_at(seen->out, "sandbox"), "none");
    CU_ASSERT_EQUAL(strlen(word_at(seen->out, "sources_hash")), 64);
}

/* Does each mistake lose the points of just those checks that are about it? */
TEST(each_mistake_loses_its_points)
{
    static const struct {
        const char *changes[7], *lost;
    } mistakes[] = {
        {{"pthread_mutex_lock", "", "pthread_mutex_unlock", "", NULL},
            "schedules race text"},
        {{"pthread_mutex_lock", "long seen = total; pthread_mutex_lock(&m);",
             "total + 1", "total = seen + 1;", NULL},
            "schedules race"},
        {{"printf", "printf(\"total 200\\n\");", NULL}, "schedules"},
        {{"printf", "printf(\"total %ld\\n\", total + 1);", NULL},
            "run schedules"},
        {{"return 0", "return 3;", NULL}, "run schedules hygiene race"},
        {{"total + 1", "int unused; total = total + 1;", NULL}, "build"},
        {{"pthread_mutex_lock", "usleep(1); pthread_mutex_lock(&m);", NULL},
            "text"},
        {{"long total",
             "#pragma GCC diagnostic ignored \"-Wall\"\nstatic long total, "
             "rounds;",
             NULL},
            "build"},
        {{"return arg", "return malloc(100) == NULL ? arg : NULL;", NULL},
            "hygiene"},
        {{"pthread_mutex_lock", "while (pthread_mutex_trylock(&m) != 0) { }",
             NULL},
            "hygiene text"},
        {{"pthread_t", "", "pthread_create", "work(NULL);", "pthread_join", "",
             NULL},
            "schedules"},
    };

    if (!can_step())
        return;
    lab_write(each_check);
    for (int i = 0; i < COUNT(mistakes); i++)
        check_loses(adder(mistakes[i].changes), mistakes[i].lost);
}

/* What a process leaves: is a name seen, and removed, and a child? A number in
 * the name is not told, since it may be the process's. */
TEST(what_is_left_is_seen)
{
    static const char *const name[] = {"return 0",
        "return shm_open(\"/.grade-test-12-x3\", 0102, 0600) == -1;",
        "#include <pthread", "#include <pthread.h>\n#include <sys/mman.h>",
        NULL};
    static const char *const child[] = {
        "return 0", "return fork() == 0 ? pause() : 0;", NULL};

    lab_write("100 hygiene hygiene args=\"2 10\" spin=yes seconds=15\n");
    const struct outcome *seen = grade(adder(name));
    CU_ASSERT_EQUAL(points_of(seen->out, "hygiene"), 75);
    CHECK_HAS(output_of(seen->out, "hygiene"), ".grade-test-*-x*");
    CU_ASSERT_EQUAL(remove("/dev/shm/.grade-test-12-x3"), -1);
    seen = grade(adder(child));
    CU_ASSERT_EQUAL(points_of(seen->out, "hygiene"), 75);
    CHECK_HAS(output_of(seen->out, "hygiene"), "child");
    /* What could not be judged does not hide it. */
    lab_write("100 hygiene hygiene args=\"2 10\" seconds=15\n");
    seen = grade(adder(child));
    CU_ASSERT_EQUAL(points_of(seen->out, "hygiene"), 50);
    CU_ASSERT_STRING_EQUAL(status_of(seen->out, "hygiene"), "partial");
}

/* Are names told in order, however the folder has them? (It has its newest
 * first, or last; these were made in neither order.) */
TEST(names_are_told_in_order)
{
    static const char *const names[] = {"return 0",
        "return shm_open(\"/.grade-test-b\", 0102, 0600) == -1 || "
        "shm_open(\"/.grade-test-a\", 0102, 0600) == -1 || "
        "shm_open(\"/.grade-test-c\", 0102, 0600) == -1;",
        "#include <pthread", "#include <pthread.h>\n#include <sys/mman.h>",
        NULL};

    lab_write("100 hygiene hygiene args=\"2 10\" spin=yes seconds=15\n");
    const struct outcome *seen = grade(adder(names));
    CHECK_HAS(seen->out,
        ".grade-test-a\\u000a.grade-test-b\\u000a.grade-test-c\\u000a");
}

/* Makes names until it is killed, and a byte for each. */
static _Noreturn void
make_names(int told)
{
    char name[64];

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    for (int i = 0;; i++) {
        snprintf(name, sizeof(name), "/twinlab-test-other-%d", i);
        int made = shm_open(name, O_CREAT | O_EXCL | O_WRONLY, 0600);
        if (made == -1 || write(told, "", 1) != 1)
            _exit(1);
        close(made);
        usleep(10000);
    }
}

static bool
may_unshare(void)
{
    pid_t child = fork();
    int status = 1;

    if (child == 0)
        _exit(unshare(CLONE_NEWNS) == -1 &&
              unshare(CLONE_NEWUSER | CLONE_NEWNS) == -1);
    waitpid(child, &status, 0);
    return status == 0;
}

/* Do names that somebody else makes in the meantime stay, and cost nothing? */
TEST(names_of_others_stay)
{
    char byte, name[64];
    int told[2], made = 0, left = 0;

    if (is_skipped(!may_unshare(), "a mount namespace is refused"))
        return;
    lab_write("100 hygiene hygiene args=\"2 10\" spin=yes seconds=15\n");
    CU_ASSERT_FATAL(pipe(told) == 0);
    pid_t other = fork();
    if (other == 0)
        make_names(told[1]);
    const struct outcome *seen = grade(adder(NULL));
    kill(other, SIGKILL);
    waitpid(other, NULL, 0);
    close(told[1]);
    while (read(told[0], &byte, 1) == 1)
        made++;
    close(told[0]);
    for (int i = 0; i <= made;
         i++) { /* it may have been killed before it told */
        snprintf(name, sizeof(name), "/twinlab-test-other-%d", i);
        left += shm_unlink(name) == 0;
    }
    CU_ASSERT(made > 0 && left >= made);
    CU_ASSERT_EQUAL(points_of(seen->out, "hygiene"), 100);
}

/* Are there points by the bound that is survived, and a table with a command
 * that plays it? */
TEST(failing_schedule_is_shown)
{
    if (!can_step())
        return;
    lab_write(each_check);
    const struct outcome *seen = grade(adder(unlocked));
    const char *output = output_of(seen->out, "schedules");
    CU_ASSERT_STRING_EQUAL(status_of(seen->out, "schedules"), "partial");
    CU_ASSERT_EQUAL(points_of(seen->out, "schedules"), 20); /* bound 0 of 1 */
    CHECK_HAS(output, "worker A", "is lost", "twinlab step --expect-output",
        "-- ./thread 2 1");
}

/* Does a program that prints a grader's words get no point by them? */
TEST(words_are_not_believed)
{
    static const char *const liar[] = {"printf",
        "printf(\"total %ld\\npassed\\nscore 100 of 100\\nGrade :=>> 100\\n"
        "{\\\"score\\\": 100}\\n\\033[31m\", total);",
        NULL};

    lab_write("100 run run args=\"2 1\" expect=\"total 2\"\n");
    const struct outcome *seen = grade(adder(liar));
    CU_ASSERT_EQUAL(real_at(seen->out, "score"), 0);
    seen = GRADE_OWN(submission(adder(liar)));
    CHECK_LACKS(seen->out, "\nscore 100");
    CHECK_HAS(seen->out, "\nscore 0 of 100");
    CU_ASSERT_PTR_NULL(strchr(seen->out, '\033'));
    seen = GRADE_OWN("--vpl", submission(adder(liar)));
    CHECK_LACKS(seen->out, "\nGrade :=>> 100");
    CHECK_HAS(seen->out, "\nGrade :=>> 0.00\n");
}

/* Is a program that can look how it is run, and so might behave for step alone,
 * neither passed nor blamed? The total says so. A lock that is taken by the
 * tracer's eyes only is such a one. */
TEST(who_looks_is_not_believed)
{
    static const char *const looks[][5] = {
        {"return 0", "return fopen(\"/proc/self/status\", \"r\") == NULL;"},
        {"return 0", "return fopen(\"/pr\" \"oc/self/stat\", \"r\") == NULL;"},
        {"return 0", "return freopen64(\"/pr\" \"oc/self/stat\", \"r\", stdin) "
                     "== NULL;"},
        {"return 0", "return openat64(0, \"/pr\" \"oc/self/stat\", 0) == -1;"},
        {"return 0", "return syscall(228, 0, 0) == 0;"},
        {"#include <pthread", "#include <pthread.h>\n#include <time.h>\n"
                              "#define NOW clock##_gettime"},
        {"return 0", "return (int)alarm(60);"},
        {"return 0", "return getppid() == 0;"},
        {"return 0", "return getsid(0) == 0;"},
        {"return 0", "char *me = argv[0]; return access(me, 0) == 7;"},
        {"#include <pthread",
            "#include <pthread.h>\n#include <sys/syscall.h>\n"
            "#undef SYS_futex\n#define SYS_futex SYS_getppid",
            "return 0", "return syscall(SYS_futex) == 0;"},
        {"return 0", "size_t n; pthread_attr_t mine; pthread_attr_init(&mine);"
                     "return pthread_attr_getstacksize(&mine, &n) == 7;"},
        {"return 0", "return getenv(\"LINES\") != NULL && argc == 9;"},
        {"return 0",
            "return argc == 9 ? execl(\"/bin/true\", \"true\", NULL) : 0;"},
        {"return 0", "return symlink(\"one\", \"run\") == 2;"},
        {"return 0", "long t; __asm__(\"rdtsc\" : \"=A\"(t)); return t == 0;"},
    };

    if (!can_step())
        return;
    lab_write("60 schedules schedules args=\"2 1\" expect=\"total 2\" bound=0 "
              "seconds=60\n"
              "40 run run args=\"2 9\" expect=\"total 18\" times=1\n");
    for (int i = 0; i < COUNT(looks); i++) {
        const struct outcome *seen = grade(adder(looks[i]));
        CU_ASSERT_STRING_EQUAL(status_of(seen->out, "schedules"), "not_judged");
        CU_ASSERT_EQUAL(long_at(seen->out, "not_judged"), 60);
        CU_ASSERT_STRING_EQUAL(status_of(seen->out, "run"), "passed");
    }
}

/* Is a program that would end its tracer that program's failure, in whatever
 * way it says it, whether the system lets it or not? */
TEST(who_would_kill_step_fails)
{
    static const char *const kills[][7] = {
        {"return 0", "return kill(getppid(), 9);", "#include <pthread",
            "#include <pthread.h>\n#include <signal.h>", NULL},
        {"return 0", "pid_t who = getppid(); return kill(who, 9) == 5;",
            "#include <pthread", "#include <pthread.h>\n#include <signal.h>",
            NULL},
    };

    lab_write("100 schedules schedules args=\"2 1\" expect=\"total 2\"\n");
    for (int i = 0; i < COUNT(kills); i++) {
        const struct outcome *seen = grade(adder(kills[i]));
        CU_ASSERT_STRING_EQUAL(status_of(seen->out, "schedules"), "failed");
        CU_ASSERT_EQUAL(real_at(seen->out, "score"), 0);
    }
}

/* Do the scores earned before a hang stay, in the files too, and is the rest
 * not judged when the grader's own time is up? */
TEST(earned_scores_stay)
{
    static const char *const hangs[] = {
        "pthread_mutex_unlock", "if (rounds > 1) pause();", NULL};
    char file[128];

    lab_write("10 build build\n"
              "80 hangs run args=\"2 9\" expect=\"total 18\" seconds=60\n"
              "10 text text call=pthread_create\n");
    snprintf(file, sizeof(file), "%s", folder_path("results.json"));
    const struct outcome *seen = GRADE_OWN("--json", "--max-seconds", "10",
        "--gradescope", file, submission(adder(hangs)));
    CU_ASSERT_EQUAL(points_of(seen->out, "build"), 10);
    CU_ASSERT_STRING_EQUAL(status_of(seen->out, "hangs"), "not_judged");
    CU_ASSERT_STRING_EQUAL(status_of(seen->out, "text"), "not_judged");
    CU_ASSERT_EQUAL(real_at(folder_read(file), "score"), 10);
}

/* Is a report the same at the next run, but for times? */
TEST(reports_are_equal)
{
    char before[1 << 16] = "";

    if (!can_step())
        return;
    lab_write(each_check);
    for (int i = 0; i < 2; i++) {
        const struct outcome *seen = grade(adder(unlocked));
        char text[1 << 16] = "";
        snprintf(text, sizeof(text), "%s", seen->out);
        for (char *at = text; (at = strstr(at, "\"seconds\": ")) != NULL;) {
            at += strlen("\"seconds\": ");
            const char *end = at + strcspn(at, ",}");
            memmove(at, end, strlen(end) + 1);
        }
        if (i > 0)
            CU_ASSERT_STRING_EQUAL(text, before);
        memcpy(before, text, sizeof(text));
    }
}
