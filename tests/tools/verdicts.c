/* Does step say of a program what is so, and no more than it knows?
 *
 * With arguments, a role and a model, this test is itself the program that is
 * studied: its workers are threads, or processes with a page in common. */

#include "../harness/answer.h"
#include "../harness/check.h"
#include "../harness/folder.h"
#include "../harness/stepping.h"

#include "kit/die.h"

#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* ---- The program under study. ---- */

enum { WORKERS = 2 };

static struct page {
    volatile long sum;
    volatile long lamp, seen[2];
    pthread_mutex_t lock[2];
    sem_t there, back;
} * shared;
static bool are_processes;

/* The barrier keeps load and store apart, whatever the compiler. */
static __attribute__((noinline)) void *
add_one(void *argument)
{
    long seen = shared->sum;
    __asm__ volatile("" : "+r"(seen));
    shared->sum = seen + 1;
    return argument;
}

/* The one looks twice, the other is on for a while. */
static __attribute__((noinline)) void *
look_or_blink(void *argument)
{
    if (*(int *)argument == 0) {
        shared->seen[0] = shared->lamp;
        shared->seen[1] = shared->lamp;
    } else {
        shared->lamp = 1;
        shared->lamp = 0;
    }
    return NULL;
}

static __attribute__((noinline)) void *
do_nothing(void *argument)
{
    return argument;
}

static int
tell_sum(void)
{
    return shared->sum == WORKERS ? 0 : 3;
}

/* On both times: one preemption, and it fails. On once: two preemptions, and it
 * never ends. */
static int
tell_seen(void)
{
    while (shared->seen[0] != shared->seen[1])
        continue;
    return shared->seen[0] == 1;
}

struct request {
    pid_t to;
    int signal;
};

/* A program under study cannot send step a signal: somebody outside does it for
 * us (see start_asker), and says when it is done. */
static void
ask_step(int signal)
{
    struct request request = {getppid(), signal};
    int asks = open(getenv("VERDICTS_ASKS"), O_WRONLY);
    int answers = open(getenv("VERDICTS_ANSWERS"), O_RDONLY);
    char done;

    if (write(asks, &request, sizeof(request)) == -1 ||
        read(answers, &done, 1) == -1)
        abort();
    close(asks);
    close(answers);
}

/* The same, and somebody asks step to stop then. */
static int
tell_seen_or_interrupt(void)
{
    if (shared->seen[0] != shared->seen[1])
        ask_step(SIGINT);
    return tell_seen();
}

static int
print_sum(void)
{
    printf("sum %ld\n", shared->sum);
    return 0;
}

/* It differs only beyond what step quotes of a text. */
static int
print_late(void)
{
    printf("far on in a line that is longer than what is quoted stands %ld\n",
        shared->sum);
    return 0;
}

/* More than step keeps. */
static int
print_much(void)
{
    for (int i = 0; i < 10000; i++)
        puts("a line of no interest");
    return 0;
}

static int
print_for_ever(void)
{
    for (;;)
        if (puts("a line of no interest") == EOF)
            return 1;
}

static int
say_nothing(void)
{
    return 0;
}

static int
say_three(void)
{
    return 3;
}

static int
complain_briefly(void)
{
    fputs("too few", stderr);
    return 3;
}

static int
wait_for_ever(void)
{
    while (pause() != 0)
        continue;
    return 0;
}

/* Longer than step once took for an end that never comes. */
static int
wait_a_while(void)
{
    sleep(6);
    return 0;
}

static int *volatile nothing;

static int
fall_over(void)
{
    if (shared->sum != WORKERS)
        *nothing = 1;
    return 0;
}

static int
give_up(void)
{
    if (shared->sum != WORKERS)
        abort();
    return 0;
}

/* Each holds what the other one wants. */
static __attribute__((noinline)) void *
embrace(void *argument)
{
    int me = *(int *)argument;

    pthread_mutex_lock(&shared->lock[me]);
    pthread_mutex_lock(&shared->lock[!me]);
    pthread_mutex_unlock(&shared->lock[!me]);
    pthread_mutex_unlock(&shared->lock[me]);
    return NULL;
}

static __attribute__((noinline)) void
ping(void)
{
    sem_post(&shared->there);
    sem_wait(&shared->back);
}

static __attribute__((noinline)) void
pong(void)
{
    sem_wait(&shared->there);
    sem_post(&shared->back);
}

static void *
play_ping_pong(void *argument)
{
    *(int *)argument == 0 ? ping() : pong();
    return NULL;
}

/* Each its two digits, whole. */
static __attribute__((noinline)) void *
write_digits(void *argument)
{
    static const char digits[] = "0123";

    if (write(STDOUT_FILENO, digits + 2 * *(int *)argument, 2) != 2)
        abort();
    return NULL;
}

static void *
become_another(void *argument)
{
    ask_step(SIGTERM);
    execl("/bin/sleep", "sleep", "100", (char *)NULL);
    return argument;
}

/* A thread asks step to stop, and is another program when that is done. */
static int
stop_and_become_another(void)
{
    pthread_t thread;

    if (pthread_create(&thread, NULL, become_another, NULL) != 0)
        return STATUS_CANNOT;
    pthread_join(thread, NULL);
    return 0;
}

/* A name, or a key, for each run of step: it is our parent. */
static bool
make_name(void)
{
    char name[64];

    snprintf(name, sizeof(name), "/step-verdicts-%d", (int)getppid());
    int file = shm_open(name, O_CREAT | O_EXCL | O_RDWR, 0600);
    return file != -1 && ftruncate(file, sizeof(*shared)) == 0 &&
           mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED, file,
               0) != MAP_FAILED;
}

static bool
make_object(void)
{
    int flags = IPC_CREAT | IPC_EXCL | 0600;
    int semaphores = semget(getppid(), 1, flags);

    return semaphores != -1 && semctl(semaphores, 0, SETVAL, 1) != -1 &&
           shmget(getppid(), sizeof(*shared), flags) != -1;
}

static const struct role {
    const char *name;
    bool (*begin)(void); /* what main does before the workers */
    void *(*worker)(void *);
    int (*end)(void); /* and then, and returns */
} roles[] = {
    {"tells", NULL, add_one, tell_sum},
    {"blinks", NULL, look_or_blink, tell_seen},
    {"interrupts", NULL, look_or_blink, tell_seen_or_interrupt},
    {"falls", NULL, add_one, fall_over},
    {"gives up", NULL, add_one, give_up},
    {"falls early", NULL, NULL, fall_over},
    {"leaves early", NULL, NULL, say_three},
    {"complains", NULL, NULL, complain_briefly},
    {"embraces", NULL, embrace, say_nothing},
    {"names", make_name, add_one, tell_sum},
    {"keys", make_object, add_one, tell_sum},
    {"prints", NULL, add_one, print_sum},
    {"prints late", NULL, add_one, print_late},
    {"writes", NULL, write_digits, say_nothing},
    {"prints much", NULL, do_nothing, print_much},
    {"prints for ever", NULL, do_nothing, print_for_ever},
    {"plays", NULL, play_ping_pong, say_nothing},
    {"becomes", NULL, do_nothing, stop_and_become_another},
    {"three", NULL, do_nothing, say_three},
    {"lasts", NULL, do_nothing, wait_for_ever},
    {"late", NULL, do_nothing, wait_a_while},
    {.name = NULL},
};

static void
run_workers(void *(*worker)(void *))
{
    pthread_t thread[WORKERS];
    int number[WORKERS];

    for (int i = 0; i < WORKERS; i++)
        number[i] = i;
    for (int i = 0; i < WORKERS; i++)
        if (!are_processes) {
            if (pthread_create(&thread[i], NULL, worker, &number[i]) != 0)
                exit(STATUS_CANNOT);
        } else if (fork() == 0) {
            worker(&number[i]);
            _exit(0);
        }
    for (int i = 0; i < WORKERS; i++)
        if (are_processes)
            wait(NULL);
        else
            pthread_join(thread[i], NULL);
}

static void
make_locks(void)
{
    pthread_mutexattr_t attributes;

    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
    for (int i = 0; i < 2; i++)
        pthread_mutex_init(&shared->lock[i], &attributes);
    sem_init(&shared->there, 1, 0);
    sem_init(&shared->back, 1, 0);
}

static int
be_studied(const char *name, const char *model)
{
    const struct role *role = roles;
    void *page = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
        MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    if (page == MAP_FAILED)
        return STATUS_CANNOT;
    shared = page;
    are_processes = strcmp(model, "proc") == 0;
    make_locks();
    while (strcmp(role->name, name) != 0)
        role++;
    if (role->begin != NULL && !role->begin())
        return STATUS_CANNOT;
    if (role->worker != NULL)
        run_workers(role->worker);
    return role->end();
}

/* ---- What is the same in all questions. ---- */

static const char *const models[] = {"thread", "proc", NULL};

/* Sends the signals that programs under study ask for, as long as we live. */
static void
start_asker(void)
{
    static bool runs;
    const char *asks = folder_path("asks"), *answers = folder_path("answers");
    struct request request;

    if (runs)
        return;
    runs = true;
    CU_ASSERT_FATAL(mkfifo(asks, 0600) == 0 && mkfifo(answers, 0600) == 0);
    CU_ASSERT_FATAL(setenv("VERDICTS_ASKS", asks, 1) == 0 &&
                    setenv("VERDICTS_ANSWERS", answers, 1) == 0);
    pid_t asker = fork();
    CU_ASSERT_FATAL(asker != -1);
    if (asker != 0)
        return;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    int from = open(asks, O_RDWR), to = open(answers, O_RDWR);
    while (read(from, &request, sizeof(request)) == sizeof(request) &&
           kill(request.to, request.signal) == 0 && write(to, "", 1) == 1)
        ;
    _exit(1);
}

static const struct outcome *
study(const char *role, const char *model, const char *function,
    const char *option)
{
    char self[4096];

    if (realpath("/proc/self/exe", self) == NULL)
        return STEP("--nothing");
    return STEP("--function", function, option, "--", self, role, model);
}

/* With all its tasks led. */
static const struct outcome *
study_all(const char *role, const char *model, const char *option)
{
    char self[4096];

    if (realpath("/proc/self/exe", self) == NULL)
        return STEP("--nothing");
    return STEP(option, "--", self, role, model);
}

static bool
says(const struct outcome *seen, const char *words)
{
    return strstr(seen->out, words) != NULL;
}

/* ---- The program's own status. ---- */

/* Is it judged, and never taken for what step's own means: is 3 no deadlock? */
static void
status_of_the_program_is_judged(void)
{
    if (!can_step())
        return;
    for (int i = 0; models[i] != NULL; i++) {
        const struct outcome *seen =
            study("tells", models[i], "add_one", "--preemptions=2");
        CU_ASSERT_EQUAL(seen->status, STATUS_BROKEN);
        CU_ASSERT(says(seen, "6 schedules, 4 fail\n"));
        CU_ASSERT(says(seen, "the program exits with 3\n"));
    }
}

/* Is any other status right, where that is said; and is 0 wrong then? */
static void
expected_status_is_asked_for(void)
{
    if (!can_step())
        return;
    for (int i = 0; models[i] != NULL; i++) {
        const struct outcome *seen =
            study("three", models[i], "do_nothing", "--expect-status=3");
        CU_ASSERT_NOT_EQUAL(seen->status, STATUS_BROKEN);
        CU_ASSERT(says(seen, "1 schedule, none fails"));
        seen = study("tells", models[i], "add_one", "--expect-status=3");
        CU_ASSERT_EQUAL(seen->status, STATUS_BROKEN);
        CU_ASSERT(says(seen, "6 schedules, 2 fail\n"));
        CU_ASSERT(says(seen, "the program exits with 0, not 3\n"));
    }
}

/* ---- What the program prints. ---- */

/* Where it differs, and nobody has said what is right: is each outcome counted
 * and shown, and the reader asked? */
static void
outcomes_are_told(void)
{
    if (!can_step())
        return;
    for (int i = 0; models[i] != NULL; i++) {
        const struct outcome *seen =
            study("prints", models[i], "add_one", "--preemptions=2");
        CU_ASSERT_NOT_EQUAL(seen->status, STATUS_BROKEN);
        CU_ASSERT(!says(seen, ", none fails\n"));
        CU_ASSERT(says(seen,
            "2 outcomes: \"sum 2\" 2 schedules, \"sum 1\" 4 schedules\n"));
        CU_ASSERT(says(seen, "is that meant?"));
        CU_ASSERT(says(seen, "to \"sum 2\": AABB, 0 preemptions\n"));
        CU_ASSERT(says(seen, "to \"sum 1\": ABBA, 1 preemption\n"));
        seen = study("prints", models[i], "add_one", "--json");
        CU_ASSERT(is_json(seen->out));
        CU_ASSERT(says(seen, "\"outcomes\": [{\"output\": \"sum 2\\u000a\", "
                             "\"status\": 0, \"schedules\": 2, "
                             "\"schedule\": \"AABB\"}"));
    }
}

/* Is the order in which workers print an outcome, too? */
static void
order_of_output_is_an_outcome(void)
{
    if (!can_step())
        return;
    for (int i = 0; models[i] != NULL; i++) {
        const struct outcome *seen =
            study_all("writes", models[i], "--preemptions=0");
        CU_ASSERT_EQUAL(seen->status, STATUS_HELD);
        CU_ASSERT(says(seen, "2 outcomes: \"0123\" "));
        CU_ASSERT(says(seen, ", \"2301\" "));
    }
}

/* Does another output than the right one fail? */
static void
output_is_expected(void)
{
    if (!can_step())
        return;
    for (int i = 0; models[i] != NULL; i++) {
        const struct outcome *seen =
            study("prints", models[i], "add_one", "--expect-output=sum 2");
        CU_ASSERT_EQUAL(seen->status, STATUS_BROKEN);
        CU_ASSERT(says(seen, "6 schedules, 4 fail\n"));
        CU_ASSERT(says(seen, "it prints \"sum 1\", not \"sum 2\"\n"));
        CU_ASSERT(!says(seen, "is that meant?"));
    }
}

/* If it differs late in a long line, is that place shown? */
static void
output_is_told_apart(void)
{
    if (!can_step())
        return;
    const struct outcome *seen =
        study("prints late", models[0], "add_one", "--preemptions=2");
    CU_ASSERT(says(seen, "2 outcomes: \"...s quoted stands 2\" 2 schedules, "
                         "\"...s quoted stands 1\" 4 schedules\n"));
    seen = study("prints late", models[0], "add_one",
        "--expect-output=far on in a line that is longer than what is quoted "
        "stands 2");
    CU_ASSERT_EQUAL(seen->status, STATUS_BROKEN);
    CU_ASSERT(says(seen, "it prints \"...s quoted stands 1\", not \"...s "
                         "quoted stands 2\"\n"));
}

/* Is it said where not all of it is looked at; and does time end a program that
 * prints for ever, with no verdict on it? */
static void
output_is_bounded(void)
{
    if (!can_step())
        return;
    for (int i = 0; models[i] != NULL; i++) {
        const struct outcome *seen =
            study("prints much", models[i], "do_nothing", "--preemptions=0");
        CU_ASSERT(says(seen, "only the first 64 KiB are looked at\n"));
        seen = study(
            "prints for ever", models[i], "do_nothing", "--max-seconds=2");
        CU_ASSERT_EQUAL(seen->status, STATUS_STUCK);
        CU_ASSERT(says(seen, "the program did not end in the time given"));
    }
}

/* ---- Tasks that are not controlled. ---- */

/* Are those named, main as well; and is nothing proved then? */
static void
tasks_not_led_are_named(void)
{
    if (!can_step())
        return;
    for (int i = 0; models[i] != NULL; i++) {
        const struct outcome *seen =
            study("three", models[i], "do_nothing", "--expect-status=3");
        CU_ASSERT_EQUAL(seen->status, STATUS_CANNOT);
        CU_ASSERT(
            says(seen, "not controlled: main, which waits for the end of"));
        CU_ASSERT(says(seen, ", none fails; but step did not control all"));
        CU_ASSERT(!says(seen, ", none fails\n"));
        seen = study("three", models[i], "do_nothing", "--json");
        CU_ASSERT(is_json(seen->out));
        CU_ASSERT(says(seen, "\"not_led\": [\"main\"]"));
    }
}

/* Is it no deadlock, if the one that could help is not controlled? */
static void
partner_not_led_is_no_deadlock(void)
{
    if (!can_step())
        return;
    for (int i = 0; models[i] != NULL; i++) {
        const struct outcome *seen =
            study("plays", models[i], "ping", "--preemptions=2");
        CU_ASSERT_EQUAL(seen->status, STATUS_CANNOT);
        CU_ASSERT(says(seen,
            i == 0 ? "not controlled: a thread" : "not controlled: a process"));
        CU_ASSERT(says(seen, "no controlled task goes on"));
        CU_ASSERT(!says(seen, "deadlock"));
    }
}

/* ---- Ways to die. ---- */

/* Where main dies of a signal in some orders, is it told of which, and in which
 * line? */
static void
death_of_main_has_a_line(void)
{
    static const char *const roles_and_words[][2] = {
        {"falls", "the program was killed by SIGSEGV at verdicts.c:"},
        {"gives up", "the program was killed by SIGABRT at verdicts.c:"}};

    if (!can_step())
        return;
    for (int i = 0; models[i] != NULL; i++)
        for (int j = 0; j < 2; j++) {
            const struct outcome *seen = study(
                roles_and_words[j][0], models[i], "add_one", "--preemptions=2");
            CU_ASSERT_EQUAL(seen->status, STATUS_BROKEN);
            CU_ASSERT(says(seen, "6 schedules, 4 crash\n"));
            CU_ASSERT(says(seen, roles_and_words[j][1]));
        }
}

/* The same, where it ends before there is anything to study? */
static void
early_end_is_told(void)
{
    static const char *const roles_and_words[][2] = {
        {"falls early", "was killed by SIGSEGV at verdicts.c:"},
        {"leaves early", "ends with status 3, and no task of it comes"}};

    if (!can_step())
        return;
    for (int i = 0; i < 2; i++) {
        const struct outcome *seen = study(
            roles_and_words[i][0], "thread", "add_one", "--preemptions=2");
        CU_ASSERT_EQUAL(seen->status, STATUS_BROKEN);
        CU_ASSERT_STRING_EQUAL(seen->out, "");
        CU_ASSERT(is_one_line(seen->err));
        CU_ASSERT_PTR_NOT_NULL(strstr(seen->err, roles_and_words[i][1]));
    }
    const struct outcome *seen =
        study_all("falls early", "thread", "--preemptions=2");
    CU_ASSERT_EQUAL(seen->status, STATUS_BROKEN);
    CU_ASSERT_PTR_NOT_NULL(strstr(seen->err, roles_and_words[0][1]));
}

/* Is its own last line, if it has not ended that, told in one of its own? */
static void
early_words_stand_apart(void)
{
    if (!can_step())
        return;
    const struct outcome *seen =
        study("complains", "thread", "add_one", "--preemptions=2");
    CU_ASSERT_EQUAL(seen->status, STATUS_BROKEN);
    CU_ASSERT_EQUAL(strncmp(seen->err, "too few\nstep: ", 14), 0);
}

/* Does a deadlock end with that, and with no value of anything, where none was
 * asked for? */
static void
deadlock_has_no_value(void)
{
    if (!can_step())
        return;
    for (int i = 0; models[i] != NULL; i++) {
        const struct outcome *seen =
            study("embraces", models[i], "embrace", "--preemptions=1");
        CU_ASSERT_EQUAL(seen->status, STATUS_STUCK);
        CU_ASSERT(says(seen, "=> nobody can go on: a deadlock\n"));
    }
}

/* ---- What the program makes in the system. ---- */

/* Does a start find none of what an earlier one has made and left, under a name
 * or a key of its own; and is nothing left in the end? */
static void
starts_find_nothing_of_others(void)
{
    static const char *const made[] = {"names", "keys"};
    struct dirent *entry;

    if (!can_step())
        return;
    for (int i = 0; models[i] != NULL; i++)
        for (int j = 0; j < 2; j++) {
            const struct outcome *seen =
                study(made[j], models[i], "add_one", "--preemptions=2");
            /* A kernel that gives us no namespace: then it is refused. */
            if (j == 1 && strstr(seen->err, "take IPC_PRIVATE") != NULL)
                continue;
            CU_ASSERT_EQUAL(seen->status, STATUS_BROKEN);
            CU_ASSERT(says(seen, "6 schedules, 4 fail\n"));
        }
    DIR *folder = opendir("/dev/shm");
    CU_ASSERT_PTR_NOT_NULL_FATAL(folder);
    while ((entry = readdir(folder)) != NULL)
        CU_ASSERT(strncmp(entry->d_name, "step-verdicts-", 14) != 0);
    closedir(folder);
}

/* Is a name that was there before, and that the program names, told? */
static void
name_that_is_there_is_told(void)
{
    static const char name[] = "/step-verdicts-left";

    if (!can_step())
        return;
    int file = shm_open(name, O_CREAT | O_RDWR, 0600);
    CU_ASSERT_NOT_EQUAL_FATAL(file, -1);
    close(file);
    const struct outcome *seen =
        study("tells", models[0], "add_one", "--preemptions=0");
    CU_ASSERT_EQUAL(shm_unlink(name), 0);
    CU_ASSERT_PTR_NOT_NULL(
        strstr(seen->err, "rm /dev/shm/step-verdicts-left first\n"));
}

/* ---- Limits. ---- */

/* When time is up, is a schedule that failed before still shown, with status 1,
 * and told how far the search had come? */
static void
failure_is_kept_when_time_is_up(void)
{
    if (!can_step())
        return;
    const struct outcome *seen =
        study("blinks", "proc", "look_or_blink", "--max-seconds=10");
    CU_ASSERT_EQUAL(seen->status, STATUS_BROKEN);
    CU_ASSERT(says(seen, "complete up to 1 preemption ("));
    CU_ASSERT(says(seen, "fails), then time was up\n"));
    CU_ASSERT(says(seen, "shortest: "));
    CU_ASSERT(says(seen, "the program did not end in the time given"));
    CU_ASSERT(!says(seen, "deadlock"));
}

/* The same, when somebody presses Ctrl-C? */
static void
failure_is_kept_when_it_is_stopped(void)
{
    if (!can_step())
        return;
    start_asker();
    const struct outcome *seen =
        study("interrupts", "thread", "look_or_blink", "--max-seconds=60");
    CU_ASSERT_EQUAL(seen->signal, SIGINT);
    CU_ASSERT(says(seen, "complete up to 1 preemption ("));
    CU_ASSERT(says(seen, "fails), then it was stopped\n"));
    CU_ASSERT(says(seen, "shortest: "));
}

/* Does it end at once when it is stopped, also while a thread of the program
 * becomes another one, whose former id is never heard of again? */
static void
exec_does_not_keep_it(void)
{
    if (!can_step())
        return;
    start_asker();
    for (int i = 0; i < 20; i++) {
        const struct outcome *seen =
            study("becomes", models[i % 2], "do_nothing", "--max-seconds=60");
        CU_ASSERT(!seen->timed_out);
        CU_ASSERT_EQUAL(seen->signal, SIGTERM);
    }
}

/* Is nothing proved, and nothing failed, when time is up with nothing found? */
static void
time_is_no_verdict(void)
{
    if (!can_step())
        return;
    for (int i = 0; models[i] != NULL; i++) {
        const struct outcome *seen =
            study("lasts", models[i], "do_nothing", "--max-seconds=1");
        CU_ASSERT_EQUAL(seen->status, STATUS_STUCK);
        CU_ASSERT(says(seen, "time was up before all schedules"));
        CU_ASSERT(!says(seen, ", none fails\n"));
        CU_ASSERT(!says(seen, "deadlock"));
    }
    const struct outcome *seen = STEP("counter", "--sync=mutex", "--workers=4",
        "--iterations=6", "--preemptions=all", "--max-seconds=1", "--json");
    CU_ASSERT_EQUAL(seen->status, STATUS_STUCK);
    CU_ASSERT(is_json(seen->out));
    CU_ASSERT(says(seen, "\"end\": \"time\""));
}

/* Does it change no verdict when all of them are stopped for a while, step and
 * the program, wherever they are? */
static void
stall_changes_nothing(void)
{
    static const struct timespec moment = {.tv_nsec = 100000000};
    char self[4096];

    if (!can_step() || realpath("/proc/self/exe", self) == NULL)
        return;
    for (int i = 0; models[i] != NULL; i++) {
        program_start("step", WORDS("--", self, "tells", models[i]), NULL);
        nanosleep(&moment, NULL);
        kill(-program_id(), SIGSTOP);
        sleep(6); /* more than any patience that step once had */
        kill(-program_id(), SIGCONT);
        const struct outcome *seen = program_finish();
        CU_ASSERT_EQUAL(seen->status, STATUS_BROKEN);
        CU_ASSERT(says(seen, " fail\n"));
        CU_ASSERT(says(seen, "the program exits with 3\n"));
    }
}

/* Is a program that takes its time at the end waited for? */
static void
end_is_waited_for(void)
{
    if (!can_step())
        return;
    for (int i = 0; models[i] != NULL; i++) {
        const struct outcome *seen =
            study("late", models[i], "do_nothing", "--preemptions=0");
        CU_ASSERT_NOT_EQUAL(seen->status, STATUS_STUCK);
        CU_ASSERT(says(seen, "1 schedule"));
        CU_ASSERT(!says(seen, "deadlock"));
    }
}

static const struct test tests[] = {
    {"the program's status is judged", status_of_the_program_is_judged},
    {"another status may be expected", expected_status_is_asked_for},
    {"outcomes are told", outcomes_are_told},
    {"the order of output is an outcome", order_of_output_is_an_outcome},
    {"an output is expected", output_is_expected},
    {"another output, late, is told", output_is_told_apart},
    {"output is bounded", output_is_bounded},
    {"tasks that are not led are named", tasks_not_led_are_named},
    {"a partner not led is no deadlock", partner_not_led_is_no_deadlock},
    {"the death of main has a line", death_of_main_has_a_line},
    {"an early end is told", early_end_is_told},
    {"early words stand apart", early_words_stand_apart},
    {"a deadlock has no value", deadlock_has_no_value},
    {"starts find nothing of others", starts_find_nothing_of_others},
    {"a name that is there is told", name_that_is_there_is_told},
    {"a failure is kept when time is up", failure_is_kept_when_time_is_up},
    {"a failure is kept on Ctrl-C", failure_is_kept_when_it_is_stopped},
    {"an exec does not keep it", exec_does_not_keep_it},
    {"time is no verdict", time_is_no_verdict},
    {"a stall changes nothing", stall_changes_nothing},
    {"an end that comes late is waited for", end_is_waited_for},
    {.question = NULL},
};

int
main(int argc, char **argv)
{
    return argc > 2 ? be_studied(argv[1], argv[2])
                    : run_tests("verdicts", tests);
}
