#include "probed.h"

#include "forbid.h"
#include "twin.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>

void
probe_read(struct probed *probed, const char *text)
{
    int length = 0;

    *probed = (struct probed){0};
    while (probed->count < MAX_PROBED &&
           sscanf(text, "%ld %ld\n%n", &probed->elapsed_ns[probed->count],
               &probed->counted[probed->count], &length) == 2) {
        probed->count++;
        text += length;
    }
    CU_ASSERT_STRING_EQUAL(text, "");
}

void
probe_twin(struct probed *probed, int times, int n, const char *options)
{
    char input[4096] = "";
    struct setting setting = {.input = input};
    size_t length = 0;

    for (int i = 0; i < 2 * times && length < sizeof(input); i++)
        length += (size_t)snprintf(input + length, sizeof(input) - length,
            "%s %d\n", i < times ? "batch" : "bare", n);
    const struct outcome *seen = run_twin_with(&setting, "--probe %s", options);
    check_held(seen);
    probe_read(probed, seen->out);
    CU_ASSERT_EQUAL_FATAL(probed->count, 2 * times);
}

static long
children_cpu_ns(void)
{
    struct rusage usage;

    getrusage(RUSAGE_CHILDREN, &usage);
    return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000000 +
           (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1000;
}

long
probe_cpu_ns(const char *input, const char *options)
{
    struct setting setting = {.input = input};
    long before_ns = children_cpu_ns();

    const struct outcome *seen = run_twin_with(&setting, "--probe %s", options);
    CU_ASSERT_EQUAL(seen->status, STATUS_HELD);
    return children_cpu_ns() - before_ns;
}

/* Does a line that is no request give one line, and status 2, from the one who
 * reads it up to the program? What was asked before is answered. */
void
probe_refuses_nonsense(void)
{
    static const char *const lines[] = {"batch\n", "batch 0\n", "batch -1\n",
        "batch x\n", "batch 1 2\n", "batch 2 pipe\n", "bare 2 pipe\n",
        "hello 5\n", "\n", "bare 1000000001\n"};
    static const struct setting late = {.input = "bare 2\nbatch 2\nhello\n"};

    for (int i = 0; i < COUNT(lines); i++) {
        struct setting setting = {.input = lines[i]};
        check_refusal(run_twin_with(&setting, "--probe"), STATUS_USAGE,
            "not a request", "batch N");
    }
    const struct outcome *seen = run_twin_with(&late, "--probe");
    CU_ASSERT_EQUAL(seen->status, STATUS_USAGE);
    CU_ASSERT(is_one_line(seen->err));
    CU_ASSERT_PTR_NOT_NULL(strchr(seen->out, '\n'));
}

/* Does the end of its input end the probe well? */
void
probe_ends_with_its_input(void)
{
    const struct outcome *seen = run_twin("--probe");

    CU_ASSERT_EQUAL(seen->status, STATUS_HELD);
    CU_ASSERT_STRING_EQUAL(seen->out, "");
    CU_ASSERT_STRING_EQUAL(seen->err, "");
}

/* And so does the end of who asked, before the answer? */
void
probe_ends_with_its_reader(void)
{
    static const struct setting setting = {
        .input = "batch 100\nbare 100\n", .prepare = prepare_no_reader};
    const struct outcome *seen = run_twin_with(&setting, "--probe");

    check_held(seen);
}

/* Does a batch use more of the CPU with a spin than without, half a second as
 * it should be, and a bare one not? The spin is gauged by the clock: on a busy
 * machine it may be too short, but not each time. */
void
probe_injects_a_spin(void)
{
    bool seen = false;

    for (int i = 0; i < 5 && !seen; i++) {
        long plain_ns = probe_cpu_ns("batch 500\n", "--inject=0");
        long batch_ns = probe_cpu_ns("batch 500\n", "--inject=1000000");
        long bare_ns = probe_cpu_ns("bare 500\n", "--inject=1000000");
        seen = batch_ns > plain_ns && batch_ns > 2 * bare_ns;
    }
    CU_ASSERT(seen);
}

void
check_injected_call(void)
{
    struct setting setting = {
        .prepare = prepare_forbidden, .input = "batch 2\n"};

    if (is_skipped(UNDER_SANITIZER, "the sanitizer asks for its parent itself"))
        return;
    forbid_call(SYS_getppid);
    const struct outcome *seen = run_twin_with(&setting, "--probe");
    if (is_skipped(!seen->prepared, "cannot filter system calls"))
        return;
    CU_ASSERT_EQUAL(seen->status, STATUS_HELD);
    CU_ASSERT_EQUAL(
        run_twin_with(&setting, "--probe --inject-syscall")->signal, SIGSYS);
    setting.input = "bare 2\n";
    CU_ASSERT_EQUAL(run_twin_with(&setting, "--probe --inject-syscall")->status,
        STATUS_HELD);
}

long
lowest(const long *values, int count)
{
    long least = values[0];

    for (int i = 1; i < count; i++)
        if (values[i] < least)
            least = values[i];
    return least;
}
