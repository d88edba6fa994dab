/* Does the timing tool say what it measured, refuse what it cannot, and leave
 * no probe behind? What it measures is no matter of a test. */

#include "../harness/answer.h"
#include "../harness/check.h"
#include "../harness/program.h"

#include "kit/die.h"
#include "kit/home.h"
#include "kit/json.h"

#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_ENTRIES = 64, MAX_SAMPLES = 65536 };

#define WORDS(...)  ((const char *const[]){__VA_ARGS__, NULL})
#define TIMING(...) program_run("../../timing", WORDS(__VA_ARGS__), NULL)

/* The answer's entries, each as a text that starts there; how many. */
static int
split_entries(const char *out, const char *entries[MAX_ENTRIES])
{
    struct json_slice list = json_get(out, "operations"), value;
    int count = 0;

    CU_ASSERT(is_json(out));
    if (list.length < 2 || *list.start != '[')
        return 0;
    const char *at = list.start + 1;
    while (count < MAX_ENTRIES && (value = json_value(at)).length > 0) {
        entries[count++] = value.start;
        at = value.start + value.length;
        at += strspn(at, ", \n");
    }
    return count;
}

static int
by_size(const void *left, const void *right)
{
    const double *a = left, *b = right;

    return (*a > *b) - (*a < *b);
}

/* All samples of all launches, sorted; how many. */
static long
read_samples(const char *entry, double samples[MAX_SAMPLES])
{
    struct json_slice list = json_get(entry, "samples");
    const char *at = list.start;
    long count = 0;
    char *end;

    while (at < list.start + list.length && count < MAX_SAMPLES) {
        double sample = strtod(at, &end);
        if (end == at) {
            at++;
            continue;
        }
        samples[count++] = sample;
        at = end;
    }
    qsort(samples, (size_t)count, sizeof(samples[0]), by_size);
    return count;
}

static void
check_ratio(const char *entry)
{
    if (is_null_at(entry, "ratio")) {
        CU_ASSERT(is_null_at(entry, "ratio_low"));
        CU_ASSERT(is_null_at(entry, "ratio_high"));
        CU_ASSERT(is_null_at(entry, "verdict"));
        return;
    }
    double low = real_at(entry, "ratio_low"), ratio = real_at(entry, "ratio");
    double high = real_at(entry, "ratio_high");
    CU_ASSERT(low <= ratio && ratio <= high);
    CU_ASSERT_STRING_EQUAL(word_at(entry, "verdict"), low > 1    ? "slower"
                                                      : high < 1 ? "faster"
                                                                 : "none");
}

/* Do median, interval, rounds and samples of an entry agree? A figure that is
 * refused is null, and says why. */
static void
check_entry(const char *entry)
{
    static double samples[MAX_SAMPLES];
    long count = read_samples(entry, samples);

    CU_ASSERT_STRING_EQUAL(word_at(entry, "unit"), "ns");
    CU_ASSERT_EQUAL(long_at(entry, "rounds"), count);
    if (is_null_at(entry, "median")) {
        CU_ASSERT_FALSE(is_null_at(entry, "reason"));
        CU_ASSERT(is_null_at(entry, "ratio"));
        return;
    }
    CU_ASSERT_FATAL(count > 0);
    double median = real_at(entry, "median");
    CU_ASSERT_DOUBLE_EQUAL(median,
        (samples[(count - 1) / 2] + samples[count / 2]) / 2,
        1e-9 * fabs(median));
    if (!is_null_at(entry, "low"))
        CU_ASSERT(real_at(entry, "low") <= median &&
                  median <= real_at(entry, "high"));
    CU_ASSERT_FALSE(is_null_at(entry, "floor"));
    CU_ASSERT_FALSE(is_null_at(entry, "raw"));
    check_ratio(entry);
    if (strcmp(word_at(entry, "model"), "thread") == 0)
        CU_ASSERT(is_null_at(entry, "ratio"));
}

static int
count_models(void)
{
    int count = 0;

    while (home_models()[count] != NULL)
        count++;
    return count;
}

/* Has each entry the name, the model and the figures that others rely on? */
static void
check_operations(const struct outcome *seen, const char *const *names)
{
    const char *entries[MAX_ENTRIES];
    int models = count_models(), count = 0;

    CU_ASSERT_EQUAL(seen->status, STATUS_HELD);
    CU_ASSERT_STRING_EQUAL(seen->err, "");
    CU_ASSERT(long_at(seen->out, "machine.cpus_usable") >= 1);
    while (names[count] != NULL)
        count++;
    CU_ASSERT_EQUAL_FATAL(split_entries(seen->out, entries), count * models);
    for (int i = 0; i < count * models; i++) {
        CU_ASSERT_STRING_EQUAL(word_at(entries[i], "name"), names[i / models]);
        CU_ASSERT_STRING_EQUAL(
            word_at(entries[i], "model"), home_models()[i % models]);
        check_entry(entries[i]);
    }
}

/* Is creation measured in every model, and do the figures agree? */
static void
creation_is_measured(void)
{
    static const char *const names[] = {"create", NULL};

    check_operations(TIMING("create", "--max-seconds=1", "--json"), names);
}

static const char *const switches[] = {"switch/pipe/one-core",
    "switch/pipe/two-cores", "switch/sem/one-core", "switch/sem/two-cores",
    "switch/yield/one-core", "switch/yield/two-cores", NULL};

/* Is a switch measured in every way, on one core and on two? */
static void
switches_are_measured(void)
{
    static const char *const sem[] = {
        "switch/sem/one-core", "switch/sem/two-cores", NULL};

    check_operations(TIMING("switch", "--max-seconds=3", "--json"), switches);
    check_operations(
        TIMING("switch", "--how=sem", "--max-seconds=1", "--json"), sem);
}

/* Where one CPU is usable, is what takes two refused with a reason, and the
 * rest measured? */
static void
two_cores_need_two_cpus(void)
{
    static const struct setting one = {.prepare = prepare_one_cpu};
    const char *entries[MAX_ENTRIES];
    const struct outcome *seen = program_run("../../timing",
        WORDS("switch", "--how=pipe", "--max-seconds=1", "--json"), &one);
    int count = split_entries(seen->out, entries);

    CU_ASSERT_EQUAL(seen->status, STATUS_HELD);
    CU_ASSERT_EQUAL(count, 2 * count_models());
    for (int i = 0; i < count; i++) {
        check_entry(entries[i]);
        if (strstr(word_at(entries[i], "name"), "two-cores") == NULL)
            continue;
        CU_ASSERT(is_null_at(entries[i], "median"));
        CU_ASSERT_PTR_NOT_NULL(strstr(word_at(entries[i], "reason"), "CPU"));
    }
}

/* Does the table fit in 80 columns, and name every operation and model? */
static void
table_is_readable(void)
{
    const struct outcome *seen = TIMING("--max-seconds=2");

    CU_ASSERT_EQUAL(seen->status, STATUS_HELD);
    CU_ASSERT_PTR_NOT_NULL(strstr(seen->out, "create"));
    for (int i = 0; switches[i] != NULL; i++)
        CU_ASSERT_PTR_NOT_NULL(strstr(seen->out, switches[i]));
    for (const char *const *model = home_models(); *model != NULL; model++)
        CU_ASSERT_PTR_NOT_NULL(strstr(seen->out, *model));
    for (const char *line = seen->out; *line != '\0';) {
        size_t length = strcspn(line, "\n");
        CU_ASSERT(length <= 80);
        line += length + (line[length] == '\n');
    }
}

/* Is each mistake named in one line, with status 2? */
static void
mistakes_are_named(void)
{
    static const char *const mistakes[] = {"nonsense", "--nonsense",
        "--how=foo", "--precision=0", "--precision=-1", "--precision=nan",
        "--precision=", "--max-seconds=0", "--max-seconds=1e9",
        "--max-seconds=abc", "--seed=-1", "--seed=1.5", "--json=1", "-x"};

    for (size_t i = 0; i < sizeof(mistakes) / sizeof(mistakes[0]); i++) {
        const struct outcome *seen = TIMING(mistakes[i]);
        char option[64];
        snprintf(option, sizeof(option), "%.*s", (int)strcspn(mistakes[i], "="),
            mistakes[i]);
        CU_ASSERT_EQUAL(seen->status, STATUS_USAGE);
        CU_ASSERT_STRING_EQUAL(seen->out, "");
        CU_ASSERT(is_one_line(seen->err));
        CU_ASSERT_PTR_NOT_NULL(strstr(seen->err, option));
    }
}

/* Is a full disk told? */
static void
full_disk_is_told(void)
{
    static const struct setting full = {.prepare = prepare_full_disk};
    const struct outcome *seen = program_run(
        "../../timing", WORDS("create", "--max-seconds=0.5", "--json"), &full);

    CU_ASSERT_EQUAL(seen->status, STATUS_CANNOT);
    CU_ASSERT(is_one_line(seen->err));
}

static void
start_long(void)
{
    program_start("../../timing",
        WORDS("switch", "--precision=0.001", "--max-seconds=3600"), NULL);
    CU_ASSERT(program_await_work(1));
}

/* Asked to stop in mid-run, does it end all probes and die of that very signal?
 */
static void
stop_is_obeyed(void)
{
    static const int stops[] = {SIGINT, SIGTERM, SIGHUP};

    for (int i = 0; i < 3; i++) {
        start_long();
        kill(program_id(), stops[i]);
        const struct outcome *seen = program_finish();
        CU_ASSERT_EQUAL(seen->signal, stops[i]);
        CU_ASSERT_STRING_EQUAL(seen->out, "");
        CU_ASSERT_STRING_EQUAL(seen->err, "");
    }
}

/* And when the terminal asks the probes, too? */
static void
terminal_stop_is_obeyed(void)
{
    enum { TIMES = 10 };

    for (int i = 0; i < TIMES; i++) {
        start_long();
        kill(-program_id(), SIGINT);
        const struct outcome *seen = program_finish();
        CU_ASSERT_EQUAL_FATAL(seen->signal, SIGINT);
        CU_ASSERT_STRING_EQUAL_FATAL(seen->err, "");
    }
}

/* When it is killed itself, do the probes go, too? */
static void
probes_do_not_outlive_it(void)
{
    start_long();
    kill(program_id(), SIGKILL);
    CU_ASSERT_EQUAL(program_finish()->signal, SIGKILL);
}

/* When a probe is killed, does it say so, and nobody waits for ever? */
static void
killed_probe_is_told(void)
{
    pid_t others[MAX_ENTRIES];

    program_start("../../timing", WORDS("create", "--max-seconds=3"), NULL);
    CU_ASSERT(program_await_work(1));
    int count = program_others(others, MAX_ENTRIES);
    CU_ASSERT(count > 0);
    for (int i = 0; i < count && i < MAX_ENTRIES; i++)
        kill(others[i], SIGKILL);
    const struct outcome *seen = program_finish();
    CU_ASSERT_EQUAL(seen->status, STATUS_BROKEN);
    CU_ASSERT_FALSE(seen->out[0] == '\0' && seen->err[0] == '\0');
}

static const struct test tests[] = {
    {"creation is measured", creation_is_measured},
    {"switches are measured", switches_are_measured},
    {"two cores need two CPUs", two_cores_need_two_cpus},
    {"the table is readable", table_is_readable},
    {"a mistake is named", mistakes_are_named},
    {"a full disk is told", full_disk_is_told},
    {"asked to stop, it takes the probes along", stop_is_obeyed},
    {"Ctrl-C, which the probes get as well", terminal_stop_is_obeyed},
    {"killed, it takes the probes along", probes_do_not_outlive_it},
    {"a killed probe is told", killed_probe_is_told},
    {.question = NULL},
};

int
main(void)
{
    return run_tests("timing", tests);
}
