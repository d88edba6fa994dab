/* Is step's verdict on a program the right one, as its author wrote it and
 * whatever the compiler makes of it?
 *
 * Each file in cases/ is a program. Its first line says what is right:
 *
 *     expect: VERDICT; options: WORDS FOR STEP; flags: FOR GCC; says: TEXT;
 *     lacks: TEXT
 *
 *     VERDICT     status  what it means
 *     holds       0       no schedule fails
 *     fails       1       a schedule ends in a wrong exit status
 *     crashes     1       a schedule ends in a signal that kills
 *     races       1       a schedule comes to a data race, which is shown
 *     deadlocks   3       a schedule ends with tasks that wait for ever
 *     endless     3       a task goes round in a loop for ever
 *     unended     3       time is up, and nothing was found
 *     unproved    77      no schedule fails, and step says which were not tried
 *     partial     77      no schedule fails, and step controlled only a part
 *     refused     77      step says in one line what it does not follow
 *
 * Options and a text that must be printed, or must not, may be missing. Every
 * case is built by each compiler that is here, at two levels of optimisation,
 * into a folder beside this test; one with flags, by gcc alone, which brings
 * OpenMP's library, and not at all where the libraries that it needs are not
 * there to be linked statically. TEST_HALF=0 and TEST_HALF=1 take half of these
 * builds, each compiler at one level, and other ones of the next case; together
 * they take all. TEST_CASE=NAME runs one. A case that makes names in /dev/shm
 * begins them with "step-case".
 *
 * This program has two names, so that it can run twice at the same time:
 * "cases" tries the first case, the third and so on, "cases_rest" the others.
 *
 * Some are asked once more as a container lets step run: it refuses
 * personality(2). */

#include "../harness/answer.h"
#include "../harness/check.h"
#include "../harness/forbid.h"
#include "../harness/program.h"
#include "../harness/source.h"
#include "../harness/stepping.h"

#include "kit/die.h"

#include <dirent.h>
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { MAX_CASES = 1000, LINE_BYTES = 256, NAME_BYTES = 64, MAX_WORDS = 8 };

static const struct verdict {
    const char *name;
    int status;
    const char *says;
} verdicts[] = {
    {"holds", STATUS_HELD, NULL},
    {"fails", STATUS_BROKEN, " fail"},
    {"crashes", STATUS_BROKEN, " crash"},
    {"races", STATUS_BROKEN, "=> a data race: "},
    {"deadlocks", STATUS_STUCK, "in a deadlock"},
    {"endless", STATUS_STUCK, "for ever"},
    {"unended", STATUS_STUCK, "time was up"},
    {"unproved", STATUS_CANNOT, "none of these fails"},
    {"partial", STATUS_CANNOT, "none fails; but step did not control all"},
    {"refused", STATUS_CANNOT, NULL},
    {.name = NULL},
};

struct expectation {
    const struct verdict *verdict; /* NULL: the line cannot be read */
    char text[LINE_BYTES];         /* what the others point into */
    char *option[MAX_WORDS];       /* up to a NULL */
    char *flags;                   /* NULL: none */
    const char *says;              /* NULL: no text in particular */
    const char *lacks;             /* the same */
};

static char folder[PATH_MAX];             /* the programs' sources */
static char built[PATH_MAX];              /* their binaries */
static char names[MAX_CASES][NAME_BYTES]; /* in order */
static int cases, next_case;

/* Threads and processes, some of them made late; memory that is shared before a
 * fork and after, by a name, by System V and by mmap; a heap, a clock, pipes, a
 * crash. */
static const char *const contained[] = {"clock_loop", "double_free",
    "fork_again_memory", "fork_grandchild_race", "fork_inline",
    "fork_open_inside", "fork_pipe_token", "fork_shm_named", "fork_spurious",
    "fork_sysv", "free_large_beside", "increment", "munmap_beside", "named_sem",
    "native_library", "no_predicate", "seeded_by_clock", "sysv_inside",
    "thread_of_thread_race"};

enum { CONTAINED = sizeof(contained) / sizeof(contained[0]) };
static int next_contained;

/* ---- What a case says of itself. ---- */

static char *
field(char *line, const char *key)
{
    char *at = strstr(line, key);

    return at != NULL ? at + strlen(key) : NULL;
}

/* Each field ends at a semicolon, or with the comment. */
static void
split_fields(char *line)
{
    char *end = strstr(line, " */");

    if (end == NULL)
        end = strchr(line, '\n');
    if (end != NULL)
        *end = '\0';
    for (char *at = line; (at = strchr(at, ';')) != NULL; at++)
        *at = '\0';
}

static void
read_expectation(const char *path, struct expectation *expected)
{
    FILE *file = fopen(path, "re");
    int words = 0;

    *expected = (struct expectation){.verdict = verdicts};
    if (file == NULL || fgets(expected->text, LINE_BYTES, file) == NULL)
        expected->text[0] = '\0';
    if (file != NULL)
        fclose(file);
    char *verdict = field(expected->text, "expect: ");
    char *options = field(expected->text, "options: ");
    expected->flags = field(expected->text, "flags: ");
    expected->says = field(expected->text, "says: ");
    expected->lacks = field(expected->text, "lacks: ");
    split_fields(expected->text);
    while (expected->verdict->name != NULL &&
           (verdict == NULL || strcmp(expected->verdict->name, verdict) != 0))
        expected->verdict++;
    if (expected->verdict->name == NULL)
        expected->verdict = NULL;
    char *word = options != NULL ? strtok(options, " ") : NULL;
    for (; word != NULL && words < MAX_WORDS - 1; word = strtok(NULL, " "))
        expected->option[words++] = word;
}

/* ---- What is left behind. ---- */

static int
count_names(const char *name)
{
    DIR *shm = opendir("/dev/shm");
    const struct dirent *entry;
    int count = 0;

    while (shm != NULL && (entry = readdir(shm)) != NULL)
        count += strstr(entry->d_name, name) != NULL;
    if (shm != NULL)
        closedir(shm);
    return count;
}

/* ---- Which cases. ---- */

static bool
is_wanted(const char *name)
{
    const char *only = getenv("TEST_CASE");

    return only == NULL || strcmp(name, only) == 0;
}

static int
by_name(const void *left, const void *right)
{
    return strcmp(left, right);
}

static bool
is_ours(const char *name)
{
    return bsearch(name, names, (size_t)cases, NAME_BYTES, by_name) != NULL;
}

static void
keep_half(void)
{
    int all = cases, first = strchr(program_invocation_short_name, '_') != NULL;

    cases = 0;
    for (int i = first; i < all; i += 2)
        memmove(names[cases++], names[i], NAME_BYTES);
}

static void
list_cases(void)
{
    DIR *sources = opendir(folder);
    const struct dirent *entry;

    while (sources != NULL && (entry = readdir(sources)) != NULL) {
        size_t length = strlen(entry->d_name);
        if (length < 3 || strcmp(entry->d_name + length - 2, ".c") != 0)
            continue;
        if (length - 2 >= NAME_BYTES || cases == MAX_CASES - 1)
            abort(); /* one that is not tried would pass */
        memcpy(names[cases], entry->d_name, length - 2);
        names[cases][length - 2] = '\0';
        cases += is_wanted(names[cases]);
    }
    if (sources != NULL)
        closedir(sources);
    qsort(names, (size_t)cases, NAME_BYTES, by_name);
    if (getenv("TEST_CASE") == NULL)
        keep_half();
}

/* ---- A case. ---- */

struct build {
    const char *compiler, *level;
};

static struct {
    struct build build;
    const char *flag[2]; /* NULL: none */
    char source[PATH_MAX + NAME_BYTES], binary[PATH_MAX + NAME_BYTES];
} job;

/* Becomes the compiler. */
static void
compile(void)
{
    execlp(job.build.compiler, job.build.compiler, "-std=gnu11", "-g",
        job.build.level, "-pthread", "-w", "-o", job.binary, job.source,
        job.flag[0], job.flag[1], (char *)NULL);
    _exit(STATUS_CANNOT); /* this machine lacks it */
}

/* System V objects outlive a program that is killed: where we may, in a
 * namespace of its own, which does not. */
static bool
prepare_own_ipc(void)
{
    return unshare(CLONE_NEWIPC) == 0 || errno == EPERM;
}

static bool
prepare_container(void)
{
    refuse_call(SYS_personality, EPERM);
    return prepare_own_ipc() && prepare_forbidden();
}

static const struct outcome *
ask(const struct expectation *expected, const char *more,
    const struct setting *alone)
{
    const char *arguments[MAX_WORDS + 4] = {NULL};
    int count = 0;

    while (expected->option[count] != NULL) {
        arguments[count] = expected->option[count];
        count++;
    }
    if (more != NULL)
        arguments[count++] = more;
    arguments[count] = "--";
    arguments[count + 1] = job.binary;
    return program_run("step", arguments, alone);
}

static void
check(const struct expectation *expected, const char *name,
    const struct setting *alone)
{
    const struct verdict *verdict = expected->verdict;
    int before = count_names(name);

    const struct outcome *seen = ask(expected, NULL, alone);
    /* On a busy machine the minute that step takes may be too short. */
    if (seen->status != verdict->status && strstr(seen->out, "time was up"))
        seen = ask(expected, "--max-seconds=240", alone);
    CU_ASSERT_EQUAL(seen->status, verdict->status);
    if (seen->status != verdict->status)
        printf("%s %s %s: status %d\n%.2000s\n%.2000s\n", name,
            job.build.compiler, job.build.level, seen->status, seen->out,
            seen->err);
    CU_ASSERT(verdict->says == NULL || strstr(seen->out, verdict->says));
    CU_ASSERT(expected->says == NULL || strstr(seen->out, expected->says) ||
              strstr(seen->err, expected->says));
    CU_ASSERT(
        expected->lacks == NULL || strstr(seen->out, expected->lacks) == NULL);
    if (strcmp(verdict->name, "refused") == 0) {
        CU_ASSERT(is_one_line(seen->err) && *seen->out == '\0');
    } else {
        CU_ASSERT_STRING_EQUAL(seen->err, "");
    }
    CU_ASSERT_EQUAL(count_names(name), before);
}

static void
judge(const char *name, const struct build *builds, const struct setting *alone)
{
    struct expectation expected;

    if (!can_step())
        return;
    snprintf(job.source, sizeof(job.source), "%s/%s.c", folder, name);
    snprintf(job.binary, sizeof(job.binary), "%s/%s", built, name);
    read_expectation(job.source, &expected);
    CU_ASSERT_PTR_NOT_NULL_FATAL(expected.verdict);
    job.flag[0] = expected.flags != NULL ? strtok(expected.flags, " ") : NULL;
    job.flag[1] = expected.flags != NULL ? strtok(NULL, " ") : NULL;
    for (; builds->compiler != NULL; builds++) {
        if (job.flag[0] != NULL && strcmp(builds->compiler, "gcc") != 0)
            continue;
        job.build = *builds;
        int status = IN_CHILD(compile())->status;
        if (status == STATUS_CANNOT || (status != 0 && job.flag[1] != NULL))
            continue;
        CU_ASSERT_EQUAL(status, 0);
        check(&expected, name, alone);
    }
}

/* Is the verdict that of the first line, for each compiler and level? */
static void
judge_next(void)
{
    static const struct build halves[][3] = {
        {{"gcc", "-O0"}, {"clang", "-O2"}, {NULL, NULL}},
        {{"gcc", "-O2"}, {"clang", "-O0"}, {NULL, NULL}}};
    const char *half = getenv("TEST_HALF");
    int drawn = half != NULL ? (atoi(half) + next_case) % 2 : 0;

    for (int i = 0; i < (half != NULL ? 1 : 2); i++)
        judge(names[next_case], halves[(drawn + i) % 2],
            PREPARED(prepare_own_ipc));
    next_case++;
}

/* Is it the same where the addresses of a start are left to chance? */
static void
judge_next_contained(void)
{
    static const struct build one[] = {{"gcc", "-O1"}, {NULL, NULL}};

    while (!is_ours(contained[next_contained]))
        next_contained++;
    judge(contained[next_contained++], one, PREPARED(prepare_container));
}

/* ---- All of them. ---- */

int
main(void)
{
    static struct test table[MAX_CASES + CONTAINED];
    static char title[CONTAINED][NAME_BYTES + 32];
    ssize_t length = readlink("/proc/self/exe", built, sizeof(built) - 8);

    if (length == -1 || !source_find(folder, "tests/step/cases.c"))
        return STATUS_CANNOT;
    folder[strlen(folder) - strlen(".c")] = '\0';
    strcpy(built + length, ".built");
    if (mkdir(built, 0777) == -1 && errno != EEXIST)
        return STATUS_CANNOT;
    list_cases();
    int count = cases;
    for (int i = 0; i < count; i++)
        table[i] = (struct test){names[i], judge_next};
    for (int i = 0; i < CONTAINED; i++) {
        snprintf(title[i], sizeof(title[i]), "%s, contained", contained[i]);
        if (is_ours(contained[i]))
            table[count++] = (struct test){title[i], judge_next_contained};
    }
    return run_tests("step on programs", table);
}
