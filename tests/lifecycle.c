/* Does each worker end as its model promises, is that reported correctly, and
 * is no process left behind? */

#include "lifecycle.h"

#include "harness/left.h"
#include "harness/twin.h"

#include "kit/clock.h"
#include "kit/json.h"
#include "kit/sysfile.h"

#include <ctype.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { TEXT = 256, MANY = 64, CREW = 3 };
enum { LOADER = 127 }; /* the status where the loader gives up */

/* enum lifecycle_end and enum lifecycle_kind, in their order. */
static const char *const ends[] = {"exit", "leave", "join", "killed"};
static const char *const kinds[] = {
    "plain", "detached", "daemon", "unix-daemon"};

/* ---- What is expected, written independently of the program. ---- */

/* The outcome. U: a wrong command line; C: the model cannot; J: all finish
 * before main; D: all end with main, unfinished; O: all outlive it. One line
 * for each end, one letter for each kind. */
struct promise {
    const char *model, *ends[4];
};

static char
promised(int end, int kind)
{
    static const struct promise promises[] = {
        {"proc", {"OODO", "OODO", "JUJU", "OODO"}},
        {"thread", {"DDDC", "OOCC", "JUJU", "DDDC"}},
        {"coro", {"DDDC", "DDDC", "JUJU", "DDDC"}},
    };

    for (int i = 0; i < COUNT(promises); i++)
        if (model_is(promises[i].model))
            return promises[i].ends[end][kind];
    return '?';
}

/* ---- Reading the log. ---- */

/* The next line, from *place on, that has these words; NULL: none. A line is
 * the text without its time. *place counts lines. */
static bool
find_line(const char *out, const char *said, int *place)
{
    const char *items = json_get(out, "log").start;
    struct json_slice item;
    char text[TEXT];

    for (int i = 0; json_item(&items, &item); i++) {
        json_text(item, text, sizeof(text));
        const char *line = strlen(text) > 14 ? text + 14 : "";
        if (i >= *place && strncmp(line, said, strlen(said)) == 0) {
            *place = i + 1;
            return true;
        }
    }
    return false;
}

static bool
has_line(const char *out, const char *said)
{
    int place = 0;

    return find_line(out, said, &place);
}

/* The number that follows those words in a worker's line. */
static long
number_after(const char *out, const char *who, const char *words)
{
    const char *items = json_get(out, "log").start;
    struct json_slice item;
    char text[TEXT];

    while (json_item(&items, &item)) {
        json_text(item, text, sizeof(text));
        const char *at = strstr(text, words);
        if (strlen(text) > 14 && strncmp(text + 14, who, strlen(who)) == 0 &&
            at != NULL)
            return strtol(at + strlen(words), NULL, 10);
    }
    return -1;
}

/* ---- Which processes exist. ---- */

/* A unique name for the workers. */
static const char *
own_name(void)
{
    static char name[LIFECYCLE_NAME_BYTES];

    snprintf(name, sizeof(name), "t%d", (int)getpid());
    return name;
}

static bool
is_named_so(pid_t process, pid_t task)
{
    char start[32], rest[32];

    snprintf(start, sizeof(start), "%s-", own_name());
    return sysfile_line(rest, sizeof(rest), start, "/proc/%d/task/%d/comm",
        (int)process, (int)task);
}

/* The processes of the tasks, anywhere on the machine, with our workers' names.
 * Returns how many. */
static int
find_workers(pid_t ids[MANY])
{
    DIR *processes = opendir("/proc");
    char folder[64];
    int count = 0;

    for (pid_t id; (id = next_number(&processes)) != 0;) {
        snprintf(folder, sizeof(folder), "/proc/%d/task", (int)id);
        DIR *tasks = opendir(folder);
        for (pid_t task; (task = next_number(&tasks)) != 0;)
            if (count < MANY && is_named_so(id, task))
                ids[count++] = id;
    }
    return count;
}

static pid_t
parent_of(pid_t id)
{
    return (pid_t)sysfile_number("PPid", "/proc/%d/status", (int)id);
}

static bool
all_are_orphans(const pid_t ids[CREW])
{
    for (int i = 0; i < CREW; i++)
        if (parent_of(ids[i]) != program_id())
            return false;
    return true;
}

/* Do the workers of a long run exist; `orphaned`: and is main gone? Coroutines
 * are not visible: main counts instead. */
static bool
have_come(pid_t ids[MANY], bool orphaned)
{
    if (model_is("coro"))
        return group_members(program_id(), ids, MANY) == 1;
    return find_workers(ids) == CREW && (!orphaned || all_are_orphans(ids));
}

static void
await_workers(pid_t ids[MANY], bool orphaned)
{
    bool come = false;

    AWAIT(come = have_come(ids, orphaned));
    CU_ASSERT_FATAL(come);
}

/* We are a subreaper, so we would have to reap all that the last program left,
 * in whatever session and group. patient: the kernel and the lifeline may take
 * a moment. */
static void
check_nobody_left(bool patient)
{
    long deadline_ns = clock_ns() + (patient ? patience_s() * NS_PER_S : 0);
    pid_t ids[MANY], seen;
    int reaped = 0;

    while ((seen = waitpid(-1, NULL, WNOHANG)) >= 0 &&
           (seen > 0 || clock_ns() < deadline_ns)) {
        reaped += seen > 0;
        if (seen == 0)
            clock_sleep_ns(1000 * NS_PER_US);
    }
    CU_ASSERT_EQUAL(seen, -1);
    CU_ASSERT(patient || reaped == 0);
    int count = find_workers(ids);
    CU_ASSERT_EQUAL(count, 0);
    for (int i = 0; i < count; i++)
        kill(ids[i], SIGKILL); /* so as to disturb no other test */
    while (seen != -1)
        seen = waitpid(-1, NULL, 0);
}

/* Under ThreadSanitizer a process does not end with its last thread: there is
 * one more, of its own. */
static bool
is_tried(int end)
{
    return !UNDER_TSAN || end != LIFECYCLE_LEAVE;
}

/* A run of CREW workers that does not end by itself. */
static void
start_long(int end, int kind)
{
    /* Killed as it looks for leaks at main's exit, LeakSanitizer complains. */
    allow_leak_check(false);
    start_twin("--name=%s --workers=%d --sleep-ms=3600000 --end=%s --kind=%s",
        own_name(), CREW, ends[end], kinds[kind]);
    allow_leak_check(true);
}

/* Do its workers live on after main has ended? */
static bool
is_long(int end, int kind)
{
    return is_tried(end) &&
           (promised(end, kind) == 'J' || promised(end, kind) == 'O');
}

/* ---- Fates. ---- */

static void
check_fate(const char *out, char fate)
{
    bool proc = model_is("proc");
    long finished = fate == 'D' ? 0 : CREW;

    check_json(out, "started=%d finished=%ld outlived_main=%d orphans=%d", CREW,
        finished, fate == 'O' ? CREW : 0, proc && fate != 'J' ? CREW : 0);
    CU_ASSERT_STRING_EQUAL(word_at(out, "start_order"), "0 1 2");
    CU_ASSERT_STRING_EQUAL(
        word_at(out, "finish_order"), finished == 0 ? "none" : "2 1 0");
    CU_ASSERT_EQUAL(has_line(out, "worker-0: finishing"), finished != 0);
    CU_ASSERT(bool_at(out, "ok"));
    CU_ASSERT_NOT_EQUAL(*word_at(out, "note"), '\0');
}

/* For each end of main and each kind of worker: does each worker end as
 * promised, and is what is impossible refused in one line? */
TEST(promises_are_kept)
{
    for (int i = 0; i < COUNT(ends) * COUNT(kinds); i++) {
        int end = i / COUNT(kinds), kind = i % COUNT(kinds);
        char fate = promised(end, kind);
        if (!is_tried(end))
            continue;
        const struct outcome *seen =
            run_twin("--workers=%d --sleep-ms=3 --end=%s --kind=%s --json",
                CREW, ends[end], kinds[kind]);
        check_nobody_left(false);
        if (fate == 'U' || fate == 'C') {
            check_refusal(seen, fate == 'U' ? STATUS_USAGE : STATUS_CANNOT,
                "--kind", kinds[kind]);
            continue;
        }
        check_answer(seen, STATUS_HELD);
        check_fate(seen->out, fate);
        CU_ASSERT_STRING_EQUAL(word_at(seen->out, "main_ended"),
            end == LIFECYCLE_KILLED ? "SIGKILL" : "exit 0");
        CU_ASSERT_EQUAL(long_at(seen->out, "own_session"),
            kind == LIFECYCLE_UNIX_DAEMON ? CREW : 0);
    }
}

/* Does a worker stay until main is gone, even if it sleeps for no time and main
 * still has others to start? */
TEST(nobody_ends_early)
{
    for (int end = 0; end < COUNT(ends); end++) {
        if (!is_tried(end))
            continue;
        const char *out = run_held(
            "--workers=5 --sleep-ms=0 --order=same --end=%s --json", ends[end]);
        CU_ASSERT_EQUAL(long_at(out, "outlived_main"),
            promised(end, LIFECYCLE_PLAIN) == 'O' ? 5 : 0);
    }
}

/* Is the watcher the parent of the workers that main has left, and main the
 * parent of the others? */
TEST(parents_are_reported)
{
    static const char *const workers[] = {"worker-0", "worker-1", "worker-2"};

    if (is_skipped(!model_is("proc"), "only a process has a parent"))
        return;
    for (int kind = 0; kind < COUNT(kinds); kind++) {
        bool main_is_parent =
            kind == LIFECYCLE_PLAIN || kind == LIFECYCLE_DAEMON;
        const struct outcome *seen =
            run_twin("--sleep-ms=3 --kind=%s --json", kinds[kind]);
        check_answer(seen, STATUS_HELD);
        long main_id = number_after(seen->out, "Watcher", "over, process ");
        CU_ASSERT(main_id > 0 && main_id != seen->id);
        for (int i = 0; i < CREW; i++) {
            long first = number_after(seen->out, workers[i], ", parent ");
            long last = number_after(seen->out, workers[i], "now it is ");
            CU_ASSERT_EQUAL(first, main_is_parent ? main_id : seen->id);
            CU_ASSERT_EQUAL(last, kind == LIFECYCLE_PLAIN ? seen->id : -1);
        }
    }
}

/* Is a Unix daemon one: in a session that it does not lead, in no folder of
 * ours, without our descriptors? */
TEST(daemon_is_on_its_own)
{
    pid_t ids[MANY];
    char path[64], target[TEXT];

    if (is_skipped(!model_is("proc"), "only a process can be one"))
        return;
    start_long(LIFECYCLE_EXIT, LIFECYCLE_UNIX_DAEMON);
    await_workers(ids, true);
    for (int i = 0; i < CREW; i++) {
        CU_ASSERT_NOT_EQUAL(getsid(ids[i]), getsid(0));
        CU_ASSERT_NOT_EQUAL(getsid(ids[i]), ids[i]);
        CU_ASSERT_NOT_EQUAL(getpgid(ids[i]), program_id());
        for (int descriptor = -1; descriptor < 3; descriptor++) {
            if (descriptor == -1)
                snprintf(path, sizeof(path), "/proc/%d/cwd", (int)ids[i]);
            else
                snprintf(path, sizeof(path), "/proc/%d/fd/%d", (int)ids[i],
                    descriptor);
            ssize_t length = readlink(path, target, sizeof(target) - 1);
            target[length < 0 ? 0 : length] = '\0';
            CU_ASSERT_STRING_EQUAL(
                target, descriptor == -1 ? "/" : "/dev/null");
        }
    }
    check_death(program_id(), SIGTERM);
    check_nobody_left(false);
}

/* After pthread_exit in main, is its thread a zombie while its process lives?
 * And if a tool keeps the process alive, is that reported instead of a hang? */
TEST(zombie_thread_is_reported)
{
    const struct outcome *seen = run_twin("--sleep-ms=3 --end=leave --json");

    if (!is_tried(LIFECYCLE_LEAVE)) {
        check_refusal(seen, STATUS_STUCK, "does not end", "ThreadSanitizer");
        return;
    }
    CU_ASSERT_EQUAL(has_line(seen->out, "Watcher : main's thread is a zombie"),
        model_is("thread"));
}

/* ---- Order. ---- */

/* Do they finish in exactly the order of their sleeping times, even if these
 * are 0; and do they start in order of their numbers? */
TEST(order_is_that_of_sleep)
{
    static const int crews[] = {1, 2, 8, 64};
    static const struct {
        const char *order, *last[COUNT(crews)];
    } orders[] = {
        {"reversed", {"0", "1 0", "7 6 5 4 3 2 1 0", "63 62 61 60 59 .."}},
        {"same", {"0", "0 1", "0 1 2 3 4 5 6 7", "0 1 2 3 4 5 6 7 .."}},
        {"shuffled --seed=7", {"0", NULL, NULL, NULL}},
    };

    for (int i = 0; i < COUNT(orders) * COUNT(crews); i++) {
        int crew = crews[i % COUNT(crews)];
        const char *expected = orders[i / COUNT(crews)].last[i % COUNT(crews)];
        const char *out =
            run_held("--end=join --sleep-ms=0 --workers=%d --order=%s --json",
                crew, orders[i / COUNT(crews)].order);
        CU_ASSERT(strlen(out) < 65536); /* a pipe holds as much */
        check_json(out, "finished=%d in_order=true", crew);
        if (expected != NULL)
            CU_ASSERT_STRING_EQUAL(word_at(out, "finish_order"), expected);
    }
}

/* Is a shuffled order the same for the same seed, and sometimes different for
 * another? Does it contain all workers? */
TEST(seed_gives_the_order)
{
    char first[TEXT] = "";
    int others = 0;

    for (int seed = 0; seed < 20; seed++) {
        int found[5] = {0};
        const struct outcome *seen =
            run_twin("--end=join --sleep-ms=0 --workers=5 --order=shuffled "
                     "--seed=%d --json",
                seed / 2);
        const char *order = word_at(seen->out, "finish_order");
        CU_ASSERT_EQUAL(strlen(order), strlen("0 1 2 3 4"));
        for (const char *digit = order; *digit != '\0'; digit++)
            if (*digit >= '0' && *digit < '5')
                found[*digit - '0']++;
        for (int i = 0; i < 5; i++)
            CU_ASSERT_EQUAL(found[i], 1);
        if (seed % 2 == 1)
            CU_ASSERT_STRING_EQUAL(order, first);
        others += seed > 0 && strcmp(order, first) != 0;
        snprintf(first, sizeof(first), "%s", order);
    }
    CU_ASSERT(others > 0);
}

/* ---- The log. ---- */

/* Are the lines those of the Python programs, each after what it follows from?
 * The order of two unrelated lines is up to the scheduler. */
TEST(log_is_that_of_the_python_programs)
{
    static const char *const stories[][10] = {
        {"Main    : create and start worker-0",
            "Main    : create and start worker-1",
            "Main    : before joining worker-0", "Main    : worker-0 done",
            "Main    : before joining worker-1", "Main    : worker-1 done",
            "Main    : all done", "Watcher : main is over, process ",
            "Watcher : nobody is left; 0 never finished"},
        {"Main    : create and start worker-0", "worker-0: starting, for ",
            "worker-1: finishing", "worker-0: finishing",
            "Main    : worker-0 done"},
        {"Main    : create and start worker-1", "worker-1: starting, for ",
            "worker-1: finishing"},
    };
    const char *out = run_held("--end=join --workers=2 --sleep-ms=3 --json");

    for (int i = 0; i < COUNT(stories); i++) {
        int place = 0;
        for (int j = 0; stories[i][j] != NULL; j++)
            CU_ASSERT(find_line(out, stories[i][j], &place));
    }
}

static bool
is_time(const char *text)
{
    static const char form[] = "00:00:00.000: ";

    for (int i = 0; form[i] != '\0'; i++)
        if (form[i] == '0' ? !isdigit((unsigned char)text[i])
                           : text[i] != form[i])
            return false;
    return true;
}

/* Does each line begin with a time that is not before the previous line's? (The
 * clock wraps at midnight.) Does it fit a terminal? */
TEST(lines_have_times)
{
    struct json_slice item;
    char text[TEXT], last[TEXT] = "00";

    for (int i = 0; i < 2; i++) {
        const struct outcome *seen =
            run_twin("--workers=20 --sleep-ms=1 --end=%s --json", ends[2 * i]);
        const char *items = json_get(seen->out, "log").start;
        int lines = 0;
        for (; json_item(&items, &item); lines++) {
            json_text(item, text, sizeof(text));
            CU_ASSERT(is_time(text));
            CU_ASSERT(strlen(text) <= 76);
            CU_ASSERT(
                strncmp(text, last, 12) >= 0 || strncmp(text, "00:", 3) == 0);
            snprintf(last, sizeof(last), "%s", text);
        }
        CU_ASSERT(lines > 20);
    }
}

/* Does a running worker have its name, as shown by ps? */
TEST(names_are_known_to_the_kernel)
{
    pid_t ids[MANY];

    if (is_skipped(model_is("coro"), "the kernel does not know coroutines"))
        return;
    start_long(LIFECYCLE_JOIN, LIFECYCLE_PLAIN);
    await_workers(ids, false);
    kill(program_id(), SIGTERM);
    program_finish();
    check_nobody_left(false);
}

/* ---- The judge. ---- */

/* Is it reported when a worker did not end as promised? */
TEST(broken_promise_is_judged)
{
    bool proc = model_is("proc");
    struct lifecycle_options options = {
        .workers = CREW, .end = LIFECYCLE_JOIN, .kind = LIFECYCLE_PLAIN};
    const struct lifecycle_result joined = {
        .started = CREW, .finished = CREW, .in_order = true};
    struct lifecycle_result results[] = {
        joined, joined, joined, joined, joined, joined, joined};

    results[1].finished = CREW - 1;
    results[2].started = CREW - 1;
    results[3].outlived_main = 1;
    results[4].orphans = 1;
    results[5].own_session = 1;
    results[6].in_order = false;
    for (int i = 0; i < COUNT(results); i++)
        CHECK_JUDGED(&options, &results[i], i == 0);

    struct lifecycle_result all = joined, none = joined;
    options.end = LIFECYCLE_EXIT;
    all.outlived_main = CREW;
    none.finished = 0;
    all.orphans = none.orphans = proc ? CREW : 0;
    CHECK_JUDGED(&options, &all, proc);
    CHECK_JUDGED(&options, &none, !proc);
}

/* ---- Being stopped and killed. ---- */

/* Send the signal to the watcher, or as the terminal does to all, while the
 * workers sleep, whatever they are: is it what the watcher dies of, and does
 * nobody outlive it? */
static void
check_signal(int end, int kind, int signal, bool by_terminal)
{
    pid_t ids[MANY];

    if (!is_long(end, kind))
        return;
    start_long(end, kind);
    await_workers(
        ids, !by_terminal && model_is("proc") && end != LIFECYCLE_JOIN);
    const struct outcome *seen =
        check_death(by_terminal ? -program_id() : program_id(), signal);
    CU_ASSERT_STRING_EQUAL(seen->out, "");
    CU_ASSERT(signal == SIGKILL || *seen->err == '\0');
    check_nobody_left(signal == SIGKILL);
}

/* Asked to stop, does it end all of them, and die of the same signal? */
TEST(stop_is_obeyed)
{
    static const int stops[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};

    for (int end = 0; end < COUNT(ends); end++)
        for (int kind = 0; kind < COUNT(kinds); kind++)
            check_signal(end, kind, stops[(end + kind) % COUNT(stops)], false);
}

/* And when the terminal sends it to main and the workers, too? */
TEST(terminal_stop_is_obeyed)
{
    for (int i = 0; i < 24; i++)
        check_signal(i / 2 % COUNT(ends), i % 2, SIGINT, true);
}

/* When the watcher is killed, does anything outlive it: an orphan, a daemon, a
 * thread without main? */
TEST(nobody_outlives_the_watcher)
{
    for (int end = 0; end < COUNT(ends); end++)
        for (int kind = 0; kind < COUNT(kinds); kind++)
            check_signal(end, kind, SIGKILL, false);
}

/* And when it is killed at any other moment? */
TEST(nor_at_any_moment)
{
    enum { MOMENTS = 60 };

    for (int i = 0; i < MOMENTS; i++) {
        int end = i % COUNT(ends), kind = i / COUNT(ends) % COUNT(kinds);
        if (!is_long(end, kind))
            continue;
        start_long(end, kind);
        clock_sleep_ns(i * 150 * NS_PER_US);
        check_death(program_id(), SIGKILL);
        check_nobody_left(true);
    }
}

/* When a worker that others wait for is killed, is that reported, and do they
 * end? */
TEST(killed_worker_is_named)
{
    pid_t ids[MANY];
    char process[64];

    if (!can_kill_worker())
        return;
    for (int i = 0; i < 2 * COUNT(ends) * COUNT(kinds); i++) {
        int end = i / 2 / COUNT(kinds), kind = i / 2 % COUNT(kinds);
        if (!is_long(end, kind))
            continue;
        start_long(end, kind);
        await_workers(ids, end != LIFECYCLE_JOIN);
        pid_t victim = ids[i % 2 == 0 ? 0 : CREW - 1];
        kill(victim, i % 2 == 0 ? SIGKILL : SIGTERM);
        snprintf(process, sizeof(process), "(process %d)", (int)victim);
        check_refusal(program_finish(), STATUS_BROKEN, process,
            i % 2 == 0 ? "SIGKILL" : "SIGTERM");
        check_nobody_left(false);
    }
}

/* If main is to be killed, but is so before it has started the last worker: is
 * that reported, and does nobody wait for those who will not come? Where it has
 * started all by then, it is as was asked. */
TEST(main_killed_too_early_is_named)
{
    enum { TRIES = 1000000 };
    pid_t main_id;

    start_twin("--end=killed --workers=64 --sleep-ms=50 --json");
    for (int i = 0; i < TRIES; i++)
        if (program_others(&main_id, 1) > 0) {
            kill(main_id, SIGKILL);
            break;
        }
    const struct outcome *seen = program_finish();
    if (seen->status == STATUS_BROKEN)
        check_refusal(seen, STATUS_BROKEN, "main (process", "SIGKILL");
    else
        check_answer(seen, STATUS_HELD);
}

/* When main is killed unexpectedly, is that reported? */
TEST(killed_main_is_named)
{
    pid_t ids[MANY], others[MANY];

    start_long(LIFECYCLE_JOIN, LIFECYCLE_PLAIN);
    await_workers(ids, false);
    CU_ASSERT(group_members(program_id(), others, MANY) > 0);
    kill(others[0], SIGKILL); /* it was the first to be made */
    check_refusal(program_finish(), STATUS_BROKEN, "main (process", "SIGKILL");
    check_nobody_left(false);
}

/* ---- What every twin must do. ---- */

/* When the user's limit of processes is reached during the start, are the
 * workers already started ended? */
TEST(process_limit_is_reported)
{
    if (is_skipped(model_is("coro"), "the kernel does not count coroutines"))
        return;
    if (is_skipped(
            UNDER_ASAN, "the leak check at main's exit needs one more task"))
        return;
    for (int kind = 0; kind < 2; kind++) {
        char arguments[TEXT];
        snprintf(arguments, sizeof(arguments),
            "--workers=64 --sleep-ms=60000 --kind=%s", kinds[kind]);
        check_few_processes(arguments);
        check_nobody_left(false);
    }
}

/* And when the limit allows none for main itself? */
TEST(no_process_for_main_is_reported)
{
    check_no_processes("--sleep-ms=0", true, "fork");
}

/* Where there are too few descriptors, even to see main leave, is that said,
 * and nothing else blamed? With fewer still the loader cannot work. */
TEST(few_descriptors_are_named)
{
    if (!is_tried(LIFECYCLE_LEAVE) ||
        is_skipped(UNDER_ASAN, "a sanitizer needs descriptors, too"))
        return;
    for (rlim_t files = 4; files < 12; files++) {
        const struct outcome *seen = run_twin_with(
            LIMITED(RLIMIT_NOFILE, files), "--end=leave --sleep-ms=2 --json");
        if (seen->status != STATUS_HELD && seen->status != LOADER)
            check_refusal(seen, STATUS_CANNOT, "open files", "ulimit -n");
    }
}

const struct usual usual = {
    .limits = WORDS("--name=", "--workers=0", "--workers=65", "--sleep-ms=-1",
        "--sleep-ms=3600001", "--name=abcdefghijklm", "--name=a/b"),
    .mistakes =
        MISTAKES({"--end=join --kind=detached", "--end=join", "'detached'"}),
    .short_runs = {"--sleep-ms=0"},
    .modest_runs = {"--sleep-ms=2 --end=exit", "--sleep-ms=2 --end=join",
        "--sleep-ms=2 --end=killed",
        UNDER_TSAN ? NULL : "--sleep-ms=2 --end=leave"}, /* see is_tried */
    /* Threads that are never joined are part of the test. */
    .tsan_options = "report_thread_leaks=0:atexit_sleep_ms=0",
};
